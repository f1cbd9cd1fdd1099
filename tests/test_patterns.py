"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from gongkai.patterns import late


def test_answers_as_the_compiled_pattern() -> None:
    pattern, text = late("([一-龥]+)(?P<number>\\d+)", re.MULTILINE), "支出12，收入3"
    compiled = re.compile("([一-龥]+)(?P<number>\\d+)", re.MULTILINE)
    for _ in range(2):
        assert pattern.findall(text) == compiled.findall(text) == [("支出", "12"), ("收入", "3")]
        assert pattern.sub("", text) == "，"
        match = pattern.match(text)
        assert match is not None and match["number"] == "12"
    assert pattern.pattern == compiled.pattern
    assert pattern.flags == compiled.flags


def test_a_fault_shows_at_first_use() -> None:
    pattern = late("(")
    with pytest.raises(re.error):
        pattern.search("")


def test_every_late_pattern_of_the_program_compiles(root: Path) -> None:
    texts = {file: file.read_text(encoding="utf-8") for file in (root / "src/gongkai").rglob("*.py")}
    using = [file for file, text in texts.items() if "gongkai.patterns import late" in text]
    names = [".".join(file.relative_to(root / "src").with_suffix("").parts) for file in using]
    found = [
        value for name in names for value in vars(importlib.import_module(name)).values() if _is_late(value)
    ]
    assert len(found) > 40
    for pattern in found:
        assert re.compile(pattern.pattern, pattern.flags).groups == pattern.groups


def _is_late(value: object) -> bool:
    return type(value) is type(late(""))
