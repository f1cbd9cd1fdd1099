"""Names that a spreadsheet, a terminal or an XML part would obey, through every file that we write."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from gongkai.app.terminal import say
from gongkai.batch.overview_sheet import overview_xlsx
from gongkai.batch.work_list import DONE, Job, Options, Result
from gongkai.blanks import ExtraSheet, write_workbook
from gongkai.copies.marked_workbook import list_workbook, mark_workbook
from gongkai.files import shown_name, shown_path
from gongkai.findings import Finding, Location, Severity
from gongkai.writers.check_report import ChangeRow, CheckReport, RuleRow, write_check_report
from tests.robust.command import everything, gongkai
from tests.support.library import read_file
from tests.support.parts import every

SAMPLES = Path(__file__).parents[2] / "sample_inputs"
GOOD = SAMPLES / "liulin-2023-final" / "input.yaml"
HOSTILE = (
    "=1+1甲",
    "+1+1甲",
    "-1+1甲",
    "@SUM(1)甲",
    "\t=1+1甲",
    "\n=1+1甲",
    "=cmd|' /C calc'!A0甲",
    '=DDE("cmd","/C calc","甲")',
    '=HYPERLINK("https://example.invalid/甲","看")',
    "＝1+1甲",
    "{=1+1甲}",
    "https://example.invalid/甲",
    "internal:'总览'!A1甲",
    "external:\\\\example.invalid\\甲",
    "ftp://example.invalid/甲",
    "mailto:甲@example.invalid",
)
CONTROL = "甲\x01\x1b[31m\x07\u202e乙"


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def obeyed(content: bytes) -> Iterator[str]:
    """Formulas, links and connections in which something of a stranger's name stands."""
    for name, text in parts(content).items():
        assert "externalLinks" not in name and "connections" not in name, name
        for formula in re.findall(r"<f\b[^>]*>([^<]*)</f>", text):
            if re.search("甲|example|calc|^1\\+1|SUM\\(1\\)", formula):
                yield f"{name}: {formula}"
        for target in re.findall(r'Target="([^"]*)"[^>]*TargetMode="External"', text):
            if re.match(r"\w+:(?!//?/?[^/])|https?:|ftp:|mailto:|\\\\", target):
                yield f"{name}: {target}"
        yield from (f"{name}: {found}" for found in re.findall("<definedName[^>]*>[^<]*甲[^<]*<", text))
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", text) or name.endswith(".bin"), name
    openpyxl.load_workbook(io.BytesIO(content))


def texts(content: bytes) -> set[str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "s" and cell.value is not None
    }


@pytest.mark.parametrize("name", HOSTILE)
def test_check_report(name: str) -> None:
    finding = Finding("SR-01", Severity.ERROR, name, Location(file=name, sheet=name), name, name, name, name)
    report = CheckReport(
        name,
        ((name, name),),
        False,
        (finding,),
        (RuleRow(name, name, name, name),),
        (ChangeRow(name, name, name, Decimal(1), Decimal(1), None, name, name),),
    )
    content = write_check_report(report)
    assert list(obeyed(content)) == []
    assert "<f" not in parts(content)["xl/worksheets/sheet1.xml"].replace("<fo", "")
    assert name in texts(content)


@pytest.mark.parametrize("name", [*HOSTILE, CONTROL])
def test_overview(name: str, tmp_path: Path) -> None:
    key = shown_name(Path(f"{name}.yaml"))
    folder = shown_path(tmp_path / f"{name.replace('/', '_')}")
    job = Job(key, str(tmp_path / "x.yaml"), str(folder), Options(("docx",), False, "", False, False))
    result = Result(key, DONE, name, name, counts={"错误": 1, "警告": 0, "提示": 0}, compared=name)
    result.outputs = [f"{name.replace('/', '_')}.docx"] if name is not CONTROL else ["甲.docx"]
    finding = {"code": name, "level": "错误", "message": name, "location": {"sheet": name}, "hint": name}
    content = overview_xlsx([result], [job], tmp_path, [name], [[result, result]], lambda _: [finding])
    assert list(obeyed(content)) == []


@pytest.mark.trial
@pytest.mark.parametrize("name", HOSTILE)
def test_marked_copy_and_list(name: str) -> None:
    finding = Finding("SR-01", Severity.ERROR, name, Location(file=name, sheet="支出", cell="A9"), name)
    copy = mark_workbook((SAMPLES / "liulin-2023-final/input.xlsx").read_bytes(), [finding], name)
    alone = list_workbook([finding], name)
    for content in (copy, alone):
        assert list(obeyed(content)) == []
        assert name in texts(content)


