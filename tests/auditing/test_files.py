"""What a file carries beside its text; marked copies, the report and neighbours."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from typer.testing import CliRunner

from gongkai import pipeline
from gongkai.app.main import app
from gongkai.app.wrong_usage import UserFault
from gongkai.auditing.audit import audit_published
from gongkai.auditing.marked_word import marked_word
from gongkai.auditing.report_sheets import report_workbook
from gongkai.source import Source
from tests.auditing.paper import HEADINGS, SPENDING, audited, codes, table
from tests.conftest import ROOT
from tests.readers.test_docx import paragraph, word
from tests.support.library import LIBRARY, check_file
from tests.support.ooxml import validate

FAULT = "机关运行经费支出142.80万元，比2023年度减少13.52万元，下降6.85%。"


def paper(*texts: str) -> bytes:
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_the_json() -> None:
    data = audited(FAULT).as_dict()
    assert json.loads(json.dumps(data)) == data
    (finding,) = data["findings"]  # type: ignore[misc]
    keys = [
        "code",
        "level",
        "message",
        "page",
        "paragraph",
        "table",
        "quote",
        "found",
        "expected",
        "compared_with",
    ]
    assert list(finding) == keys
    assert (finding["code"], finding["level"], finding["page"], finding["table"]) == (
        "SJ-06",
        "错误",
        None,
        None,
    )
    assert (finding["quote"], finding["found"], finding["expected"]) == (
        "比2023年度减少13.52万元，下降6.85%", "6.85%", "8.65%",
    )  # fmt: skip
    coverage = data["coverage"]
    assert coverage["tables"] == {"recognised": 0, "all": 0}  # type: ignore[index]
    amounts = coverage["amounts"]  # type: ignore[index]
    assert amounts["all"] == amounts["checked"] + amounts["unchecked"] == 2
    rules = {rule["name"]: rule for rule in coverage["rules"]}  # type: ignore[index]
    assert rules["一句之内的增减、率、占比"] == {
        "name": "一句之内的增减、率、占比",
        "run": True,
        "why": "",
        "found": 1,
    }
    assert rules["文字与表"]["why"] == "文件里没有表" and not rules["文字与表"]["run"]
    assert rules["表齐全、顺序"]["why"] == "没有写 --format"


def test_a_marked_copy_has_a_comment_at_the_words(tmp_path: Path) -> None:
    content = paper("甲县某局2024年度部门决算", FAULT)
    result = audit_published([Source("a.docx", content)], LIBRARY)
    copy, placed = marked_word(content, result.findings)
    assert placed == len(result.findings) == 1
    assert copy == marked_word(content, result.findings)[0]
    (tmp_path / "a.docx").write_bytes(copy)
    assert validate(tmp_path / "a.docx") == []
    marked = docx.Document(io.BytesIO(copy))
    assert next(comment.text for comment in marked.comments).startswith("错误 SJ-06")
    runs = [run.text for run in marked.paragraphs[1].runs if run.text]
    assert runs == ["机关运行经费支出142.80万元，", "比2023年度减少13.52万元，下降6.85%", "。"]


def test_comments_and_tracked_changes_are_found() -> None:
    content = paper("甲县某局2024年度部门决算", FAULT)
    copy, _ = marked_word(content, audit_published([Source("a.docx", content)], LIBRARY).findings)
    assert "SJ-28" in codes(audit_published([Source("a.docx", copy)], LIBRARY))


def test_a_title_of_another_document() -> None:
    document = docx.Document()
    document.core_properties.title = "附件2：预算主管部门公开样张"
    document.add_paragraph("甲县某局2024年度部门决算")
    buffer = io.BytesIO()
    document.save(buffer)
    assert codes(audit_published([Source("a.docx", buffer.getvalue())], LIBRARY)) == ["SJ-29"]


def test_the_report() -> None:
    content = report_workbook([audited(FAULT)])
    assert content == report_workbook([audited(FAULT)])
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["总览", "问题", "未核", "检查"]
    done = {row[1].value: (row[2].value, row[3].value, row[4].value) for row in book["检查"]}
    assert done["一句之内的增减、率、占比"] == ("做了", "", 1)
    assert done["文字与表"] == ("没有做", "文件里没有表", 0)
    assert [cell.value for cell in book["总览"][2]][1:4] == ["甲县某局", 2024, "决算"]
    assert [cell.value for cell in book["问题"][2]][:3] == ["错误", "SJ-06", "增减率不对"]


def spending(total: str) -> tuple[str, ...]:
    rows = (HEADINGS, ("合计", "", total, total, "0.00"), ("210", "卫生健康支出", total, total, "0.00"))
    return (*SPENDING, table(*rows))


def made(year: int, *blocks: str) -> bytes:
    texts = (f"甲县某局{year}年度部门决算", "部门名称：甲县某局", *blocks)
    return word("".join(text if text.startswith("<w:tbl>") else paragraph(text) for text in texts))


@pytest.mark.parametrize(("change", "found"), [("20.00", []), ("30.00", ["SJ-50"])])
def test_last_year_s_figures(change: str, found: list[str]) -> None:
    now = made(2024, *spending("120.00"), f"卫生健康支出120.00万元。卫生健康支出比上年增加{change}万元。")
    last = made(2023, *spending("100.00"))
    result = audit_published([Source("a.docx", now)], LIBRARY, others=[Source("b.docx", last)])
    assert codes(result) == found


def test_the_command(tmp_path: Path) -> None:
    file, report, marked = tmp_path / "a.docx", tmp_path / "报告.xlsx", tmp_path / "标注.docx"
    content = paper("甲县某局2024年度部门决算", FAULT)
    file.write_bytes(content)
    done = CliRunner().invoke(app, ["audit", str(file), "-o", str(report), "--mark", str(marked)])
    assert done.exit_code == 1 and "SJ-06" in done.output and "应是 8.65%" in done.output
    assert file.read_bytes() == content
    assert zipfile.is_zipfile(report) and zipfile.is_zipfile(marked)
    folder = CliRunner().invoke(app, ["audit", str(tmp_path)])
    assert "（1/3）a.docx" in folder.output
    same = CliRunner().invoke(app, ["audit", str(file), "--mark", str(file)])
    assert isinstance(same.exception, UserFault) and same.exception.code == 2
    assert "就是要审的文件" in str(same.exception) and file.read_bytes() == content


def test_a_mark_without_the_library_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the Windows folder, which has no python-docx."""
    source = tmp_path / "公开.docx"
    source.write_bytes(paper(FAULT))
    monkeypatch.setitem(sys.modules, "docx", None)
    done = CliRunner().invoke(app, ["audit", str(source), "--mark", str(tmp_path / "标注.docx")])
    assert isinstance(done.exception, UserFault)
    assert "这里不能写标注" in str(done.exception)
    assert not (tmp_path / "标注.docx").exists()


