"""Our own finished files read back: nothing is found, and what is found is not written."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from gongkai import pipeline
from gongkai.app.main import app
from gongkai.auditing import second_look as module
from gongkai.auditing.outcome import AuditFinding, AuditResult, Spot, found_in
from gongkai.auditing.second_look import second_look
from gongkai.batch.job import run_job
from gongkai.batch.work_list import DONE, FAULTY, Job, Options
from gongkai.findings import Location
from tests.conftest import ROOT
from tests.support.library import LIBRARY, check_file

SAMPLE = ROOT / "sample_inputs" / "yangcheng-2024-final" / "input.yaml"


def made() -> tuple[dict[str, bytes], list[str]]:
    checked = check_file(SAMPLE)
    document = pipeline.compose(checked)
    assert document is not None and checked.subject is not None
    files = pipeline.render(document, checked.subject.pack, ("docx", "xlsx"), pages=False).files
    return files, checked.subject.department.texts()


def test_nothing_in_our_own_files_and_a_slip_in_them_is_found() -> None:
    files, texts = made()
    assert second_look(files, LIBRARY, texts) == []
    name = next(name for name in files if name.endswith(".docx"))
    document = docx.Document(io.BytesIO(files[name]))
    paragraph = next(each for each in document.paragraphs if "增长110.81%" in each.text)
    text = paragraph.text.replace("增长110.81%", "下降110.81%")
    assert text != paragraph.text
    for run in paragraph.runs[1:]:
        run.text = ""
    paragraph.runs[0].text = text
    buffer = io.BytesIO()
    document.save(buffer)
    told = second_look({name: buffer.getvalue()}, LIBRARY, texts)
    assert told and {each.code for each in told} == {"SJ-92"}
    assert all(name in each.message and each.severity.value == "错误" for each in told)
    assert second_look({name: buffer.getvalue()}, LIBRARY, [*texts, text]) == []  # the user's own words


@pytest.fixture
def contradicting(monkeypatch: pytest.MonkeyPatch) -> None:
    """An audit that finds a contradiction in every file."""

    def found(*_: object) -> AuditResult:
        fault: AuditFinding = found_in("SJ-06", "变动率应是 8.65%", Spot(Location(), "下降6.85%"))
        return AuditResult(["a"], [fault])

    monkeypatch.setattr(module, "audit_published", found)


@pytest.mark.usefixtures("contradicting")
def test_a_contradiction_stops_a_formal_report(tmp_path: Path) -> None:
    arguments = ["generate", str(SAMPLE), "-o", str(tmp_path / "out"), "--to", "xlsx"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 1 and not (tmp_path / "out").exists()
    assert "SJ-92" in done.output and "这是程序的错" in done.output and "报告给我们" in done.output
    for option in ("--no-audit", "--draft"):
        assert CliRunner().invoke(app, [*arguments, option]).exit_code == 0, option
    assert len(list((tmp_path / "out").iterdir())) == 4


@pytest.mark.usefixtures("contradicting")
def test_a_batch_looks_where_it_is_asked_to(tmp_path: Path) -> None:
    for audit, state in ((False, DONE), (True, FAULTY)):
        options = Options(kinds=("xlsx",), audit=audit)
        result = run_job(Job("a", str(SAMPLE), str(tmp_path / str(audit)), options))
        assert (result.state, bool(result.outputs)) == (state, not audit)
        assert any(each["code"] == "SJ-92" for each in result.findings) == audit
