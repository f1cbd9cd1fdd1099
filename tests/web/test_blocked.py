"""The whole application's tests once more where there are no threads, processes, `ssl` and `sqlite3`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
WITH_THREADS = ("test_blocked.py", "test_in_a_browser.py", "test_server.py")
"""What needs a server, or a browser, is not the application."""


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}", "PYTHONUTF8": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command,
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )


@pytest.mark.trial
def test_everything_passes_in_one_thread(root: Path) -> None:
    files = [path for path in sorted(HERE.glob("test_*.py")) if path.name not in WITH_THREADS]
    assert len(files) >= 3
    options = ("-m", "pytest", "-q", "-p", "tests.web.blocked", "-p", "no:xdist", "-p", "no:cacheprovider")
    done = run(root, *options, *map(str, files))
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None and int(passed[1]) > 40
    assert "skipped" not in done.stdout


BREACHES = {
    "a thread": ("import threading; threading.Thread(target=print).start()", "can't start new thread"),
    "a pool": (
        "from concurrent.futures import ThreadPoolExecutor as P; P().submit(print)",
        "can't start new thread",
    ),
    "a process": ("import subprocess; subprocess.run(['true'])", "no processes here"),
    "ssl": ("import ssl", "out of reach"),
    "sqlite3": ("import sqlite3", "out of reach"),
    "multiprocessing": ("import multiprocessing.pool", "out of reach"),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_what_is_blocked_is_out_of_reach(root: Path, breach: str) -> None:
    """The test above would pass on nothing if the plugin blocked nothing."""
    statement, words = BREACHES[breach]
    done = run(root, "-c", f"import tests.web.blocked\n{statement}")
    assert done.returncode != 0
    assert words in done.stderr
