"""Standard output closed or full: a line on the other stream, exit code 2, and the files are whole."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

GOOD = Path(__file__).parents[2] / "sample_inputs" / "liulin-2023-final" / "input.yaml"
RUN = f"{sys.executable} -c 'from gongkai.app.main import run; run()'"
pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")


def shell(arguments: str, redirection: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(
        ["sh", "-c", f"{RUN} {arguments} {redirection}"],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.trial
@pytest.mark.parametrize("redirection", [">&-", ">/dev/full"])
@pytest.mark.parametrize(
    "arguments",
    [
        f"generate {GOOD} -o 出 --to xlsx",
        f"check {GOOD}",
        f"check {GOOD} --json",
        "batch 县 -o 出 --jobs 1 --to xlsx",
        "new --format shanxi/final_accounts/2023 -o 出/空.xlsx",
        "templates list",
        "rules",
        f"consolidate {GOOD} -o 出/部门.xlsx",
    ],
)
def test_said_in_a_line(arguments: str, redirection: str, tmp_path: Path) -> None:
    county = tmp_path / "县"
    county.mkdir()
    (county / "甲.yaml").write_bytes(GOOD.read_bytes())
    done = shell(arguments, redirection, tmp_path)
    assert done.returncode == 2, done.stderr
    assert "没有能够显示出来" in done.stderr
    assert "Traceback" not in done.stderr and "发给我们" not in done.stderr and "ignored" not in done.stderr
    made = list(tmp_path.rglob("*.xlsx"))
    assert bool(made) == ("出" in arguments)
    for path in made:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
    assert not list(tmp_path.rglob(".gongkai-part-*"))


def test_both_streams_gone(tmp_path: Path) -> None:
    assert shell(f"generate {GOOD} -o 出 --to xlsx", ">/dev/full 2>/dev/full", tmp_path).returncode == 2
    assert len(list((tmp_path / "出").iterdir())) == 2


def test_help_that_nobody_can_read(tmp_path: Path) -> None:
    done = shell("--help", ">/dev/full", tmp_path)
    assert done.returncode == 2
    assert "磁盘已满" in done.stderr and "发给我们" not in done.stderr


def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    """`| head -1` is no fault that anybody has to be told of."""
    done = shell(f"check {GOOD}", "| head -1", tmp_path)
    assert done.stderr == "" and done.stdout.count("\n") == 1
