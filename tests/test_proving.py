"""`templates prove`: what a published document holds and a format does not print, with the line that is to be mended."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.app.proof_text import proof_text
from gongkai.findings import Location
from gongkai.packs.library import Library
from gongkai.packs.location import templates_root
from gongkai.proving import CannotProve, Miss, Proof, Share, proof_of
from gongkai.readers.document import read_document
from gongkai.readers.printed_document import PrintedDocument
from gongkai.source import Source
from tests.support.library import LIBRARY

SAMPLES = Path("sample_inputs")
LIULIN = SAMPLES / "liulin-2023-final" / "input.yaml"
FORMAT = "shanxi/final_accounts/2023"
NARRATIVE = "narrative/收入决算情况.j2"
TABLE = "tables/收入决算表.yaml"


def published(suffix: str = "docx") -> PrintedDocument:
    """The sample's own report, read back."""
    checked = pipeline.check(Source.from_path(LIULIN), LIBRARY)
    document = pipeline.compose(checked)
    assert document is not None and checked.subject is not None
    rendered = pipeline.render(document, checked.subject.pack, (suffix,), pages=False)
    (content,) = (content for name, content in rendered.files.items() if name.endswith(suffix))
    return read_document(Source(f"公开.{suffix}", content))


def proved(document: PrintedDocument, library: Library = LIBRARY) -> Proof:
    return proof_of(pipeline.check(Source.from_path(LIULIN), library), document, library)


def test_a_report_is_reproduced_by_the_format_that_made_it() -> None:
    proof = proved(published())
    assert proof.rows.all > 140 and proof.form_rows.all > 300
    assert proof.sentences.all > 50 and proof.clauses.all > proof.sentences.all
    assert (proof.missed_rows, proof.missed_sentences) == ((), ())
    shares = (proof.rows, proof.form_rows, proof.sentences, proof.clauses)
    assert {share.rate for share in shares} == {1}


def test_a_workbook_has_tables_and_no_sentences() -> None:
    proof = proved(published("xlsx"))
    assert proof.rows.all > 140 and proof.rows.right == proof.rows.all
    assert proof.sentences == Share(0, 0) and not proof.missed_sentences


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Library]:
    """A library in which texts of the sample's format are other ones; what is replaced stands there once."""

    def make(*changes: tuple[str, str, str]) -> Library:
        root = tmp_path / "templates"
        shutil.copytree(templates_root(), root)
        for file, old, new in changes:
            path = root / file
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, (file, old)
            path.write_text(text.replace(old, new), encoding="utf-8")
        return Library(root)

    return make


