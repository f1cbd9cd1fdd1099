"""No file of the project holds a telephone number, an identity number, a registry's address or a machine's path."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

# Digits that are part of a longer number, a decimal or a hexadecimal id are left alone.
PATTERNS = {
    "手机号码": re.compile(r"(?<![0-9A-Za-z.,])1[3-9]\d{9}(?![0-9A-Za-z.,])"),
    "身份证号": re.compile(r"(?<![0-9A-Za-z.])\d{17}[\dXx](?![0-9A-Za-z])"),
    "软件源地址": re.compile(
        r"https?://[^\s\"'<>]*(?:pypi|pythonhosted|npmjs|registry|mirror|proxy)[^\s\"'<>]*"
    ),
    # The names stand apart, so that this file passes its own test.
    "本机路径": re.compile(r"(?<![\w.~-])/(?:" + "|".join(["work", "home", "Users"]) + r")/\w"),
}
PACKAGES = {".docx", ".xlsx"}


def committed_files(root: Path) -> list[Path]:
    """Files in git, and those that would be with `git add .`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return [path for name in names.split("\0") if name and (path := root / name).is_file()]


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """The texts of a file with their places: the file itself, or each XML part of an Office file."""
    if path.suffix in PACKAGES:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    yield f"{path.name}!{name}", archive.read(name).decode("utf-8")
        return
    content = path.read_bytes()
    if b"\0" not in content:
        yield str(path), content.decode("utf-8")


def faults(place: str, text: str) -> list[str]:
    return [
        f"{place}: {what} {match[0]}"
        for what, pattern in PATTERNS.items()
        for match in pattern.finditer(text)
    ]


def test_no_forbidden_text(root: Path) -> None:
    found = [place_and_text for path in committed_files(root) for place_and_text in texts(path)]
    assert len(found) > 50, "hardly any file was read"
    assert any("!" in place for place, _ in found), "no Office file was opened"
    assert [fault for place, text in found for fault in faults(place, text)] == []


BEGINNING = 60  # characters by which an entry is known


def test_the_changelog_says_everything_once(root: Path) -> None:
    """Where two branches meet, an entry and its longer form may both be left."""
    lines = (root / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
    begun = [line[:BEGINNING] for line in lines if line.startswith("- ") and len(line) > BEGINNING]
    assert len(begun) > 20
    assert [line for line, count in Counter(begun).items() if count > 1] == []


AT_THE_TOP = {
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
    "AGENTS.md",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "constraints.txt",
    "pyproject.toml",
}
FOLDERS = {".ci", "benchmarks", "docs", "sample_inputs", "src", "templates", "tests", "tools"}


def test_nothing_was_left_lying_about(root: Path) -> None:
    """What a trial wrote into the checkout is not committed: an input drafted from a real document, say."""
    parts = {path.relative_to(root).parts for path in committed_files(root)}
    assert {item[0] for item in parts if len(item) > 1} == FOLDERS
    assert {item[0] for item in parts if len(item) == 1} == AT_THE_TOP


@pytest.mark.parametrize(
    "text",
    [
        "联系电话：1" + "3912345678。",
        "身份证号 1" + "1010519491231002X",
        "index-url = https://" + "pypi.org/simple",
        "见 /" + "work/main/out",
        "(/" + "home/someone/x)",
    ],
)
def test_patterns_catch(text: str) -> None:
    assert len(faults("样例", text)) == 1


@pytest.mark.parametrize(
    "text", ["1955030000.00", "13955030000.00", "0.13912345678901234567", "types 6.0.12.20261113"]
)
def test_patterns_leave_figures_alone(text: str) -> None:
    assert faults("样例", text) == []