@pytest.mark.trial
@pytest.mark.parametrize("name", HOSTILE)
def test_blank_and_consolidated_workbook(name: str) -> None:
    loaded = read_file(GOOD)
    assert loaded.pack is not None
    extra = ExtraSheet("汇总来源", name, (name,), (20,), [(name,)])
    content = write_workbook(loaded.pack.inputs, loaded.pack.classification, loaded.department, [extra])
    assert list(obeyed(content)) == []
    assert name in texts(content)


@pytest.mark.parametrize(
    "name",
    every(4, ["=1+1甲", "@SUM(1)甲", "=cmd|' /C calc'!A0甲", '=HYPERLINK("https://example.invalid/甲")']),
)
def test_a_hostile_department_from_end_to_end(name: str, tmp_path: Path) -> None:
    """As unit, project and indicator, in a file of that name: generate, mark, reasons, new --from, batch."""
    text = GOOD.read_text(encoding="utf-8")
    quoted = '"' + name.replace('"', '\\"') + '"'
    text, count = re.subn(r"(单位名称|项目名称): .*", rf"\1: {quoted}".replace("\\1", "\\1"), text)
    assert count >= 1
    folder = tmp_path / "县"
    folder.mkdir()
    path = folder / f"{name.replace('/', '_')}.yaml"
    path.write_text(text, encoding="utf-8")
    out = tmp_path / "出"
    gongkai("generate", path, "-o", out, "--draft")
    gongkai("check", path, "--mark", tmp_path / "标注.xlsx")
    gongkai("new", "--format", "shanxi/final_accounts/2024", "--from", path, "-o", tmp_path / "新.xlsx")
    gongkai("batch", folder, "-o", tmp_path / "批", "--jobs", "1", "--draft", "--report")
    made = {
        place: content
        for place, content in {**everything(out), **everything(tmp_path)}.items()
        if content is not None and place.endswith(".xlsx")
    }
    assert len(made) >= 6, made.keys()
    for place, content in made.items():
        assert list(obeyed(content)) == [], place


def test_a_name_that_commands_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        path = tmp_path / f"{CONTROL}.yaml"
        path.write_text(GOOD.read_text(encoding="utf-8"), encoding="utf-8")
    except OSError:
        pytest.skip("the file system takes no such name")
    say(f"已写出：{path}\n第二行")
    said = capsys.readouterr().out
    assert said.endswith("\n第二行\n")
    done = gongkai("batch", tmp_path, "-o", tmp_path / "出", "--jobs", "1", "--report")
    assert done.code == 0, done.said
    for printed in (said, done.said):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", printed), repr(printed)
    assert done.code == 0
    made = {place: content for place, content in everything(tmp_path / "出").items() if content is not None}
    assert any(place.endswith(".docx") for place in made)
    assert not any(re.search("[\x00-\x1f\u202e]", place) for place in made)
    for place, content in made.items():
        if place.endswith(".xlsx"):
            assert list(obeyed(content)) == [], place


def test_two_names_that_differ_in_what_cannot_be_shown(tmp_path: Path) -> None:
    text = GOOD.read_text(encoding="utf-8")
    try:
        for name in ("甲\x01.yaml", "甲\x02.yaml"):
            (tmp_path / name).write_text(text, encoding="utf-8")
    except OSError:
        pytest.skip("the file system takes no such name")
    done = gongkai("batch", tmp_path, "-o", tmp_path / "出", "--jobs", "1")
    assert "共 2 个输入" in done.said
    assert sorted(
        item.name for item in (tmp_path / "出").iterdir() if item.is_dir() and "甲" in item.name
    ) == [
        "甲_",
        "甲_（2）",
    ]


def test_links_lead_to_the_files(tmp_path: Path) -> None:
    """Whatever stands in a name, the link's target read back is the path of the report."""
    from urllib.parse import unquote

    names = ("100%ab 甲", "甲#乙?", "甲 乙", "甲[1]^`{}", "50%25", "甲&乙'")
    for name in names:
        (tmp_path / f"{name}.yaml").write_text(GOOD.read_text(encoding="utf-8"), encoding="utf-8")
    out = tmp_path / "出"
    gongkai("batch", tmp_path, "-o", out, "--jobs", "1")
    rels = parts((out / "总览.xlsx").read_bytes())["xl/worksheets/_rels/sheet1.xml.rels"]
    targets = [
        unquote(target.replace("&amp;", "&").replace("&apos;", "'").replace("\\", "/"))
        for target in re.findall(r'Target="([^"]*)"', rels)
    ]
    assert len(targets) == 2 * len(names)
    for target in targets:
        assert (out / target.removeprefix("file:///")).is_file(), target
