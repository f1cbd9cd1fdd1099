"""The bureau's handbook audits a county: every line that it shows is what the commands say."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from gongkai.app.main import app
from tests.auditing.county import DOCUMENTS, county, published

pytestmark = pytest.mark.trial
HANDBOOK, SECTION = "财政局手册.md", "### 一个县的公开材料，从头审一遍"


def answer(file: Path, code: str, reason: str) -> None:
    """Answer all findings with a code, as a user does in the workbook."""
    book = openpyxl.load_workbook(file)
    sheet = book["核实"]
    columns = {cell.value: cell.column for cell in sheet[3]}
    for row in range(4, sheet.max_row + 1):
        if sheet.cell(row, columns["编号"]).value == code:
            sheet.cell(row, columns["答复"]).value = "已核实"
            sheet.cell(row, columns["理由"]).value = reason
    book.save(file)


def unsaid(block: list[str], output: str) -> list[str]:
    """The lines that are not said. How many amounts are checked grows with each check: there any number will do."""
    said = output.splitlines()
    counted = {re.sub(r"\d+", "1", line) for line in said}
    return [
        line
        for line in block
        if line not in said and not (line.startswith("  数：") and re.sub(r"\d+", "1", line) in counted)
    ]


def test_every_line_of_the_walk_is_said(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    section = (root / "docs" / HANDBOOK).read_text("utf-8").partition(SECTION)[2].partition("\n### ")[0]
    blocks = [block.splitlines() for block in re.findall(r"^```text\n(.*?)^```$", section, re.M | re.S)]
    assert len(blocks) == 2
    folder = county(root, tmp_path / "全县公开材料")
    monkeypatch.chdir(tmp_path)
    (command,) = re.findall(r"^    gongkai (audit .*)$", section, re.M)
    first = CliRunner().invoke(app, command.split())
    assert first.exit_code == 1 and unsaid(blocks[0], first.output) == []
    answer(folder / f"{DOCUMENTS[1][0]}.核实.xlsx", "SJ-43", "整体自评是全口径，决算是本级")
    answer(folder / f"{DOCUMENTS[0][0]}.核实.xlsx", "SJ-06", "等改")
    (folder / DOCUMENTS[0][0]).write_bytes(published(root, DOCUMENTS[0][1]))
    second = CliRunner().invoke(app, command.split()[:4])
    assert second.exit_code == 0 and unsaid(blocks[1], second.output) == []
