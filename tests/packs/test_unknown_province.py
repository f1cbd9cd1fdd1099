"""A province that is not here, made of the national tables and the plain prose: everything that it says otherwise is data.

One small format uses all of it; it is checked, composed as Word and Excel, explained and held against its parent.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from gongkai.findings import Severity
from gongkai.maintenance.format_difference import diff
from gongkai.maintenance.format_page import explain
from gongkai.maintenance.invented_department import Scenario, synthetic
from gongkai.maintenance.lint import lint_format
from gongkai.maintenance.page import as_text
from gongkai.model.book import Book
from gongkai.model.ledger import Ledger
from gongkai.packs.library import Library
from gongkai.packs.location import templates_root
from gongkai.sections.compose import compose_document
from gongkai.tree.nodes import Document, Paragraph, Table
from gongkai.writers.docx.reference_style import load_style
from gongkai.writers.docx.writer import write_docx
from gongkai.writers.xlsx.writer import write_xlsx
from tests.support.library import library_of
from tests.support.ooxml import validate

PARENT = "standard/final_accounts/2024"
NAME = "test/final_accounts/2024"
FILES = {
    "pack.yaml": f"""format: {NAME}
extends: {PARENT}
name: 某省部门决算公开
renames: {{全年预算: 年初预算}}
+table_numbers: 否
+contents_numbers: "1. "
+glossary_numbers: （一）
+tables:
  caption: [["", "", 单位：元]]
  code: ""
  unit: 元
  split_codes: 是
  classes: {{filled: 是}}
""",
    "schedules/三公经费.yaml": "lines:\n  公务用车保有量 → 公务用车实有量:\n",
    "tables/支出决算表.yaml": "+totals_last: 是\n",
    "tables/一般公共预算财政拨款基本支出决算明细表.yaml": "blocks: [{codes: [301-30399]}, {codes: [302-30299, 307-39999]}]\n"
    "=footers: {人员经费合计: {figure: 人员经费, blocks: 1}, 公用经费合计: {figure: 公用经费, blocks: 1}}\n",
    "narrative/收支决算情况.j2": """@修改上级
@改 收入总计{{收入总计|增减}}，支出总计{{支出总计|增减}} → 收、支总计各{{收入总计|增减}}
## 二、收入决算情况说明 → 二、收入情况
## 三、支出决算情况说明
本年支出{{本年支出合计|万元}}万元，其中基本支出{{基本支出|万元}}万元。
""",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    root = tmp_path_factory.mktemp("province") / "templates"
    for folder in ("common", "national/final_accounts", "standard/final_accounts"):
        shutil.copytree(templates_root() / folder, root / folder)
    _write(root, FILES)
    return library_of(root)


def _write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / NAME / path).parent.mkdir(parents=True, exist_ok=True)
        (root / NAME / path).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def document(library: Library) -> Document:
    pack = library.pack(NAME)[0]
    assert pack is not None
    department = synthetic(pack, Scenario.TYPICAL)
    made = compose_document(pack, department, Book(Ledger(department), pack.definitions))
    assert made.document is not None, made.findings
    return made.document


def _tables(document: Document) -> dict[str, Table]:
    return {table.key: table for table in document.tables}


def test_nothing_is_found_in_it(library: Library) -> None:
    found = [item for item in lint_format(NAME, library) if item.severity is not Severity.HINT]
    assert not found, [(str(item.location), item.message) for item in found]


def test_its_tables(document: Document) -> None:
    tables = _tables(document)
    spending = tables["支出决算表"]
    assert (spending.title, spending.listed) == ("支出决算表", "3. 支出决算表")
    assert spending.caption[0][2] == "单位：元"
    assert spending.rows[-1].cells[0].text == "合计"
    codes = [[cell.text for cell in row.cells[:3]] for row in spending.rows[spending.header_rows :]]
    assert [len("".join(row)) for row in codes[:3]] == [3, 5, 7]
    labels = [row.cells[3].text for row in tables["收入支出决算总表"].rows if len(row.cells) > 3]
    numbered = [label.partition("、")[0] for label in labels if "、" in label]
    assert numbered[:3] == ["一", "二", "三"] and len(numbered) < 26
    economic = tables["一般公共预算财政拨款基本支出决算明细表"]
    assert economic.header_rows == 1 and economic.rows[1].cells[0].text == "301"


def test_its_sentences(document: Document) -> None:
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert any(re.search("收、支总计各(增加|减少)", text) for text in texts)
    assert any(re.match(r"本年支出[\d,.]+万元，其中基本支出", text) for text in texts)
    assert any("三公”经费年初预算" in text for text in texts) and not any(
        "全年预算" in text for text in texts
    )
    terms = [text for text in texts if re.match("（.{1,3}）[^：]{2,12}：", text)]
    assert [text[:3] for text in terms[:2]] == ["（一）", "（二）"]


def test_word_numbers_the_contents_apart_and_keeps_them_so(
    library: Library, document: Document, tmp_path: Path
) -> None:
    pack = library.pack(NAME)[0]
    assert pack is not None
    (tmp_path / "a.docx").write_bytes(write_docx(document, load_style(pack.style)))
    assert not validate(tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        xml = archive.read("word/document.xml").decode()
    assert re.search(r'TOC \\o "1-\d" \\f C \\l', xml)
    assert ' TC "3. 支出决算表" \\f C \\l "2" ' in xml
    assert len(re.findall(r">3\. 支出决算表<", xml)) == 1  # in the contents, not above the table
    (tmp_path / "a.xlsx").write_bytes(write_xlsx(document))
    assert not validate(tmp_path / "a.xlsx")


def test_it_is_explained_and_told_apart(library: Library) -> None:
    page, _ = explain(NAME, library)
    assert page is not None
    text = as_text(page)
    assert "目录里表名的编号：1. ；名词的编号：（一）" in text
    note, findings = diff(PARENT, NAME, library)
    assert note is not None and not findings
    told = as_text(note)
    for word in ("目录里表名的编号", "名词的编号", "收入情况", "公务用车实有量", "年初预算"):
        assert word in told


def test_a_fault_in_a_sentence_of_its_own_is_told_in_its_file(library: Library, tmp_path: Path) -> None:
    """And one that a changed heading makes of the parent's lines is told where these stand."""
    root = tmp_path / "templates"
    shutil.copytree(library.root, root)
    text = "@修改上级\n## 三、支出决算情况说明\n本年支出{{本年支出合记|万元}}万元。\n"
    _write(root, {"narrative/收支决算情况.j2": text})
    found = [item for item in lint_format(NAME, library_of(root)) if item.severity is Severity.ERROR]
    assert [(item.code, item.location.file, item.location.line) for item in found] == [
        ("PK-21", f"{NAME}/narrative/收支决算情况.j2", 3)
    ]


def test_a_heading_that_the_parent_lacks_is_told_once(library: Library, tmp_path: Path) -> None:
    root = tmp_path / "templates"
    shutil.copytree(library.root, root)
    _write(root, {"narrative/收支决算情况.j2": "@修改上级\n## 三、支出决算情况\n甲。\n"})
    found = [item for item in lint_format(NAME, library_of(root)) if item.severity is not Severity.HINT]
    assert [(item.code, item.location.line) for item in found] == [("PK-03", 2)]
