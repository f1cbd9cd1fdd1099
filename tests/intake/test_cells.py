"""Each kind of cell in a workbook: what it becomes, and which finding it makes at which place."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.findings import NOWHERE, Severity
from gongkai.intake.subject_codes import SubjectBook, read_code
from gongkai.intake.values import CellRule, read_value
from gongkai.model.schema import ColumnType
from gongkai.readers.cells import RawCell
from tests.intake.support import CODES, amount_row, codes_of, pack_spec, read, small_workbook, the

AMOUNT = "决算/基本支出"
CELL_TYPES = {kind.value for kind in ColumnType} - {"功能科目", "经济科目"}


def amount(path: Path) -> tuple[Decimal | None, list[str]]:
    department, findings = read(path)
    (entry,) = department.schedules["明细"].entries
    return entry.number(AMOUNT), codes_of(findings)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1234.5, "1234.5"),
        (2834240, "2834240"),
        ("1,234.50", "1234.5"),
        ("１２３４", "1234"),
        ("￥1，234", "1234"),
        ("1234元", "1234"),
        ("1234 元", "1234"),
        (0, "0"),
        (19.690000000000001, "19.69"),
    ],
)
def test_amount_in_yuan(tmp_path: Path, value: object, expected: str) -> None:
    path = small_workbook(tmp_path / "a.xlsx", [amount_row(value)])
    assert amount(path) == (Decimal(expected), [])


@pytest.mark.parametrize("value", ["—", "-", "——", "/", " ", "－"])
def test_nothing_in_an_amount(tmp_path: Path, value: object) -> None:
    assert amount(small_workbook(tmp_path / "a.xlsx", [amount_row(value)])) == (None, [])


@pytest.mark.parametrize(
    ("value", "expected"), [(1955.03, "19550300"), ("19.69万元", "196900"), (0.000001, "0.01")]
)
def test_amount_in_ten_thousands(tmp_path: Path, value: object, expected: str) -> None:
    path = small_workbook(tmp_path / "a.xlsx", [amount_row(value)], unit="万元")
    department, findings = read(path)
    assert findings == []
    assert department.amount_unit == "万元"
    assert department.schedules["明细"].entries[0].number(AMOUNT) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "code", "word"),
    [
        ("待定", "SR-06", "待定"),
        ("1,23", "SR-06", "1,23"),
        ("50%", "SR-06", "百分数"),
        (True, "SR-06", "却是逻辑值"),
        (dt.datetime(2023, 5, 1), "SR-06", "日期"),
        ("#DIV/0!", "SR-08", "#DIV/0!"),
        ("#REF!", "SR-08", "#REF!"),
        ("=1+1", "SR-07", "公式"),
        ("19.69万元", "SR-22", "万元"),
    ],
)
def test_no_amount(tmp_path: Path, value: object, code: str, word: str) -> None:
    department, findings = read(small_workbook(tmp_path / "a.xlsx", [amount_row(value)]))
    found = the(findings, code)
    assert len(findings) == 1
    assert found.severity is Severity.ERROR
    assert word in found.message
    assert (found.location.file, found.location.sheet, found.location.cell) == ("a.xlsx", "明细", "H3")
    assert found.location.path == f"明细/2080101/{AMOUNT}"
    assert found.hint
    assert department.schedules["明细"].entries[0].number(AMOUNT) is None


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [
        ("=1981900", "常规"),
        ("='底稿'!B3", "常规"),
        ("1.82E+07", "科学计数法"),
        ("198.19万", "换算"),
        ("0.5亿", "换算"),
        ("同上", "写出来"),
        ("1981900。00", "小数点"),
        ("1981900·00", "小数点"),
        ("待定", "只填数字"),
    ],
)
def test_the_remedy_is_for_what_was_typed(tmp_path: Path, typed: str, remedy: str) -> None:
    def as_text(book: Any) -> None:
        book["明细"]["H3"].data_type = "s"

    _, findings = read(small_workbook(tmp_path / "a.xlsx", [amount_row(typed)], edit=as_text))
    assert remedy in the(findings, "SR-06").hint


def test_less_than_half_a_cent_below_nothing_is_not_negative(tmp_path: Path) -> None:
    department, findings = read(small_workbook(tmp_path / "a.xlsx", [amount_row(-0.004)]))
    assert codes_of(findings) == ["SR-17"]
    assert str(department.schedules["明细"].entries[0].number(AMOUNT)) == "0"
    assert codes_of(read(small_workbook(tmp_path / "b.xlsx", [amount_row(-0.01)]))[1]) == ["SR-16"]


def test_an_amount_in_a_cell_of_dates(tmp_path: Path) -> None:
    """Excel shows #### where the number is no day: there is no error to look for, only a format."""

    def as_date(book: Any) -> None:
        book["明细"]["H3"].number_format = "yyyy-mm-dd"

    department, findings = read(small_workbook(tmp_path / "a.xlsx", [amount_row(14466300)], edit=as_date))
    found = the(findings, "SR-08")
    assert ("####" in found.message, "日期" in found.message, "数值" in found.hint) == (True, True, True)
    assert department.schedules["明细"].entries[0].number(AMOUNT) is None


