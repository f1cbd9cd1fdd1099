"""`templates learn` and `templates input` as typed: what they write, say and return; the walk of the handbook."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.trial  # five commands, each a process of its own

BASE, FORMAT = "national/final_accounts/2023", "mysheng/final_accounts/2023"
COMMAND = [sys.executable, "-c", "from gongkai.app.main import run; run()"]
SAMPLE = Path(__file__).parents[2] / "sample_inputs" / "liulin-2023-final" / "input.yaml"
HANDBOOK = SAMPLE.parents[2] / "docs" / "格式维护手册.md"
DOCUMENT, INPUT = "公开材料.docx", "试算.yaml"
LEARN = (
    "templates",
    "learn",
    DOCUMENT,
    "--from",
    BASE,
    "-o",
    FORMAT,
    "--name",
    "某省部门决算公开（2023年度）",
)
WALK = (
    ("templates", "copy", "我的格式"),
    ("codes", "learn", DOCUMENT, "--year", "2023"),
    LEARN,
    ("templates", "input", FORMAT, DOCUMENT, "-o", INPUT),
    ("generate", INPUT, "-o", "试算", "--draft", "--to", "docx"),
    ("templates", "lint", FORMAT, "--no-hints"),
    ("templates", "preview", FORMAT, "-o", "样子"),
    ("templates", "prove", FORMAT, INPUT, DOCUMENT, "--show", "3"),
    ("templates", "pack", FORMAT, "-o", "我省.zip"),
)


class Place:
    """A folder in which commands are typed; what each of them said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "我的格式"
        self.said: dict[str, str] = {}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        own = {"GONGKAI_TEMPLATES": str(self.root)} if self.root.is_dir() else {}
        done = subprocess.run(
            [*COMMAND, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            cwd=self.folder,
            encoding="utf-8",
            env={**os.environ, **own, "PYTHONUTF8": "1"},
        )
        assert "Traceback" not in done.stdout, done.stdout
        self.said[f"gongkai {' '.join(arguments)}"] = done.stdout
        return done


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The walk of the handbook: a published document, a draft, its list, an input of the document, a proof."""
    made = Place(tmp_path_factory.mktemp("walk"))
    assert made.run("generate", str(SAMPLE), "-o", "公开", "--to", "docx", "--no-audit").returncode == 0
    [word] = (made.folder / "公开").glob("*.docx")
    word.rename(made.folder / DOCUMENT)
    made.said.clear()
    for command in WALK:
        done = made.run(*command)
        assert done.returncode == 0, done.stdout
    yield made


def shown() -> dict[str, str]:
    """The commands of the handbook's walk in its order, each with the lines that stand below it."""
    section = (
        HANDBOOK.read_text(encoding="utf-8")
        .partition("从公开的材料到验收过的格式\n")[2]
        .partition("\n## ")[0]
    )
    blocks = re.findall(r"^```\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    commands = [
        part.partition("\n") for block in blocks for part in re.split("^> ", block, flags=re.MULTILINE)
    ]
    return {command: output for command, _, output in commands if command}


def test_the_commands_of_the_handbook_are_those_of_the_walk() -> None:
    assert list(shown()) == [f"gongkai {' '.join(command)}" for command in WALK]


@pytest.mark.parametrize("command", [f"gongkai {' '.join(command)}" for command in WALK])
def test_the_handbook_shows_all_that_a_command_says(place: Place, command: str) -> None:
    """…… stands for what differs from document to document, on a line of its own for lines left out."""
    pattern = "".join(
        "(?:.*\n)*?" if line == "……" else re.escape(line).replace("……", ".*") + "\n"
        for line in shown()[command].splitlines()
    )
    said = place.said[command]
    assert re.fullmatch(pattern, said), said


def test_the_draft_and_its_list_are_written(place: Place) -> None:
    assert (place.root / FORMAT / "pack.yaml").is_file()
    [page] = place.folder.glob("待核清单-*.md")
    boxes = page.read_text(encoding="utf-8").count("- [ ] ")
    assert f"\n待核 {boxes} 条" in place.said[f"gongkai {' '.join(LEARN)}"]


def test_a_format_that_is_there_is_not_written_over(place: Place) -> None:
    before = {path: path.read_bytes() for path in (place.root / FORMAT).rglob("*") if path.is_file()}
    again = place.run(*LEARN, "--sample", DOCUMENT)
    assert again.returncode != 0 and "已经存在" in again.stdout
    assert {path: path.read_bytes() for path in before} == before


def test_what_cannot_be_read_is_refused_with_a_sentence(place: Place) -> None:
    (place.folder / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    done = place.run("templates", "learn", "坏.docx", "--from", BASE, "-o", "other/final_accounts/2023")
    assert done.returncode != 0 and done.stdout.strip()
    assert not (place.root / "other").exists()
