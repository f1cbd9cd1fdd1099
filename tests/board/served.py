"""`gongkai serve --shared` as a bureau starts it, in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START = "import sys; from gongkai.app.main import run; sys.argv[0] = 'gongkai'; run()"


@dataclass
class Served:
    """`address` is that of the first page, `password` that of the first account where the board is new."""

    address: str
    password: str
    process: subprocess.Popen[str]

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait(60)


def start(root: Path, data: Path, environment: dict[str, str] | None = None) -> Served:
    """Start a board and wait until it answers."""
    told = {**os.environ, "PYTHONPATH": str(root / "src"), "PYTHONUTF8": "1", **(environment or {})}
    command = [sys.executable, "-u", "-c", START, "serve", "--shared", "--data", str(data), "--port", "0"]
    server = subprocess.Popen(command, env=told, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert server.stdout is not None
    address = password = ""
    for line in server.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            address = found[0]
        if found := re.search(r"口令：(\S+?)（", line):
            password = found[1]
        if "Ctrl-C" in line:
            break
    assert address, server.poll()
    return Served(address, password, server)


@contextmanager
def served(root: Path, data: Path) -> Iterator[Served]:
    """A board that is ended with Ctrl-C."""
    running = start(root, data)
    try:
        yield running
    finally:
        running.process.send_signal(signal.SIGINT)
        assert running.process.stdout is not None
        said = running.process.stdout.read()
        assert running.process.wait(60) == 0, said
    assert "已停止" in said