def test_number_shown_as_percent_is_no_amount(tmp_path: Path) -> None:
    def percent(book: Any) -> None:
        book["明细"]["H3"].number_format = "0.00%"

    path = small_workbook(tmp_path / "a.xlsx", [amount_row(0.5)], edit=percent)
    assert "百分数 50%" in the(read(path)[1], "SR-06").message


@pytest.mark.parametrize(
    ("value", "expected", "code"),
    [
        ("(1,234)", "-1234", "SR-16"),
        ("－5", "-5", "SR-16"),
        (-5, "-5", "SR-16"),
    ],
)
def test_doubtful_amount_is_kept_with_a_warning(
    tmp_path: Path, value: object, expected: str, code: str
) -> None:
    department, findings = read(small_workbook(tmp_path / "a.xlsx", [amount_row(value)]))
    assert the(findings, code).severity is Severity.WARNING
    assert department.schedules["明细"].entries[0].number(AMOUNT) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "expected"), [(3, "3"), (3.0, "3"), ("3批次", "3"), ("３", "3"), ("0", "0")]
)
def test_count(tmp_path: Path, value: object, expected: str) -> None:
    department, findings = read(small_workbook(tmp_path / "a.xlsx", lines=[["接待批次", "", value]]))
    assert findings == []
    entry = department.line_entry("按项", "接待批次")
    assert entry is not None
    assert entry.number("决算") == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "code"), [(-1, "SR-15"), (1.5, "SR-15"), ("几次", "SR-06"), ("3元", "SR-06")]
)
def test_no_count(tmp_path: Path, value: object, code: str) -> None:
    department, findings = read(small_workbook(tmp_path / "a.xlsx", lines=[["接待批次", "", value]]))
    found = the(findings, code)
    assert (found.location.cell, found.location.path) == ("C2", "按项/接待批次/决算")
    assert department.line_entry("按项", "接待批次") is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [(2080101, "2080101"), (2080101.0, "2080101"), ("2080101 ", "2080101"), ("２０８０１０１", "2080101"),
     ("2080101 行政运行", "2080101"), ("2080101-行政运行", "2080101"), ("[2080101]行政运行", "2080101"),
     ("（2080101）行政运行", "2080101"), ("【2080101】", "2080101")],
)  # fmt: skip
def test_function_code(tmp_path: Path, code: object, expected: str) -> None:
    department, findings = read(small_workbook(tmp_path / "a.xlsx", [[code, "行政运行"]]))
    assert findings == []
    (entry,) = department.schedules["明细"].entries
    assert entry.text("科目编码") == expected
    assert "科目名称" not in entry.values  # the list has it


@pytest.mark.parametrize(
    ("code", "words", "hint"),
    [
        ("20801", "款级编码（5 位）", "2080101 行政运行"),
        (208, "类级编码（3 位）", "七位项级编码"),
        ("20801010", "8 位", "是不是 2080101"),
        ("行政运行", "不是功能分类科目编码", "2080101"),
        (2080101.5, "不是功能分类科目编码", "七位"),
    ],
)
def test_wrong_function_code(tmp_path: Path, code: object, words: str, hint: str) -> None:
    department, findings = read(small_workbook(tmp_path / "a.xlsx", [[code]]))
    found = the(findings, "SR-09")
    assert len(findings) == 1
    assert words in found.message
    assert hint in found.hint
    assert found.location.cell == "A3"
    assert department.schedules["明细"].entries[0].text("科目编码") == ""


def test_unlisted_code_with_a_name_is_used(tmp_path: Path) -> None:
    rows = [["2080198", "某项支出"], ["2080198", "", "其他资金"]]
    department, findings = read(small_workbook(tmp_path / "a.xlsx", rows))
    found = the(findings, "SR-10")
    assert len(findings) == 1
    assert found.severity is Severity.HINT
    assert "2080198" in found.message
    assert department.schedules["明细"].entries[0].text("科目名称") == "某项支出"


