"""`gongkai serve --shared` as a bureau starts it, in a process of its own."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from gongkai.app import board_commands

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


PATIENCE = 240  # seconds; only ends what hangs
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.board.served", "gongkai.board.server", "gongkai.app.environment"])


@dataclass
class Forked:
    """The same command in a process that has imported the program already: for those that are soon killed."""

    address: str
    process: BaseProcess

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.join(60)
        assert self.process.exitcode == -signal.SIGKILL


def forked(data: Path) -> Forked:
    """Start a board whose accounts are there already, and wait until it answers."""
    hearing, saying = _FORKS.Pipe(duplex=False)
    process = _FORKS.Process(target=_serve, args=(str(data), saying))
    process.start()
    saying.close()
    address, line = "", ""
    while "Ctrl-C" not in line:
        assert hearing.poll(PATIENCE), "the board does not start"
        line = hearing.recv()
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            address = found[0]
    return Forked(address, process)


def _serve(data: str, saying: Connection) -> None:
    board_commands.say = saying.send  # type: ignore[assignment]
    board_commands.serve_shared(0, Path(data), "", "127.0.0.1", "")


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
