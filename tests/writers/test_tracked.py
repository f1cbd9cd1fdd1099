"""Word with tracked changes: valid, and accepting all gives the new report's text, rejecting all the old one's."""

from __future__ import annotations

import io
import re
import zipfile
from functools import lru_cache
from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.comparing.comparison import VersionComparison
from gongkai.readers.document import read_document
from gongkai.readers.printed_document import PrintedTable
from gongkai.source import Source
from gongkai.tree.nodes import Document
from gongkai.writers.docx import write_docx
from gongkai.writers.docx.tracked import write_tracked
from gongkai.writers.docx.writer import FIXED_TIME
from tests.comparing.support import checked, compared, edited, sample
from tests.support.ooxml import validate
from tests.support.tracked import settled

YANGCHENG = sample("yangcheng-2024-final")
LIULIN = sample("liulin-2023-final")
QINGLONG = sample("qinglong-2023-evaluation")
SICHUAN = Path("tests/formats/sichuan/input.yaml").read_text("utf-8")
ROW = """  - 科目编码: 2100799
    科目名称: 其他计划生育事务支出
    决算: {一般公共预算财政拨款: 9600.00}
"""
EDITED = edited(
    YANGCHENG,
    ("决算: {项目支出: 260000.00}", "决算: {项目支出: 460000.00}"),
    (ROW, ""),
    ("事业单位退休人员的退休补贴", "退休人员的取暖补贴"),
    ("单位名称: 阳城县人力资源和社会保障局", "单位名称: 阳城县人力资源局"),
)
PAIRS = {
    "edited": (YANGCHENG, EDITED),
    "back": (EDITED, YANGCHENG),
    "later format": (LIULIN, edited(LIULIN, ("shanxi/final_accounts/2023", "shanxi/final_accounts/2024"))),
    "another year and unit": (LIULIN, YANGCHENG),
    "charts": (
        SICHUAN,
        edited(SICHUAN, ("决算: {一般公共预算财政拨款: ", "决算: {一般公共预算财政拨款: 1")),
    ),
    "forms": (
        QINGLONG,
        edited(
            QINGLONG,
            ("    自评得分: 97.59\n", "    自评得分: 96.5\n"),
            ("全年执行数: 66478.00", "全年执行数: 60000.00"),
        ),
    ),
}


@lru_cache(maxsize=2)
def made(pair: str) -> tuple[VersionComparison, bytes]:
    found = compared(*PAIRS[pair])
    assert found.pack is not None
    return found, write_tracked(found.merged.document, pipeline.style_of(found.pack))


def text(content: bytes) -> list[str]:
    """What a Word file says, lines and rows of tables, without blanks: the contents have no page numbers there."""
    found: list[str] = []
    for item in read_document(Source("一.docx", content)).items():
        if isinstance(item, PrintedTable):
            found += ["|".join(cell for cell in map(squeezed, row) if cell) for row in item.rows()]
        else:
            found.append(squeezed(item.text))
    return [line for line in found if line]


def squeezed(words: str) -> str:
    return "".join(words.split())


def report(document: Document | None, found: VersionComparison) -> list[str]:
    assert document is not None and found.pack is not None
    return text(write_docx(document, pipeline.style_of(found.pack), {}))


def documents(pair: str) -> list[Document | None]:
    return [pipeline.compose(checked(said)) for said in PAIRS[pair]]


def turned(content: bytes) -> bytes:
    """The file with insertions and deletions exchanged, so that a reader shows the old version."""
    source = zipfile.ZipFile(io.BytesIO(content))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                xml = re.sub(
                    r"(</?w:)(ins|del)(?=[ />])",
                    lambda tag: tag[1] + {"ins": "del", "del": "ins"}[tag[2]],
                    part.decode(),
                )
                part = xml.replace("w:delText", "w:t").encode()
            target.writestr(name, part)
    return made.getvalue()


@pytest.mark.parametrize("pair", ["edited", pytest.param("later format", marks=pytest.mark.trial)])
def test_a_reader_that_accepts_or_rejects_sees_each_version(pair: str) -> None:
    found, content = made(pair)
    old, new = documents(pair)
    assert text(content) == report(new, found)
    assert text(turned(content)) == report(old, found)


def test_changes_bear_the_program_and_a_fixed_date() -> None:
    found, content = made("edited")
    assert write_tracked(found.merged.document, pipeline.style_of(found.pack)) == content  # type: ignore[arg-type]
    parts = zipfile.ZipFile(io.BytesIO(content))
    xml = "".join(
        parts.read(name).decode()
        for name in parts.namelist()
        if re.search(r"document|header", name) and name.endswith(".xml")
    )
    changes = re.findall(r'<w:(?:ins|del) w:id="(\d+)" w:author="([^"]*)" w:date="([^"]*)"', xml)
    assert len(changes) > 50 and {change[1:] for change in changes} == {("gongkai", FIXED_TIME)}
    assert len({change[0] for change in changes}) == len(changes)
    assert re.search(r"<w:trPr>(?:(?!</w:trPr>).)*<w:del ", xml), "a row that went is marked as a row"
    assert (
        not re.search("[\ufdd0-\ufdef]", xml) and "w:fldChar" not in parts.read("word/document.xml").decode()
    )
    assert "delText" in parts.read("word/header2.xml").decode(), "the running head names the unit"


def test_the_validator_finds_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "修订.docx"
    path.write_bytes(made("edited")[1])
    assert validate(path) == []


@pytest.mark.trial
@pytest.mark.parametrize("pair", PAIRS)
def test_libreoffice_accepts_and_rejects(pair: str, tmp_path: Path) -> None:
    found, content = made(pair)
    path = tmp_path / "修订.docx"
    path.write_bytes(content)
    assert validate(path) == []
    old, new = documents(pair)
    assert text(settled(path, tmp_path, accept=True).read_bytes()) == report(new, found)
    assert text(settled(path, tmp_path, accept=False).read_bytes()) == report(old, found)