def test_name_behind_an_unlisted_code_goes_to_the_name_column(tmp_path: Path) -> None:
    department, findings = read(small_workbook(tmp_path / "a.xlsx", [["2080198 某项支出"]]))
    assert the(findings, "SR-10").severity is Severity.HINT
    assert department.schedules["明细"].entries[0].text("科目名称") == "某项支出"


def test_many_unlisted_codes_give_one_hint(tmp_path: Path) -> None:
    rows = [[f"20897{number:02}", f"第{number}项支出"] for number in range(1, 12)]
    _, findings = read(small_workbook(tmp_path / "a.xlsx", rows))
    found = the(findings, "SR-10")
    assert found.severity is Severity.HINT
    assert "2089701、2089702" in found.message
    assert "等 11 个" in found.message


def test_a_misprinted_code_is_known_by_its_name(tmp_path: Path) -> None:
    """The name is that of one listed code, which differs in a digit; a code alone that is near says nothing."""
    _, findings = read(small_workbook(tmp_path / "a.xlsx", [["2080112", "一般行政管理事务"]]))
    found = the(findings, "SR-10")
    assert found.severity is Severity.WARNING
    assert "2080102 一般行政管理事务" in found.hint


@pytest.mark.parametrize(
    ("code", "name", "level", "words"),
    [
        ("20805", "行政事业单位离退休", Severity.WARNING, "旧名"),
        ("2080501", "某某离退休", Severity.WARNING, "字典中是“行政单位离退休”"),
        ("2010404", "某某规划", Severity.HINT, "字典中是“战略规划与实施”"),
    ],
)
def test_a_name_is_judged_by_how_well_the_listed_one_is_known(
    code: str, name: str, level: Severity, words: str
) -> None:
    _, codes = pack_spec()
    book = SubjectBook(codes)
    book.met(ColumnType.FUNCTION, code, NOWHERE, name, NOWHERE)
    (found,) = book.close()
    assert (found.code, found.severity) == ("SR-11", level)
    assert words in found.message


def test_an_unverified_name_is_accepted_and_proposed_but_not_used() -> None:
    _, codes = pack_spec()
    assert "20819" not in codes.functions
    book = SubjectBook(codes)
    book.met(ColumnType.FUNCTION, "2081901", NOWHERE, "城市最低生活保障金支出", NOWHERE)
    assert book.close() == []
    book = SubjectBook(codes)
    book.met(ColumnType.FUNCTION, "2081901", NOWHERE, "", NOWHERE)
    (found,) = book.close()
    assert found.severity is Severity.ERROR
    assert "城市最低生活保障金支出" in found.hint


def test_unlisted_code_without_a_name_is_an_error(tmp_path: Path) -> None:
    _, findings = read(small_workbook(tmp_path / "a.xlsx", [["2080111"]]))
    found = the(findings, "SR-10")
    assert found.severity is Severity.ERROR
    assert "名称栏" in found.hint
    assert found.location.cell == "A3"


@pytest.mark.parametrize(
    ("rows", "cell", "words"),
    [
        ([["2080101", "行政执行"]], "B3", "行政运行"),
        ([["2080101 行政执行"]], "A3", "行政运行"),
        ([["2080101 行政执行", "行政运行"]], "A3", "行政运行"),
    ],
)
def test_name_that_disagrees(tmp_path: Path, rows: list[list[object]], cell: str, words: str) -> None:
    _, findings = read(small_workbook(tmp_path / "a.xlsx", rows))
    found = the(findings, "SR-11")
    assert (found.location.cell, found.severity) == (cell, Severity.WARNING)
    assert words in found.message


def test_two_names_of_an_unlisted_code(tmp_path: Path) -> None:
    _, findings = read(
        small_workbook(tmp_path / "a.xlsx", [["2080198", "甲"], ["2080198", "乙", "其他资金"]])
    )
    assert the(findings, "SR-11").location.cell == "B4"


def test_choice(tmp_path: Path) -> None:
    department, findings = read(small_workbook(tmp_path / "a.xlsx", [["2080101", "", " 财政 拨款"]]))
    assert findings == []
    assert department.schedules["明细"].entries[0].text("来源") == "财政拨款"
    _, findings = read(small_workbook(tmp_path / "b.xlsx", [["2080101", "", "财政补款"]]))
    found = the(findings, "SR-14")
    assert found.location.cell == "C3"
    assert "财政拨款" in found.hint


@pytest.mark.parametrize(
    ("value", "expected"),
    [(dt.datetime(2023, 3, 5), "2023年3月5日"), ("2023-03-05", "2023年3月5日"), (20230305, "2023年3月5日"),
     ("20230305101112", "2023年3月5日"), ("2023年3月5日", "2023年3月5日")],
)  # fmt: skip
def test_date(tmp_path: Path, value: object, expected: str) -> None:
    department, findings = read(small_workbook(tmp_path / "a.xlsx", [["2080101", "", "", "", value]]))
    assert findings == []
    assert department.schedules["明细"].entries[0].text("日期") == expected


