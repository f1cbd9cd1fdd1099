"""What the program says in Chinese: no doubled words, no half-width marks, no notation of Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from gongkai.codes import CODES
from tests.conftest import ROOT
from tests.support.wording import wording_faults

_SENTENCE = re.compile("[\u4e00-\u9fff]{2}")
# Patterns, and texts that are nothing but marks, are no sentences.
_PATTERN = re.compile(r"\(\?|\[\^|\\[dsW]|[\]\)][+*?{$]|\|.*\||&C|\.\*|\^")
_HINTS = ("rules.yaml", "reasons.yaml")


def _strings(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module, an f-string whole with a sign for each value; no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    inside |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in inside:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "〇" for part in node.values)
            yield node.lineno, "".join(map(str, parts))


def test_texts_in_python() -> None:
    found, looked_at = [], 0
    for path in sorted((ROOT / "src").rglob("*.py")):
        for line, text in _strings(path):
            if len(_SENTENCE.findall(text)) < 4 or _PATTERN.search(text):
                continue
            looked_at += 1
            found += [f"{path.name}:{line} {fault}" for fault in wording_faults(text)]
    assert looked_at > 500
    assert found == []


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in ("settings", "设置", "options"):
                yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)
    elif isinstance(node, str):
        yield node


def test_names_and_remedies_of_formats() -> None:
    found, looked_at = [], 0
    for path in sorted((ROOT / "templates").rglob("*.yaml")):
        if path.name not in _HINTS:
            continue
        for text in _texts(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)):
            if "\n" in text or len(_SENTENCE.findall(text)) < 4 or _PATTERN.search(text):
                continue
            looked_at += 1
            found += [f"{path.parent.parent.name} {fault}" for fault in wording_faults(text)]
    assert looked_at > 200
    assert found == []


def test_the_registry_of_codes() -> None:
    texts = [text for code in CODES.values() for text in (code.title, code.what, code.mend) if text]
    assert len(texts) > 100
    assert [fault for text in texts for fault in wording_faults(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "却是是非值",
        "应为为 5",
        "这一栏的的数",
        "请核对核对",
        "金额,单位",
        "“没有填",
        "发现 None",
        "['甲', '乙']",
        "改正。；再试",
    ],
)
def test_what_is_found(text: str) -> None:
    assert wording_faults(text)
