"""A format learned from a report: it loads, it composes, it says nothing of the department, and prove tells how much is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.findings import Severity
from gongkai.learning.draft import FormatDraft
from gongkai.learning.drafted_input import drafted_input
from gongkai.learning.learn import CannotLearn, is_sample_document, learn
from gongkai.learning.questions_page import questions_page
from gongkai.learning.trying import Trial, mended
from gongkai.maintenance.lint import lint_format
from gongkai.packs.library import Library
from gongkai.packs.location import templates_root
from gongkai.proving import Proof, proof_of
from gongkai.readers.document import read_document
from gongkai.readers.printed_document import PrintedDocument, PrintedLine, PrintedPart
from gongkai.source import Source
from gongkai.stages import Loaded
from tests.support.library import LIBRARY

SAMPLE = Path("sample_inputs/liulin-2023-final/input.yaml")
BASE, FORMAT = "national/final_accounts/2023", "elsewhere/final_accounts/2023"
AMOUNT = re.compile(r"\d[\d,]*\.\d\d(?!\d)|(?<![\d.年第])\d{2,}(?:,\d{3})*\s*(?:万元|元|%)")


def own_report() -> PrintedDocument:
    """The report of a sample, read back as somebody publishes it."""
    checked = pipeline.check(Source.from_path(SAMPLE), LIBRARY)
    document = pipeline.compose(checked)
    assert document is not None and checked.subject is not None
    rendered = pipeline.render(document, checked.subject.pack, ("docx",), pages=False)
    [content] = rendered.files.values()
    return read_document(Source("公开.docx", content))


@dataclass(frozen=True)
class Learned:
    draft: FormatDraft
    files: dict[str, str]
    library: Library
    document: PrintedDocument


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learned]:
    document = own_report()
    base, _ = LIBRARY.pack(BASE)
    assert base is not None
    draft = learn([document], LIBRARY, base, FORMAT, "学来的格式")
    trial = Trial(templates_root(), tmp_path_factory.mktemp("learn"), FORMAT)
    assert mended(draft, trial) == []
    files = draft.files()
    yield Learned(draft, files, trial.library(files), document)


def test_it_loads_and_lint_finds_no_error(learned: Learned) -> None:
    pack, faults = learned.library.pack(FORMAT)
    assert pack is not None and not faults
    assert [each for each in lint_format(FORMAT, learned.library) if each.severity is Severity.ERROR] == []
    assert len(pack.tables) >= 8 and len(pack.narrative) >= 3 and len(pack.glossary) >= 10


def test_nothing_of_the_department_is_left(learned: Learned) -> None:
    loaded = pipeline.read(Source.from_path(SAMPLE), LIBRARY)
    assert loaded.department is not None
    unit = loaded.department.unit_name
    place = unit[:3]
    assert len(unit) > 6
    for name, text in learned.files.items():
        assert unit not in text and place not in text, name
        if name.startswith("narrative/"):
            said = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text).replace("单价100万元", "")
            assert not AMOUNT.findall(said), name


def test_amounts_are_bound_by_name_and_changes_are_phrases(learned: Learned) -> None:
    prose = "".join(text for name, text in learned.files.items() if name.startswith("narrative/"))
    for wanted in (
        "{{收入总计|万元}}",
        "{{支出总计|万元}}",
        "|占比(",
        '完成率("年初预算")',
        "{{公务用车运行维护费|万元}}",
    ):
        assert wanted in prose, wanted
    phrases = learned.files["pack.yaml"]
    assert "减少{差额}万元，下降{比率}%" in phrases and "增加{差额}万元，增长{比率}%" in phrases
    assert re.search(r"\{% for 行 in 科目\(一般公共预算财政拨款支出, 3\) %\}", prose)


def test_reasons_and_texts_are_lines_to_fill_in(learned: Learned) -> None:
    prose = "".join(text for name, text in learned.files.items() if name.startswith("narrative/"))
    used = set(re.findall(r'原因\("([^"]+)"', prose))
    assert len(used) >= 2
    pack, _ = learned.library.pack(FORMAT)
    assert pack is not None
    assert used == set(pack.reasons)
    assert "主要职责" in prose


def test_what_is_not_certain_is_listed_once_and_can_be_gone_through(learned: Learned) -> None:
    questions = learned.draft.open_questions()
    assert questions and len(set(questions)) == len(questions)
    page = questions_page(FORMAT, questions)
    assert page.count("- [ ] ") == len(questions)
    named = {each.file for each in questions}
    assert named & set(learned.files)


def test_prove_tells_how_much_is_right(learned: Learned) -> None:
    proof = proved(learned)
    official = {name: share for name, share in proof.tables.items() if "决算" in name and "表" in name}
    rows = sum(share.right for share in official.values()), sum(share.all for share in official.values())
    assert rows[0] >= 0.6 * rows[1] > 50
    assert proof.clauses.right >= 0.5 * proof.clauses.all > 50


def proved(learned: Learned) -> Proof:
    pack, _ = learned.library.pack(FORMAT)
    assert pack is not None
    made = drafted_input(learned.document, learned.library, pack)
    checked = pipeline.check_department(Loaded(made.department, pack, []))
    return proof_of(checked, learned.document, learned.library)


def test_a_document_with_nothing_in_it_is_refused() -> None:
    base, _ = LIBRARY.pack(BASE)
    assert base is not None
    for document in (PrintedDocument("空.docx"), PrintedDocument("空.docx", (PrintedPart(()),))):
        with pytest.raises(CannotLearn):
            learn([document], LIBRARY, base, FORMAT, "空")


def test_a_sample_is_told_by_its_placeholders() -> None:
    lines = tuple(PrintedLine(f"XX局2024年度收入总计XXX万元。{number}") for number in range(8))
    assert is_sample_document(PrintedDocument("样张.docx", (PrintedPart(lines),)))
    own = tuple(PrintedLine(f"某局2024年度收入总计12.30万元。{number}") for number in range(8))
    assert not is_sample_document(PrintedDocument("公开.docx", (PrintedPart(own),)))