def test_what_is_no_published_document_says_what_it_is(tmp_path: Path) -> None:
    report = Source("审核报告.xlsx", report_workbook([audited(FAULT)]))
    blank = Source.from_path(ROOT / "sample_inputs" / "yangcheng-2024-final" / "input.xlsx")
    for source, words in ((report, "审核报告"), (blank, "填报用的工作簿")):
        result = audit_published([source], LIBRARY)
        assert codes(result) == ["SJ-91"] and words in result.findings[0].finding.message
        assert result.account.all == 0 and result.files == [source.name]
    assert "gongkai check" in result.findings[0].finding.hint
    good = Source("a.docx", paper("甲县某局2024年度部门决算", FAULT))
    assert codes(audit_published([good, blank], LIBRARY, others=[report])) == ["SJ-06", "SJ-91", "SJ-91"]


def test_the_reports_that_the_program_writes_are_known(tmp_path: Path) -> None:
    workbook = ROOT / "sample_inputs" / "yangcheng-2024-final" / "input.xlsx"
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(workbook.read_bytes())
    done = CliRunner().invoke(app, ["batch", str(folder), "-o", str(tmp_path / "out"), "--jobs", "1"])
    assert done.exit_code == 0, done.output
    said = {
        path.name: audit_published([Source.from_path(path)], LIBRARY).findings
        for path in (tmp_path / "out").rglob("*.xlsx")
    }
    checked = check_file(workbook)
    document = pipeline.compose(checked)
    assert document is not None
    (report,) = pipeline.check_report(checked, document).values()
    said["校核报告.xlsx"] = audit_published([Source("校核报告.xlsx", report)], LIBRARY).findings
    told = {name: found[0].finding.message for name, found in said.items() if found}
    assert len(told) == len(said) - 1 == 2
    assert "校核报告" in told["校核报告.xlsx"] and "batch 写的总览" in told["总览.xlsx"]
