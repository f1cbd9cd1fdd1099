"""`templates learn` and `templates input` as typed: what they write, say and return; the walk of the handbook."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.packs.location import templates_root

pytestmark = pytest.mark.trial  # five commands, each a process of its own

BASE, FORMAT = "national/final_accounts/2023", "mysheng/final_accounts/2023"
COMMAND = [sys.executable, "-c", "from gongkai.app.main import run; run()"]
SAMPLE = Path(__file__).parents[2] / "sample_inputs" / "liulin-2023-final" / "input.yaml"


class Place:
    """A folder with the templates beside it; what commands said there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "templates"
        self.said: list[str] = []
        shutil.copytree(templates_root(), self.root)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*COMMAND, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            encoding="utf-8",
            env={**os.environ, "GONGKAI_TEMPLATES": str(self.root), "PYTHONUTF8": "1"},
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        self.said += [
            f"> gongkai {' '.join(arguments)}",
            *done.stdout.splitlines(),
            *done.stderr.splitlines(),
        ]
        return done


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The walk of the handbook: a published document, a draft, its list, an input of the document, a proof."""
    made = Place(tmp_path_factory.mktemp("walk"))
    assert made.run("generate", str(SAMPLE), "-o", "公开", "--to", "docx", "--no-audit").returncode == 0
    [word] = (made.folder / "公开").glob("*.docx")
    word.rename(made.folder / "公开材料.docx")
    made.said.clear()
    assert made.run("templates", "learn", "公开材料.docx", "--from", BASE, "-o", FORMAT).returncode == 0
    assert made.run("templates", "lint", FORMAT, "--no-hints").returncode == 0
    assert made.run("templates", "input", FORMAT, "公开材料.docx", "-o", "试算.yaml").returncode == 0
    proved = made.run("templates", "prove", FORMAT, "试算.yaml", "公开材料.docx", "--show", "3")
    assert proved.returncode == 0
    yield made


def test_the_walk_of_the_handbook_is_what_the_program_says(place: Place) -> None:
    handbook = (SAMPLE.parents[2] / "docs" / "格式维护手册.md").read_text(encoding="utf-8")
    section = handbook.partition("从公开的材料到验收过的格式")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    shown = [line for block in blocks for line in block.splitlines() if not line.startswith("……")]
    assert len(shown) > 20
    patterns = {line: re.compile(re.escape(line).replace("……", ".*")) for line in shown}
    strange = [line for line, pattern in patterns.items() if not any(map(pattern.fullmatch, place.said))]
    assert strange == [], "\n".join(place.said)


def test_the_draft_and_its_list_are_written(place: Place) -> None:
    assert (place.root / FORMAT / "pack.yaml").is_file()
    [page] = place.folder.glob("待核清单-*.md")
    boxes = page.read_text(encoding="utf-8").count("- [ ] ")
    assert any(line.startswith(f"待核 {boxes} 条") for line in place.said)


def test_a_format_that_is_there_is_not_written_over(place: Place) -> None:
    before = {path: path.read_bytes() for path in (place.root / FORMAT).rglob("*") if path.is_file()}
    again = place.run("templates", "learn", "公开材料.docx", "--from", BASE, "-o", FORMAT)
    assert again.returncode != 0 and "已经存在" in again.stderr
    assert {path: path.read_bytes() for path in before} == before


def test_what_cannot_be_read_is_refused_with_a_sentence(place: Place) -> None:
    (place.folder / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    done = place.run("templates", "learn", "坏.docx", "--from", BASE, "-o", "other/final_accounts/2023")
    assert done.returncode != 0 and done.stderr.strip()
    assert not (place.root / "other").exists()
