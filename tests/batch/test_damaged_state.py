"""What stands in the folder of kept results is read as a stranger's file: damaged, it costs that input once more."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongkai.batch import run as module
from gongkai.batch.executors import InProcess
from gongkai.batch.run import kept_findings, run_batch
from gongkai.batch.work_list import STATE_FOLDER, Options, Result, make_jobs
from gongkai.files import WriteFault
from tests.batch.support import contents, overview, reports, run, states


def changed(change: Callable[[dict[str, Any]], None]) -> Callable[[bytes], bytes]:
    def make(content: bytes) -> bytes:
        data = json.loads(content)
        change(data)
        return json.dumps(data).encode()

    return make


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "brackets": lambda content: b"[" * 100_000,
    "braces": lambda content: b'{"a":' * 100_000,
    "cut off": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "bytes": lambda content: b"\xff\xfe\x00",
    "a list": lambda content: b"[]",
    "null": lambda content: b"null",
    "a long number": lambda content: b"1" * 10_000,
    "no key": changed(lambda data: data.pop("key")),
    "another key": changed(lambda data: data.update(another=1)),
    "unknown state": changed(lambda data: data.update(state="别的")),
    "counts": changed(lambda data: data.update(counts=5)),
    "a count": changed(lambda data: data["counts"].update(错误="一")),
    "figures": changed(lambda data: data.update(figures=[1])),
    "a figure": changed(lambda data: data["figures"].update(收入=["1"])),
    "outputs": changed(lambda data: data.update(outputs=[None])),
    "findings": changed(lambda data: data.update(findings=["x"])),
    "name": changed(lambda data: data.update(name=None)),
}


def test_damaged_results_are_done_again(county: Path, tmp_path: Path) -> None:
    """One kind of damage after the other: that input is done again, the others are not."""
    out = tmp_path / "出"
    jobs = make_jobs(county, out, Options(("xlsx",), False, "", False, False))[:2]
    assert all(result.state == "已生成" for result in run_batch(jobs, out, InProcess()))
    before = contents(out)
    kept = sorted((out / STATE_FOLDER).glob("*.json"))
    assert len(kept) == 2
    for what, damage in DAMAGE.items():
        kept[0].write_bytes(damage(before[kept[0].relative_to(out).as_posix()]))
        again = list(run_batch(jobs, out, InProcess()))
        assert sorted(result.unchanged for result in again) == [False, True], what
        assert contents(out) == before, what


@pytest.mark.trial
def test_everything_damaged_at_once(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "出"
    run(county, "-o", out, "--jobs", "1")
    before = contents(out)
    for path in (out / STATE_FOLDER).iterdir():
        path.write_bytes(b"[" * 100_000)
    done = run(county, "-o", out, "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert "没有变动" not in done.stdout
    assert contents(out) == before


def test_a_whole_result_is_read_as_it_was_written() -> None:
    result = Result(
        "甲.xlsx", "已生成", "甲局", counts={"错误": 0}, figures={"收入": ["1", ""]}, outputs=["甲.docx"]
    )
    assert Result.from_dict(json.loads(json.dumps(result.as_dict()))) == result


@pytest.mark.parametrize("fault", [WriteFault("无法写入：磁盘已满"), OSError(28, "No space left on device")])
def test_a_result_that_cannot_be_kept_is_a_row(
    county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    """The disk is full for one of them only; its findings reach the overview all the same."""
    out = tmp_path / "出"
    original = module.write_all
    jobs = make_jobs(county, out, Options(("xlsx",), False, "", False, False))

    def full(folder: Path, files: dict[str, bytes], protected: Path) -> list[Path]:
        if jobs[0].key.encode() in next(iter(files.values())):
            raise fault
        return original(folder, files, protected)

    monkeypatch.setattr(module, "write_all", full)
    results = {result.key: result for result in run_batch(jobs[:3], out, InProcess())}
    lost = results[jobs[0].key]
    assert lost.state == "程序出错" and "磁盘已满" in lost.findings[0]["message"]
    assert kept_findings(out, lost.key) == []
    assert [results[job.key].state for job in jobs[1:3]] == ["已生成", "已生成"]
    monkeypatch.undo()
    again = list(run_batch(jobs[:3], out, InProcess()))
    assert [result.key for result in again if not result.unchanged] == [lost.key]


def test_the_row_of_what_could_not_be_kept_stands_in_the_overview(county: Path, tmp_path: Path) -> None:
    """A folder in the place of a kept result, which nobody can write over."""
    out = tmp_path / "出"
    jobs = make_jobs(county, out, Options(("docx", "xlsx"), False, "", False, False))
    (out / STATE_FOLDER / module.state_name(jobs[0].key, ".json")).mkdir(parents=True)
    done = run(county, "-o", out, "--jobs", "1")
    assert done.returncode == 1, done.stderr
    assert states(out)[jobs[0].key] == "程序出错"
    assert list(states(out).values()).count("已生成") == 7
    import openpyxl

    rows = openpyxl.load_workbook(out / "总览.xlsx")["待处理"].iter_rows(min_row=3, values_only=True)
    assert any(row[1] == jobs[0].key and row[3] == "XT-01" for row in rows)
    assert len(overview(out)["departments"]) == 8
    assert len(reports(out)) == 16
