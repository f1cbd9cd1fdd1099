"""The report of an audit as a page, and which kinds of reports the command writes."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gongkai.app.main import app
from gongkai.app.wrong_usage import UserFault
from gongkai.auditing.audit import audit_published
from gongkai.auditing.report_page import report_page
from gongkai.codes import CODES
from gongkai.source import Source
from tests.auditing.paper import HEADINGS, SPENDING, table
from tests.auditing.test_files import FAULT, made, paper
from tests.support.library import LIBRARY
from tests.web.browser import axe_faults, axe_script, chromium

ROWS = (
    HEADINGS,
    ("合计", "", "120.00", "120.00", "0.00"),
    ("210", "卫生健康支出", "120.00", "120.00", "0.00"),
)
NOW = made(2024, *SPENDING, table(*ROWS), "卫生健康支出100.00万元。", FAULT)
HOSTILE = '<script>alert(1)</script>"&'


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(page: bytes) -> _Words:
    found = _Words()
    found.feed(page.decode())
    return found


def test_everything_of_a_finding_stands_in_the_page() -> None:
    result = audit_published([Source("决算.docx", NOW)], LIBRARY)
    assert len(result.findings) >= 2
    page = report_page([result])
    assert page == report_page([result])
    text = "".join(read(page).words)
    for each in result.findings:
        for said in (each.where, each.quote, each.finding.message, each.finding.found, each.compared_with):
            assert said in text
        assert f"{each.finding.code} {CODES[each.finding.code].title}" in text and each.finding.hint in text
    for rule in result.rules:
        assert str(rule["name"]) in text and str(rule["why"]) in text
    for reason in result.account.unchecked():
        assert reason in text
    account = result.account
    assert f"核对 {account.done} 个，未核 {account.all - account.done} 个" in text
    assert "总览" not in text


def test_the_page_runs_nothing_and_asks_nothing() -> None:
    result = audit_published(
        [Source(f"{HOSTILE}.docx", paper("甲县某局2024年度部门决算", f"{FAULT}{HOSTILE}"))], LIBRARY
    )
    assert result.findings
    page = report_page([result, result])
    assert read(page).tags.isdisjoint({"script", "iframe", "img", "link", "form", "input"})
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page.decode())
    assert policy is not None and policy[1].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy[1] and "script-src" not in policy[1]


def test_several_documents_begin_with_who_has_what() -> None:
    results = [
        audit_published([Source(name, content)], LIBRARY)
        for name, content in (("甲.docx", NOW), ("乙.docx", made(2023, *SPENDING, table(*ROWS))))
    ]
    text = "".join(read(report_page(results)).words)
    assert "共 2 份材料" in text and "各单位有哪些材料" in text and "2023决算" in text and "2024决算" in text
    assert "SJ-03 文字与表不同1甲.docx（1）" in text


def test_the_kind_of_a_report_follows_its_name(tmp_path: Path) -> None:
    source, out = tmp_path / "决算.docx", tmp_path / "报告"
    source.write_bytes(NOW)
    reports = [out / name for name in ("a.html", "b.xlsx", "c.docx", "d.json")]
    command = ["audit", str(source), *(part for report in reports for part in ("-o", str(report)))]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 1, done.output
    assert [path.read_bytes()[:2] for path in reports] == [b"<!", b"PK", b"PK", b"{\n"]
    shown = json.loads(CliRunner().invoke(app, [*command[:2], "--json"]).stdout)
    assert json.loads(reports[3].read_bytes()) == shown
    wrong = CliRunner().invoke(app, ["audit", str(source), "-o", str(tmp_path / "a.txt")])
    assert isinstance(wrong.exception, UserFault) and "结尾只能是" in str(wrong.exception)
    same = CliRunner().invoke(app, ["audit", str(source), "-o", str(source)])
    assert isinstance(same.exception, UserFault) and source.read_bytes() == NOW


def test_a_report_that_somebody_filled_in_is_not_written_over(tmp_path: Path) -> None:
    source, report = tmp_path / "决算.docx", tmp_path / "自查表.docx"
    source.write_bytes(NOW)
    run = CliRunner()
    for _ in range(2):
        assert run.invoke(app, ["audit", str(source), "-o", str(report)]).exit_code == 1
    assert {path.name for path in tmp_path.iterdir()} == {"决算.docx", "自查表.docx"}
    report.write_bytes(paper("签了字的自查表"))
    edited = report.read_bytes()
    done = run.invoke(app, ["audit", str(source), "-o", str(report)])
    assert report.read_bytes() == edited and (tmp_path / "自查表（2）.docx").exists()
    assert "有人改过" in done.output
    run.invoke(app, ["audit", str(source), "-o", str(report), "--force"])
    assert report.read_bytes() != edited


def test_reports_in_a_folder_are_told_and_not_audited(tmp_path: Path) -> None:
    source = tmp_path / "决算.docx"
    source.write_bytes(NOW)
    run = CliRunner()
    run.invoke(
        app, ["audit", str(source), "--answers", *(f"-o{tmp_path / name}" for name in ("a.xlsx", "b.docx"))]
    )
    assert len(list(tmp_path.iterdir())) == 4
    done = run.invoke(app, ["audit", str(tmp_path), "-o", str(tmp_path / "all.json")])
    assert "写的审核报告，不是公开材料" in done.output and "写的公开前自查表，不是公开材料" in done.output
    assert json.loads((tmp_path / "all.json").read_bytes())["files"] == ["决算.docx"]


def test_the_page_itself_is_no_publication() -> None:
    page = report_page([audit_published([Source("决算.docx", NOW)], LIBRARY)])
    again = audit_published([Source("报告.html", page)], LIBRARY)
    assert again.is_no_publication and not again.has_nothing
    assert "写的审核报告" in again.findings[0].finding.message


@pytest.mark.trial
@pytest.mark.xdist_group("chromium")
def test_the_page_in_a_browser(tmp_path: Path) -> None:
    """axe-core has nothing to say; nothing is asked for; it fits a telephone, and a printed page is A4."""
    from io import BytesIO

    from pypdf import PdfReader

    if axe_script() is None:
        pytest.skip("axe-core is not installed: run .ci/run once")
    results = [audit_published([Source(name, NOW)], LIBRARY) for name in ("甲.docx", "乙.docx")]
    file = tmp_path / "报告.html"
    file.write_bytes(report_page(results))
    with chromium() as browser:
        shown = browser.new_page(viewport={"width": 1000, "height": 1300})
        said: list[str] = []
        shown.on("console", lambda message: said.append(message.text))
        shown.on(
            "request", lambda request: said.append(request.url) if request.url != file.as_uri() else None
        )
        shown.goto(file.as_uri())
        assert axe_faults(shown) == [] and said == []
        pages = PdfReader(BytesIO(shown.pdf(prefer_css_page_size=True))).pages
        assert {tuple(round(float(edge)) for edge in page.mediabox[2:]) for page in pages} == {(842, 595)}
        shown.set_viewport_size({"width": 360, "height": 740})
        assert shown.evaluate("document.documentElement.scrollWidth") <= 360
