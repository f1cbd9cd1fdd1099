"""`codes import`: every layout in which the table is published reads the same; what is doubtful writes nothing."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import openpyxl
import pytest

from gongkai.findings import Severity
from gongkai.maintenance.code_list_import import CodeLists, import_codes
from gongkai.maintenance.code_rows import ECONOMIC, FUNCTIONS
from gongkai.model.classification import load_classification
from gongkai.packs.location import templates_root

CODES = {
    "201": "一般公共服务支出",
    "20101": "人大事务",
    "2010101": "行政运行",
    "2010102": "一般行政管理事务",
    "20102": "政协事务",
    "2010201": "行政运行",
    "204": "公共安全支出",
    "20404": "检察",
    "2040401": "行政运行",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A templates folder with the lists of two years, the newest of them small and known."""
    copy = tmp_path / "templates"
    shutil.copytree(templates_root() / "common" / "codes", copy / "common" / "codes")
    for later in [folder for folder in (copy / "common" / "codes").glob("20*") if folder.name > "2024"]:
        shutil.rmtree(later)
    _write(copy, "2024", CODES | {"2040402": "旧项"})
    return copy


def _write(root: Path, year: str, codes: dict[str, str]) -> None:
    with (root / "common" / "codes" / year / "functions.csv").open(
        "w", encoding="utf-8", newline=""
    ) as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerows([("code", "name"), *codes.items()])


def _split(code: str) -> list[str]:
    return [part for part in (code[:3], code[3:5], code[5:]) if part]


def _workbook(path: Path, rows: list[list[object]], sheet: str = "表1") -> Path:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def _columns(
    codes: dict[str, str], whole: bool = False, sparse: bool = False, numbers: bool = False
) -> list[list[object]]:
    """The rows of 类, 款, 项 and name: digits of each level, whole codes, or only the row's own level."""
    rows: list[list[object]] = []
    for code, name in codes.items():
        parts: list[object] = list(_split(code))
        if sparse:
            parts = ["" for _ in parts[:-1]] + parts[-1:]
        if whole:
            parts = ["" for _ in parts[:-1]] + [code]
        if numbers:
            parts = [int(str(part)) if part != "" else None for part in parts]
        rows.append([*parts, *[""] * (3 - len(parts)), name, "说明"])
    return rows


HEADER: list[object] = ["类", "款", "项", "科目名称", "说明"]


@pytest.mark.parametrize("layout", ["digits", "sparse", "whole", "numbers", "two header rows", "one column"])
def test_every_layout_reads_the_same(root: Path, tmp_path: Path, layout: str) -> None:
    title: list[list[object]] = [["2025年政府收支分类科目"], []]
    if layout == "one column":
        rows = [*title, ["科目编码", "科目名称"], *([code, name] for code, name in CODES.items())]
    elif layout == "two header rows":
        rows = [*title, ["科目编码", None, None, "科目名称", "说明"], ["类", "款", "项"], *_columns(CODES)]
    else:
        rows = [*title, HEADER, *_columns(CODES, layout == "whole", layout == "sparse", layout == "numbers")]
    made = import_codes(_workbook(tmp_path / "表.xlsx", rows), "2025", root)
    assert made.findings == []
    assert made.counts == {FUNCTIONS: len(CODES)}
    found = dict(csv.reader(made.files["functions.csv"].splitlines()))
    assert {code: name for code, name in found.items() if code != "code"} == CODES


@pytest.mark.parametrize("lead", ["{code} ", "{code}-", "{code}　", "{last}-", "{last}.", "{code}"])
def test_names_that_begin_with_their_own_code(root: Path, tmp_path: Path, lead: str) -> None:
    """As finance systems write them: the code in front goes, and nothing counts as renamed."""
    coded = {code: lead.format(code=code, last=code[-2:]) + name for code, name in CODES.items()}
    rows: list[list[object]] = [["科目编码", "科目名称"], *([code, name] for code, name in coded.items())]
    made = import_codes(_workbook(tmp_path / "表.xlsx", rows), "2025", root)
    assert made.findings == []
    found = dict(csv.reader(made.files["functions.csv"].splitlines()))
    assert {code: name for code, name in found.items() if code != "code"} == CODES
    assert not any("改称" in change for change in made.changes[FUNCTIONS])


def test_what_changed_is_told_and_the_rest_is_carried_over(root: Path, tmp_path: Path) -> None:
    codes = CODES | {"2010102": "一般管理事务", "2010103": "机关服务"}
    made = import_codes(_workbook(tmp_path / "表.xlsx", [HEADER, *_columns(codes)]), "2025", root)
    assert made.compared == {FUNCTIONS: "2024"}
    assert made.changes[FUNCTIONS] == [
        "新增 2010103 机关服务",
        "2010102 由“一般行政管理事务”改称“一般管理事务”",
        "取消 2040402 旧项",
    ]
    assert sorted(made.files) == ["economic.csv", "function_classes.csv", "functions.csv"]
    before = root / "common" / "codes" / "2024"
    assert made.files["economic.csv"] == (before / "economic.csv").read_text(encoding="utf-8")
    assert not made.folder.exists(), "import_codes only says what to write"
    made.folder.mkdir()
    for name, text in made.files.items():
        (made.folder / name).write_text(text, encoding="utf-8")
    assert load_classification(made.folder).functions["2010103"] == "机关服务"


def test_a_csv_as_chinese_excel_saves_it(root: Path, tmp_path: Path) -> None:
    lines = ["科目编码,科目名称", *(f"{code},{name}" for code, name in CODES.items())]
    path = tmp_path / "表.csv"
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    assert import_codes(path, "2025", root).counts == {FUNCTIONS: len(CODES)}