def test_no_date(tmp_path: Path) -> None:
    _, findings = read(small_workbook(tmp_path / "a.xlsx", [["2080101", "", "", "", "三月初"]]))
    assert the(findings, "SR-18").location.cell == "E3"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(2023.0, "2023"), (1.5, "1.5"), (7, "7"), ("甲\r\n乙 ", "甲\n乙")],
)
def test_text(tmp_path: Path, value: object, expected: str) -> None:
    department, findings = read(small_workbook(tmp_path / "a.xlsx", [["2080101", "", "", value]]))
    assert findings == []
    assert department.schedules["明细"].entries[0].text("说明") == expected


def test_percent_in_a_text_column_stays_a_percent(tmp_path: Path) -> None:
    def percent(book: Any) -> None:
        book["明细"]["D3"].number_format = "0%"

    department, findings = read(
        small_workbook(tmp_path / "a.xlsx", [["2080101", "", "", 0.95]], edit=percent)
    )
    assert findings == []
    assert department.schedules["明细"].entries[0].text("说明") == "95%"


@pytest.mark.parametrize(
    ("value", "code", "kept"),
    [
        ("甲_x0007_乙", "SR-21", "甲乙"),
        (dt.datetime(2023, 1, 2), "SR-18", "2023年1月2日"),
    ],
)
def test_doubtful_text(tmp_path: Path, value: object, code: str, kept: str) -> None:
    department, findings = read(small_workbook(tmp_path / "a.xlsx", [["2080101", "", "", value]]))
    found = the(findings, code)
    assert (found.location.cell, found.severity) == ("D3", Severity.WARNING)
    assert department.schedules["明细"].entries[0].text("说明") == kept


def test_number(tmp_path: Path) -> None:
    department, findings = read(small_workbook(tmp_path / "a.xlsx", [["2080101", "", "", "", "", 12.5]]))
    assert findings == []
    assert department.schedules["明细"].entries[0].number("权重") == Decimal("12.5")
    _, findings = read(small_workbook(tmp_path / "b.xlsx", [["2080101", "", "", "", "", "十"]]))
    assert the(findings, "SR-06").location.cell == "F3"


SCALARS = st.one_of(
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(value=SCALARS, kind=st.sampled_from(sorted(CELL_TYPES)), unit=st.sampled_from(["元", "万元"]))
def test_nothing_in_a_cell_raises(value: object, kind: str, unit: str) -> None:
    rule = CellRule("栏", ColumnType(kind), ("甲", "乙"), "个")
    for percent in (False, True):
        scalar, findings = read_value(RawCell(value, NOWHERE, percent=percent), rule, unit, NOWHERE)
        if isinstance(scalar, Decimal):
            assert scalar.is_finite()
        assert all(finding.message and finding.hint for finding in findings)


@given(value=SCALARS, kind=st.sampled_from([ColumnType.FUNCTION, ColumnType.ECONOMIC]))
def test_nothing_in_a_code_cell_raises(value: object, kind: ColumnType) -> None:
    code, _, findings = read_code(RawCell(value, NOWHERE), kind, NOWHERE, CODES)
    assert bool(code) != bool(findings)


@pytest.mark.parametrize("typed", ["阳城县\n财政局", " 阳城县 财政局", "阳城\u200b县财政局"])
def test_name_of_the_unit_in_one_line(tmp_path: Path, typed: str) -> None:
    def edit(book: Any) -> None:
        book["单位信息"].append(["单位名称", typed])

    department, findings = read(small_workbook(tmp_path / "a.xlsx", [amount_row(1)], edit=edit))
    assert (department.unit_name, findings) == ("阳城县财政局", [])


@pytest.mark.parametrize("value", [1e300, "9" * 40, 10**20, float(10**15)])
def test_number_beyond_reason(tmp_path: Path, value: object) -> None:
    assert amount(small_workbook(tmp_path / "a.xlsx", [amount_row(value)])) == (None, ["SR-06"])


def test_two_rows_with_unreadable_codes_are_no_duplicates(tmp_path: Path) -> None:
    _, findings = read(
        small_workbook(tmp_path / "a.xlsx", [["208", "", "其他资金"], ["", "", "其他资金"]] * 2)
    )
    assert codes_of(findings) == ["SR-09", "SR-13", "SR-09", "SR-13"]
