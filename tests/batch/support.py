"""Counties for the tests, the command as typed, and the written files as bytes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

from benchmarks.years import Sample, samples, varied, write_county, write_input
from tests.batch.held import Held

ROOT = Path(__file__).parents[2]
PROGRAM = "from gongkai.app.main import run; run()"
HELD = "from tests.batch.held import hold; hold(); "
STARTED_BY = "import multiprocessing; multiprocessing.set_start_method('{}', force=True); "

HANGS = 900  # seconds after which we say that it hangs; nothing takes a tenth of it on a loaded machine

__all__ = ["HANGS", "ROOT", "Held", "Sample", "samples", "varied", "write_county", "write_input"]


def start(
    *arguments: str | Path, method: str = "", held: Held | None = None, **more: Any
) -> subprocess.Popen[str]:
    """The command in a process group of its own, so that it can be killed with all its workers.

    `method` is how it starts them, other than Python does here by itself; `held` makes one input wait.
    """
    program = (STARTED_BY.format(method) if method else "") + (HELD if held else "") + PROGRAM
    if held is not None:
        more = {**more, "env": held.environment}
    return subprocess.Popen(
        [sys.executable, "-c", program, "batch", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        **more,
    )


def run(*arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """The command to its end. Nobody ever sees a traceback."""
    process = start(*arguments, **more)
    out, error = process.communicate(timeout=HANGS)
    assert "Traceback" not in out + error, out + error
    return subprocess.CompletedProcess(arguments, process.returncode, out, error)


def overview(out: Path) -> dict[str, Any]:
    found = json.loads((out / "总览.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def states(out: Path) -> dict[str, str]:
    return {row["key"]: row["state"] for row in overview(out)["departments"]}


def reports(out: Path) -> list[Path]:
    """The written reports, without the overview and the kept state."""
    return sorted(
        path
        for path in out.rglob("*")
        if path.is_file() and path.suffix in (".docx", ".xlsx") and path.parent != out
    )


def contents(out: Path) -> dict[str, bytes]:
    """Every file of an output folder, the state included, by its place."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def times(out: Path) -> dict[str, int]:
    return {path.relative_to(out).as_posix(): path.stat().st_mtime_ns for path in reports(out)}


def changed(before: dict[str, int], after: dict[str, int]) -> set[str]:
    """The inputs whose reports were written anew between two looks."""
    return {str(Path(name).parent) for name, when in after.items() if before.get(name) != when}


def assert_whole(out: Path) -> int:
    """No half file: every report opens as a package and passes its test. Returns how many there are."""
    found = reports(out)
    for path in found:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None, path
            assert archive.namelist(), path
    for path in out.rglob("*.json"):
        json.loads(path.read_bytes())
    return len(found)


def spoil(path: Path) -> None:
    """Change one amount of a YAML input of final accounts so that its sums no longer agree."""
    text = path.read_text(encoding="utf-8")
    found = re.compile(r"\n {4}决算: \{\w+: ").search(text, text.index("\n支出:"))
    assert found is not None
    path.write_text(text[: found.end()] + "9" + text[found.end() :], encoding="utf-8")


def wait_for_results(out: Path, count: int, held: Held | None = None) -> None:
    """Until a run has kept so many results, and a worker has reached the held input."""
    end = time.monotonic() + HANGS
    while len(list((out / ".gongkai").glob("*.json"))) < count or (held is not None and not held.reached):
        assert time.monotonic() < end, "the batch hangs"
        time.sleep(0.005)