def line_of(library: Library, file: str, text: str) -> int:
    lines = (library.root / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_a_row_and_a_sentence_that_differ_are_told_with_their_lines(changed: Callable[..., Library]) -> None:
    table, prose = (
        "national/final_accounts/2023/tables/收入支出决算总表.yaml",
        f"{FORMAT}/narrative/收入支出决算总体情况.j2",
    )
    words = (templates_root() / prose).read_text(encoding="utf-8")
    assert words.count("年度收入总计") == 1
    library = changed(
        (table, "label: 结余分配", "label: 结余的分配"), (prose, "年度收入总计", "年收入合计总共")
    )
    proof = proved(published(), library)
    (row,), (sentence,) = proof.missed_rows, proof.missed_sentences
    assert "结余分配" in row.printed and "结余的分配" in row.instead
    assert row.place.table > 0 and row.place.row > 0
    assert row.made_by.file == table
    assert "收入总计" in sentence.printed and "收入合计总共" in sentence.instead
    assert (sentence.made_by.file, sentence.made_by.line) == (
        prose,
        line_of(library, prose, "年收入合计总共"),
    )
    assert proof.rows.all - proof.rows.right == 1
    assert proof.sentences.all - proof.sentences.right == 1


def test_a_table_that_the_format_lacks_is_told_once_and_not_by_its_rows(
    changed: Callable[..., Library],
) -> None:
    """Its rows are not held against those of the table whose name is nearest."""
    pack = f"{FORMAT}/pack.yaml"
    lines = (templates_root() / pack).read_text(encoding="utf-8").splitlines(keepends=True)
    [item] = [line for line in lines if line.strip() == "- 表 收入决算表"]
    proof = proved(published(), changed((pack, item, "")))
    [title] = proof.lacking
    assert "收入决算表" in title and proof.tables[title].right < proof.tables[title].all
    assert proof.missed_rows == ()
    said = proof_text(proof, "公开.docx", 40)
    assert f"{title}：" in said and said.count("本格式没有这张表") == 1
    own = proof.rows.all - proof.tables[title].all
    assert f"  本格式有的表：{own}/{own}（100.00%）" in said.splitlines()


def test_decimals_of_a_sentence_count_by_value_and_are_told(changed: Callable[..., Library]) -> None:
    pack, style = "national/final_accounts/2023/pack.yaml", '  正文: {decimals: 2, thousands: 是, zero: "0"'
    proof = proved(published(), changed((pack, style, f"{style}, trim: 是")))
    assert proof.missed_sentences == () and proof.sentences.right == proof.sentences.all
    assert proof.decimals
    for miss in proof.decimals:
        assert miss.printed != miss.instead and re.search(r"\.\d*0(?!\d)", miss.printed)
    assert f"其中 {len(proof.decimals)} 句只是小数位不同" in proof_text(proof, "公开.docx", 0)


def _proof(rows: int, sentences: int) -> Proof:
    misses = tuple(
        Miss(f"第{number}处", Location(file="公开.pdf", page=number + 1)) for number in range(rows)
    )
    return Proof({"甲表": Share(0, rows)}, {}, Share(0, sentences), Share(0, 1), misses, misses[:sentences])


def test_rows_that_are_many_leave_the_sentences_their_room() -> None:
    said = proof_text(_proof(9, 4), "公开.pdf", 2).splitlines()
    assert [line for line in said if line.startswith("- ")] == [
        "- 公开.pdf 第 1 页：第0处",
        "- 公开.pdf 第 2 页：第1处",
    ] * 2
    assert "  ……另有 7 处，--show 9 全部列出" in said and "  ……另有 2 处，--show 4 全部列出" in said


def test_where_none_is_shown_the_command_that_shows_them_is_named() -> None:
    said = proof_text(_proof(9, 4), "公开.pdf", 0).splitlines()
    assert said[-2:] == [
        "没有印出的行 9 处，用 gongkai templates prove 逐处看",
        "没有印出的句子 4 处，用 gongkai templates prove 逐处看",
    ]


def test_an_input_that_gives_no_report_proves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "input.yaml"
    path.write_text("单位信息:\n  公开格式: 没有的/格式/2023\n", encoding="utf-8")
    with pytest.raises(CannotProve, match="gongkai check"):
        proof_of(pipeline.check(Source.from_path(path), LIBRARY), published(), LIBRARY)


def gongkai(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gongkai", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


@pytest.mark.trial
def test_the_command(tmp_path: Path) -> None:
    made = gongkai("generate", LIULIN, "-o", tmp_path, "--to", "docx")
    assert made.returncode == 0, made.stderr
    [word] = tmp_path.glob("*.docx")
    done = gongkai("templates", "prove", FORMAT, LIULIN, word, "--rows", "100", "--sentences", "100")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "写数的句子" in done.stdout and done.stdout.count("（100.00%）") == 4
    assert "没有印出的" not in done.stdout
    other = gongkai("templates", "prove", "xinjiang/final_accounts/2023", LIULIN, word)
    assert other.returncode == 2 and f"写的公开格式是 {FORMAT}" in other.stderr
    sample = SAMPLES / "yangcheng-2024-final" / "input.yaml"
    less = gongkai(
        "templates", "prove", "shanxi/final_accounts/2024", sample, word, "--rows", "95", "--show", "3"
    )
    assert less.returncode == 1
    assert "没有印出的行（" in less.stdout and "/tables/" in less.stdout and "全部列出" in less.stdout
