"""The built page, and what is needed to try it: a browser, a Node without `externref`."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

from gongkai.page.build import build
from gongkai.page.container import END, FORMATS, unpacked_text
from gongkai.third_party.fetched import CACHE, FetchError

OLD_NODE = "16.20.2"
REQUIRED = "GONGKAI_PAGE_TRIALS"
"""Set where everything was installed (CI): what is missing fails then instead of being skipped."""


def formats_in(page: str) -> dict[str, bytes]:
    """The formats that a page was given, by the names of their zips."""
    _, found, after = page.partition(FORMATS)
    return unpacked_text(after.partition(END)[0]) if found else {}


def by_command_line(root: Path, workbook: Path, output: Path) -> dict[str, bytes]:
    """The files that `gongkai generate` writes here where neither LibreOffice, which numbers pages, nor the extra
    `fast`, which deflates into other bytes, is in reach. `output` is a folder that is not there yet."""
    start = "import sys; sys.modules['isal'] = None; from gongkai.app.main import run; run()"
    environment = {"PYTHONPATH": str(root / "src"), "PYTHONUTF8": "1", "PATH": str(output / "nothing")}
    command = [sys.executable, "-c", start, "generate", str(workbook), "-o", str(output)]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return files_in(output)


def files_in(folder: Path) -> dict[str, bytes]:
    """Word, Excel and check report by name."""
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert len(found) == 3, sorted(found)
    return found


def missing(words: str) -> None:
    if os.environ.get(REQUIRED):
        pytest.fail(f"{words}, though {REQUIRED} is set")
    pytest.skip(words)


@cache
def page_file() -> Path:
    """A page of the code as it stands, built once in a run of the tests."""
    try:
        content = build(CACHE).encode("utf-8")
    except FetchError as fault:
        missing(f"the page's parts cannot be had: {fault}")
        raise
    folder = Path(tempfile.mkdtemp(prefix="gongkai-page-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "gongkai.html"
    file.write_bytes(content)
    return file


def old_node() -> Path:
    """npm's Node 16, put into the cache the first time."""
    folder = CACHE.parent / f"node-{OLD_NODE}"
    node = folder / "node_modules/node/bin/node"
    if not node.is_file():
        npm = shutil.which("npm")
        if npm is None:
            missing("no npm")
        folder.mkdir(parents=True, exist_ok=True)
        options = ["--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", str(folder)]
        done = subprocess.run(
            ["npm", "install", *options, f"node@{OLD_NODE}"], capture_output=True, text=True, check=False
        )
        if done.returncode or not node.is_file():
            missing(f"no Node {OLD_NODE}: {done.stderr}")
    return node
