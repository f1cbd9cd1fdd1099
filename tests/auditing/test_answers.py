"""Answers to findings: kept while the quoted words stay, told when they count no longer."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from gongkai.app.main import app
from gongkai.app.wrong_usage import UserFault
from gongkai.auditing.answer_sheet import answer_workbook
from gongkai.auditing.answers import ENDING, read_answers
from gongkai.auditing.audit import audit_published
from gongkai.auditing.outcome import AuditResult
from gongkai.auditing.report_page import report_page
from gongkai.auditing.report_sheets import report_workbook
from gongkai.source import Source, Trouble
from tests.auditing.paper import HEADINGS, SPENDING, codes, table
from tests.auditing.test_files import FAULT, made, paper
from tests.support.library import LIBRARY

COVER = "甲县某局2024年度部门决算"
OTHER = "公务接待费支出2.00万元，比2023年度增加1.00万元，下降50.00%。"
REASON = "与账核对过，口径不同"
NAME = "决算.docx"


def answered(content: bytes, answers: bytes | None, name: str = NAME) -> AuditResult:
    beside = Source(f"{name}{ENDING}", answers or b"", None if answers is not None else Trouble.MISSING)
    return audit_published([Source(name, content)], LIBRARY, answers=read_answers(beside, name))


def filled(content: bytes, reasons: Mapping[str, str], said: str = "已核实") -> bytes:
    """The file of answers of a document, `reasons` written at the findings with these codes."""
    book = openpyxl.load_workbook(io.BytesIO(answer_workbook(answered(content, None), NAME)))
    sheet = book["核实"]
    names = {cell.value: cell.column for cell in sheet[3]}
    for row in range(4, sheet.max_row + 1):
        code = str(sheet.cell(row, names["编号"]).value)
        if code in reasons:
            sheet.cell(row, names["答复"]).value = said
            sheet.cell(row, names["理由"]).value = reasons[code]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_an_answer_is_shown_with_its_finding_and_no_longer_an_open_error() -> None:
    content = paper(COVER, FAULT)
    assert answered(content, None).has_open_errors and answered(content, None).answers is None
    result = answered(content, filled(content, {"SJ-06": REASON}))
    (found,) = result.findings
    assert found.answer is not None and found.answer.reason == REASON and not found.is_open
    assert not result.has_open_errors and result.answered == 1
    data = result.as_dict()
    assert data["findings"][0]["answer"] == {"reason": REASON, "changed": ""}  # type: ignore[index]
    assert data["answers"] == {"file": NAME + ENDING, "lapsed": [], "faults": []}
    assert f"已核实：{REASON}" in report_page([result]).decode()


def test_it_is_kept_while_the_words_stay_wherever_they_move() -> None:
    answers = filled(paper(COVER, FAULT), {"SJ-06": REASON})
    moved = answered(paper(COVER, "本部门收入总计142.80万元。", "机关运行情况如下。", FAULT), answers)
    assert [each.answer is not None for each in moved.findings] == [True] and not moved.has_open_errors
    assert moved.answers is not None and moved.answers.lapsed == []


def test_changed_words_are_told_and_the_finding_is_open_again() -> None:
    answers = filled(paper(COVER, FAULT), {"SJ-06": REASON})
    result = answered(paper(COVER, FAULT.replace("6.85", "6.75")), answers)
    assert result.has_open_errors and result.answered == 0 and result.answers is not None
    (lapsed,) = result.answers.lapsed
    assert (lapsed.code, lapsed.reason) == ("SJ-06", REASON) and "原话已经变了" in lapsed.why
    page = report_page([result]).decode()
    assert "核实表里不算数的" in page and REASON in page
    book = openpyxl.load_workbook(io.BytesIO(report_workbook([result])))
    assert [cell.value for cell in book["核实不算数的"][2]][1:4] == ["SJ-06", lapsed.quote, REASON]


def test_words_that_stay_without_the_fault_are_told_as_such() -> None:
    rows = (
        HEADINGS,
        ("合计", "", "120.00", "120.00", "0.00"),
        ("210", "卫生健康支出", "120.00", "120.00", "0.00"),
    )
    text = "卫生健康支出100.00万元。"
    wrong = made(2024, *SPENDING, table(*rows), text)
    right = made(
        2024, *SPENDING, table(*[[each.replace("120.00", "100.00") for each in row] for row in rows]), text
    )
    assert codes(answered(wrong, None)) == ["SJ-03"]
    result = answered(right, filled(wrong, {"SJ-03": REASON}))
    assert result.findings == [] and result.answers is not None
    assert "原话还在" in result.answers.lapsed[0].why


def test_another_figure_to_compare_with_has_to_be_looked_at_again() -> None:
    def document(amount: str) -> bytes:
        rows = (
            HEADINGS,
            ("合计", "", amount, amount, "0.00"),
            ("210", "卫生健康支出", amount, amount, "0.00"),
        )
        return made(2024, *SPENDING, table(*rows), "卫生健康支出100.00万元。")

    answers = filled(document("120.00"), {"SJ-03": REASON})
    result = answered(document("150.00"), answers)
    (found,) = result.findings
    assert found.answer is not None and "120.00" in found.answer.changed and found.is_open
    assert result.has_open_errors and "请再看一次" in report_page([result]).decode()
    again = answered(document("150.00"), answer_workbook(result, NAME))
    assert again.findings[0].answer is None and again.answers is not None
    assert "没有写“已核实”" in again.answers.faults[0]


def test_two_findings_with_the_same_words_take_an_answer_each() -> None:
    content = paper(COVER, FAULT, "本年的情况如下。", FAULT)
    both = answered(content, None)
    same = [each for each in both.findings if each.finding.code == "SJ-06"]
    assert len(same) == 2
    book = openpyxl.load_workbook(io.BytesIO(answer_workbook(both, NAME)))
    sheet = book["核实"]
    names = {cell.value: cell.column for cell in sheet[3]}
    row = next(
        row
        for row in range(4, 99)
        if sheet.cell(row, names["段"]).value == str(same[1].finding.location.paragraph)
    )
    sheet.cell(row, names["答复"]).value, sheet.cell(row, names["理由"]).value = "已核实", REASON
    buffer = io.BytesIO()
    book.save(buffer)
    result = answered(content, buffer.getvalue())
    assert [each.answer is not None for each in result.findings if each.finding.code == "SJ-06"] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("said", "reason", "why"),
    [("已核实", "", "没有写理由"), ("", REASON, "没有写“已核实”"), ("改了", REASON, "看不懂")],
)
def test_half_an_answer_counts_for_nothing_and_is_told(said: str, reason: str, why: str) -> None:
    content = paper(COVER, FAULT)
    result = answered(content, filled(content, {"SJ-06": reason}, said))
    assert result.has_open_errors and result.answers is not None
    (fault,) = result.answers.faults
    assert "第 4 行" in fault and why in fault


def _other_sheet() -> bytes:
    book = openpyxl.Workbook()
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (Source("x", b"PK\3\4 half a file"), "读不出来"),
        (Source("x", b""), "读不出来"),
        (Source("x", b"", Trouble.CLOSED), "打不开"),
        (Source("x", b"", Trouble.TOO_LARGE), "太大"),
        (Source("x", _other_sheet()), "不是核实表"),
        (Source("x", filled(paper(COVER, FAULT), {"SJ-06": REASON})), "是“决算.docx”的，不是“b.docx”的"),
    ],
    ids=["damaged", "empty", "closed", "large", "another workbook", "of another document"],
)
def test_a_file_that_cannot_be_used_is_one_sentence(file: Source, why: str) -> None:
    answers = read_answers(file, "b.docx")
    assert answers is not None and not answers.usable and answers.rows == ()
    (fault,) = answers.faults
    assert why in fault and "没有算" in fault
    result = audit_published([Source("b.docx", paper(COVER, FAULT))], LIBRARY, answers=answers)
    assert result.has_open_errors and result.answers is not None and result.answers.faults == [fault]


def test_the_command_writes_the_file_and_keeps_what_was_said(tmp_path: Path) -> None:
    source, beside = tmp_path / NAME, tmp_path / (NAME + ENDING)
    source.write_bytes(paper(COVER, FAULT, OTHER))
    run = CliRunner()
    assert run.invoke(app, ["audit", str(source), "--answers"]).exit_code == 1 and beside.exists()
    beside.write_bytes(filled(source.read_bytes(), {"SJ-06": REASON, "SJ-07": REASON}))
    done = run.invoke(app, ["audit", str(source)])
    assert done.exit_code == 0 and f"已核实：{REASON}" in done.output
    source.write_bytes(paper(COVER, FAULT, OTHER.replace("50.00%", "60.00%")))
    done = run.invoke(app, ["audit", str(source), "--answers", "--json"])
    data = json.loads(done.stdout)
    assert len(data["answers"]["lapsed"]) >= 1 and sum("answer" in each for each in data["findings"]) >= 1
    kept = openpyxl.load_workbook(beside)["核实"]
    assert sum(REASON in str(cell.value) for row in kept.iter_rows() for cell in row) == 2
    folder = run.invoke(app, ["audit", str(tmp_path)])
    assert "（1/1）" in folder.output and "核实不算数了" in folder.output


def test_a_file_that_cannot_be_used_is_not_written_over(tmp_path: Path) -> None:
    source, beside = tmp_path / NAME, tmp_path / (NAME + ENDING)
    source.write_bytes(paper(COVER, FAULT))
    beside.write_bytes(b"broken")
    done = CliRunner().invoke(app, ["audit", str(source), "--answers"])
    assert isinstance(done.exception, UserFault) and "先改好、改名或删去" in str(done.exception)
    assert beside.read_bytes() == b"broken"


def test_a_file_that_may_only_be_read_is_left_and_the_others_are_written(tmp_path: Path) -> None:
    for name in ("甲.docx", "乙.docx"):
        (tmp_path / name).write_bytes(paper(COVER, FAULT))
    run, beside = CliRunner(), tmp_path / f"乙.docx{ENDING}"
    run.invoke(app, ["audit", str(tmp_path), "--answers"])
    before = beside.read_bytes()
    (tmp_path / "乙.docx").write_bytes(paper(COVER, FAULT, OTHER))
    (tmp_path / f"甲.docx{ENDING}").unlink()
    beside.chmod(0o444)
    done = run.invoke(app, ["audit", str(tmp_path), "--answers"])
    assert isinstance(done.exception, UserFault) and "只读" in str(done.exception)
    assert beside.read_bytes() == before and (tmp_path / f"甲.docx{ENDING}").exists()
