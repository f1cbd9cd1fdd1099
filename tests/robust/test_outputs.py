"""What is written can hurt nobody: no formula from a text, no template from a text, no path from a name; and
the reader that adds reports again finds what does not add up."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from gongkai import pipeline
from gongkai.blanks import write_workbook
from gongkai.model.department import Department, Value
from gongkai.model.schema import ColumnType, Shape
from gongkai.tree.nodes import Document
from gongkai.writers.docx import write_docx
from tests.robust.damage import TEXTS
from tests.robust.digits import loaded
from tests.robust.grids import docx_grids, xlsx_grids
from tests.robust.readd import add_again
from tests.support.tree_text import dump

SAMPLES = sorted(path.parent for path in (Path(__file__).parents[2] / "sample_inputs").glob("*/input.yaml"))
FORMULAS = [text for text in TEXTS if text[:1] in "=+-@\t" and len(text) > 2]
TEMPLATES = [text for text in TEXTS if "{" in text]


def _document(base: pipeline.Loaded, department: Department | None = None) -> Document:
    checked = pipeline.check_department(replace(base, department=department or base.department))
    document = pipeline.compose(checked)
    assert document is not None, [item.message for item in checked.findings if item.code.startswith("PK")]
    return document


def _with_texts(department: Department, texts: list[str]) -> tuple[Department, int]:
    """Every free text of a department made one of `texts`, one after the other."""
    count, schedules = 0, {}
    for name, schedule in department.schedules.items():
        types = {column.name: column.type for column in schedule.spec.columns}
        lines = {line.name: line.type for line in schedule.spec.lines}
        keys = set(schedule.spec.unique) | {
            column.name for column in schedule.spec.columns if column.dimension
        }
        entries = []
        for entry in schedule.entries:
            values = dict(entry.values)
            for column, value in entry.values.items():
                kind = types.get(column) if schedule.spec.shape is Shape.ROWS else lines[entry.line]
                if kind is ColumnType.TEXT and column not in keys and entry.line not in ("公开格式", "年度"):
                    values[column] = Value(texts[count % len(texts)], value.location)
                    count += 1
            entries.append(replace(entry, values=values))
        schedules[name] = replace(schedule, entries=tuple(entries))
    return replace(department, schedules=schedules), count


@pytest.mark.trial
@pytest.mark.parametrize("folder", SAMPLES, ids=lambda folder: folder.name)
def test_no_text_becomes_a_formula_or_a_template(folder: Path) -> None:
    base = loaded(folder)
    assert base.department is not None and base.pack is not None
    department, count = _with_texts(base.department, [*FORMULAS, *TEMPLATES])
    assert count > 5
    document = _document(base, department)
    shown = dump(document)
    assert any(text in shown for text in TEMPLATES), "what a user writes in braces is printed as written"
    assert "49" not in re.findall(r"(?<!\d)49(?!\d)", shown) or "49" in dump(_document(base))
    for content in (
        pipeline.render(document, base.pack, ("xlsx",)).files[f"{pipeline.file_stem(document)}.xlsx"],
        write_workbook(base.pack.inputs, base.pack.classification, department),
    ):
        for sheet, xml in _sheets(content):
            for formula in re.findall(r"<f\b[^>]*>([^<]*)</f>", xml):
                assert "cmd" not in formula and "HYPERLINK" not in formula and "1+1" not in formula, sheet
        assert _all_quoted(content)


def _all_quoted(content: bytes) -> bool:
    """Texts that look like formulas bear Excel's mark for text, so that editing the cell leaves them text."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    texts = [cell for cell in cells if cell.data_type == "s" and cell.value in FORMULAS]
    assert texts, "no text that looks like a formula was written"
    return all(cell.quotePrefix for cell in texts)


def _sheets(content: bytes) -> list[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        assert names
        return [(name, archive.read(name).decode()) for name in names]


@pytest.mark.parametrize(
    "name",
    [
        *(text for text in TEXTS if len(text) < 300),
        *("aux", "COM1", "lpt9.docx", "con .txt", "..", ".", "/", "C:\\", "\u202e", "名称. . ."),
    ],
)
def test_a_file_name_stays_a_name(name: str) -> None:
    stem = pipeline.file_stem(Document("", "", name, ()))
    assert stem and len(stem) <= 90
    assert not re.search(r'[\x00-\x1f/\\:*?"<>|]', stem)
    assert not stem.endswith((".", " ")) and not stem.startswith((".", " "))
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", stem)
    stem.encode("utf-8")


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda folder: folder.name)
def test_the_reader_finds_a_total_that_is_wrong(folder: Path) -> None:
    """A printed figure of a ledger table changed in the finished files: the sums that hold it do not agree."""
    base = loaded(folder)
    assert base.pack is not None
    document = _document(base)
    word = write_docx(document, pipeline.style_of(base.pack))
    excel = pipeline.render(document, base.pack, ("xlsx",)).files[f"{pipeline.file_stem(document)}.xlsx"]
    sums = add_again(docx_grids(word))
    assert not sums.wrong
    if not any(not table.form for table in document.tables):
        assert not sums.checked
        return
    assert sums.checked > 50
    grids = docx_grids(word), xlsx_grids(excel)
    for read in grids:
        tried = missed = 0
        for grid in read:
            for row in grid.rows:
                for n, slot in enumerate(row):
                    if re.fullmatch(r"[1-9]\d+\.\d\d", slot.text):
                        row[n] = replace(slot, text=f"9{slot.text}")
                        tried += 1
                        missed += not add_again([grid]).wrong
                        row[n] = slot
        assert tried > 20
        assert missed <= 0.35 * tried, f"{missed} of {tried} figures stand in no sum"