def test_tables_side_by_side_and_both_lists_in_one_file(root: Path, tmp_path: Path) -> None:
    """部门 and 政府 economic codes stand side by side; functions on another sheet."""
    economic = [
        ["部门预算支出经济分类科目", None, None, "政府预算支出经济分类科目", None, None],
        ["类", "款", "科目名称", "类", "款", "科目名称"],
        ["301", "", "工资福利支出", "501", "", "机关工资福利支出"],
        ["301", "01", "基本工资", "501", "01", "工资奖金津补贴"],
    ]
    path = _workbook(tmp_path / "表.xlsx", economic, "经济")
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("功能")
    for row in [HEADER, *_columns(CODES)]:
        sheet.append(row)
    book.save(path)
    made = import_codes(path, "2025", root, partial=True)
    assert made.counts == {ECONOMIC: 2, FUNCTIONS: len(CODES)}
    assert made.files["economic.csv"] == "code,name\n301,工资福利支出\n30101,基本工资\n"
    only = import_codes(path, "2025", root, kind=FUNCTIONS)
    assert only.counts == {FUNCTIONS: len(CODES)}


def _refused(made: CodeLists, code: str, cell: str = "") -> None:
    errors = [item for item in made.findings if item.severity is Severity.ERROR]
    assert [item.code for item in errors] == [code], errors
    assert made.files == {}
    assert errors[0].location.cell == cell
    assert errors[0].location.file


@pytest.mark.parametrize(
    ("extra", "code", "cell"),
    [
        ([["201", "01", "9", "人大会议"], ["201", "07", "01", "行政运行"]], "KM-05", "A12"),
        ([["201", "01", "01", "行政运转"]], "KM-03", "A11"),
        ([["201", "01", "03", ""]], "KM-04", "A11"),
        ([["201", "01", "0123", "人大会议"]], "KM-02", "A11"),
        ([["7", "", "", "不知是什么"]], "KM-02", "A11"),
        ([["甲", "", "", "不知是什么"]], "KM-02", "A11"),
    ],
)
def test_bad_rows_write_nothing(
    root: Path, tmp_path: Path, extra: list[list[object]], code: str, cell: str
) -> None:
    path = _workbook(tmp_path / "表.xlsx", [HEADER, *_columns(CODES), *extra])
    _refused(import_codes(path, "2025", root), code, cell)


@pytest.mark.parametrize(
    "name", ["=1+1", "+1+1", "-1+1", "@SUM(1)", "201010399=1+1", " =cmd|' /C calc'!A0", "＝1+1"]
)
def test_a_name_like_a_formula_writes_nothing(root: Path, tmp_path: Path, name: str) -> None:
    """What is written is a CSV, which a spreadsheet program opens and carries out."""
    lines = ["科目编码,科目名称", *(f"{code},{text}" for code, text in CODES.items()), f'2010103,"{name}"']
    path = tmp_path / "表.csv"
    path.write_text("\n".join(lines).replace("201010399=", "2010103="), encoding="utf-8")
    made = import_codes(path, "2025", root)
    assert [item.code for item in made.findings if item.severity is Severity.ERROR] == ["KM-04"]
    assert "像公式" in made.findings[0].message and made.files == {}


def test_a_part_of_the_table_is_not_taken_for_the_whole(root: Path, tmp_path: Path) -> None:
    some = {code: name for code, name in CODES.items() if code.startswith("204")}
    path = _workbook(tmp_path / "表.xlsx", [HEADER, *_columns(some)])
    _refused(import_codes(path, "2025", root), "KM-06")
    assert import_codes(path, "2025", root, partial=True).counts == {FUNCTIONS: len(some)}


def test_a_year_before_the_oldest_takes_the_nearest_later_one(root: Path, tmp_path: Path) -> None:
    """Somebody with a year older than any dictionary gets on, and a part of the table is no less refused."""
    some = {code: name for code, name in CODES.items() if code.startswith("204")}
    oldest = min(folder.name for folder in (root / "common" / "codes").glob("20*"))
    path = _workbook(tmp_path / "表.xlsx", [HEADER, *_columns(some)])
    made = import_codes(path, "2019", root)
    _refused(made, "KM-06")
    assert made.compared == {FUNCTIONS: oldest} and "codes learn" in made.findings[0].hint
    taken = import_codes(path, "2019", root, partial=True)
    assert taken.carried == [
        f"economic.csv（沿用 {oldest} 年）",
        f"function_classes.csv（沿用 {oldest} 年）",
    ]


def test_files_that_are_no_table(root: Path, tmp_path: Path) -> None:
    text = tmp_path / "坏.xlsx"
    text.write_text("不是工作簿", encoding="utf-8")
    _refused(import_codes(text, "2025", root), "KM-01")
    _refused(import_codes(_workbook(tmp_path / "空.xlsx", [["甲", "乙"]]), "2025", root), "KM-01")
    (tmp_path / "表.xls").write_bytes(b"")
    _refused(import_codes(tmp_path / "表.xls", "2025", root), "KM-01")
    good = _workbook(tmp_path / "表.xlsx", [HEADER, *_columns(CODES)])
    _refused(import_codes(good, "25", root), "KM-01")
    _refused(import_codes(good, "2025", root, kind=ECONOMIC), "KM-01")


def test_a_class_that_no_line_of_the_overall_table_has(root: Path, tmp_path: Path) -> None:
    path = _workbook(tmp_path / "表.xlsx", [HEADER, *_columns(CODES | {"250": "新的一类支出"})])
    made = import_codes(path, "2025", root)
    assert [item.code for item in made.findings] == ["KM-08"]
    assert made.files
