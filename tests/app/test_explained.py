"""Warnings explained in writing (核对说明), in the workbook: hints on the screen, in the marked copy, in the record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from gongkai.app.main import app
from gongkai.inputs.marking import COLOURS

SAMPLE = Path(__file__).parents[2] / "sample_inputs" / "liulin-2023-final" / "input.xlsx"
FROM_LAST_YEAR = "2022年检查发现的仓库隐患已经整改"
REASON = "仓库隐患按整改通知书于年内完成整改，此处写明发现的年度"
_COLOUR = {level.value: colour for level, colour in COLOURS.items()}


def edit(target: Path, change: Callable[[Any], None]) -> Path:
    book = openpyxl.load_workbook(SAMPLE)
    change(book)
    book.save(target)
    return target
