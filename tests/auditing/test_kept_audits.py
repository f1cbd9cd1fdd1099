"""A folder is audited again only where something changed, with the same report."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gongkai.app.main import app
from gongkai.auditing.answers import ENDING
from gongkai.auditing.audit import audit_published
from gongkai.auditing.kept_audits import audit_data, audit_of
from gongkai.auditing.outcome import AnswersRead, GivenAnswer, LapsedAnswer
from gongkai.auditing.report_page import report_page
from gongkai.source import Source
from tests.auditing.test_answers import REASON, filled
from tests.auditing.test_files import FAULT, paper
from tests.auditing.test_report_page import NOW
from tests.support.library import LIBRARY

RUN = CliRunner()
COVER = "甲县某局2024年度部门决算"


def test_a_result_comes_back_as_it_was() -> None:
    result = audit_published([Source("决算.docx", NOW)], LIBRARY)
    result.findings[0] = replace(result.findings[0], answer=GivenAnswer("看过", "原来 1"))
    result.answers = AnswersRead("x", False, [LapsedAnswer("SJ-06", "甲", "乙", "1", "丙", "丁")], ["坏了"])
    result.account.close()
    back = audit_of(json.loads(json.dumps(audit_data(result))))
    assert back.findings == result.findings and back.answers == result.answers
    assert report_page([back]) == report_page([result]) and back.as_dict() == result.as_dict()


@pytest.fixture
def county(tmp_path: Path) -> Path:
    folder = tmp_path / "县"
    folder.mkdir()
    (folder / "甲.docx").write_bytes(NOW)
    (folder / "乙.docx").write_bytes(paper(COVER, FAULT))
    return folder


def audit(county: Path, *more: str) -> tuple[str, bytes]:
    report = county.parent / "报告.html"
    done = RUN.invoke(app, ["audit", str(county), "-o", str(report), *more])
    assert done.exit_code in (0, 1), done.output
    return done.output, report.read_bytes()


def test_what_has_not_changed_is_not_audited_again(county: Path) -> None:
    first, page = audit(county)
    again, same = audit(county)
    assert "没有变动" not in first and again.count("（没有变动）") == 2 and page == same
    (county / "乙.docx").write_bytes(paper(COVER, FAULT.replace("6.85", "6.75")))
    third, other = audit(county)
    assert third.count("（没有变动）") == 1 and other != page
    assert "没有变动" not in audit(county, "--force")[0]
    assert "没有变动" not in audit(county, "--with", str(county / "甲.docx"))[0]


def test_a_new_answer_counts_at_once(county: Path) -> None:
    audit(county)
    answers = filled(paper(COVER, FAULT), {"SJ-06": REASON})  # those of 决算.docx: told in the report
    (county / f"乙.docx{ENDING}").write_bytes(answers)
    said, page = audit(county)
    assert said.count("（没有变动）") == 1 and "是“决算.docx”的" in page.decode()


def test_a_damaged_state_costs_time_alone(county: Path) -> None:
    _, page = audit(county)
    kept = list((county.parent / ".gongkai" / "审核").iterdir())
    assert len(kept) == 2
    kept[0].write_bytes(b"{")
    kept[1].write_text(json.dumps({"fingerprint": 1, "result": {}}), encoding="utf-8")
    said, again = audit(county)
    assert "没有变动" not in said and again == page


def test_nothing_is_kept_without_a_report(county: Path) -> None:
    RUN.invoke(app, ["audit", str(county)])
    assert {path.name for path in county.parent.iterdir()} == {"县"}
