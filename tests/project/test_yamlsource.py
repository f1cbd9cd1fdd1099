"""libyaml and PyYAML itself read the same from the same text, places included."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml

from gongkai.findings import Finding
from gongkai.yamlsource import Node, parse_yaml

TEXT = """# 说明
单位信息:
  单位名称: 示例局   # 注
  年度: 2023
  空:
支出:
- {科目: '2010101', 金额: 1.5, 备注: , 其他: [1, 2, ~, null, "a: b"]}
- {科目: 2010102, 金额: -3,
   备注: # 没有
   , 末: "x\\ty"}
-
  - 一
  - |
    多行
    文字
  - >-
    折
    行
文字: '引''号'
空表: {}
空列: []
"""
# Without ? and the byte order mark: PyYAML refuses `{a: 1?2}`, and counts no column for the mark.
SIGNS = "{}[]:,#-!&*|>'\"% \t\n\r@`a中~=<\x85\u2028\x07\U0001f600\\1."
TRIES = 500
Told = tuple[list[tuple[object, ...]], list[Finding]]


def told(text: str) -> Told:
    """Every value with its place, and the findings."""
    root, findings = parse_yaml(text, "f.yaml")
    nodes = list(root.walk()) if root is not None else []
    return [(node.location, _plain(node), list(node.keys.items())) for node in nodes], findings


def _plain(node: Node) -> object:
    return node.value if node.value is None or isinstance(node.value, str) else type(node.value)


def without_libyaml(text: str, monkeypatch: pytest.MonkeyPatch) -> Told:
    with monkeypatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader")
        return told(text)


def mutant(rng: random.Random) -> str:
    signs = list(TEXT)
    for _ in range(rng.randint(1, 3)):
        place, kind = rng.randrange(len(signs)), rng.random()
        if kind < 0.2:
            del signs[place]
        else:
            signs[place : place + (kind < 0.6)] = [rng.choice(SIGNS)]
    return "".join(signs)


def test_damaged_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(20261130)
    refused = stricter = 0
    for _ in range(TRIES):
        text = mutant(rng)
        quick, slow = told(text), without_libyaml(text, monkeypatch)
        # A refusal is seen; another value, or another place, would not be.
        assert slow == quick or not slow[0], repr(text)
        stricter += slow != quick
        refused += not quick[0]
    assert stricter <= TRIES / 100, "PyYAML refuses much that libyaml reads"
    assert TRIES / 10 < refused < TRIES * 0.9, "mutants must be read and refused"


def test_all_our_files(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [*(root / "templates/common").rglob("*.yaml"), *(root / "sample_inputs").rglob("*.yaml")]
    assert len(files) > 5
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert without_libyaml(text, monkeypatch) == told(text), path


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("{a: , b: 1}", 1, 5),
        ("{a: }", 1, 5),
        ("{a:   # 注\n  , b: 1}", 2, 3),
        ("{a:\r\n}", 2, 1),
        ("a:\nb: 1", 1, 3),
        ("a:   # 注\n", 1, 3),
    ],
)
def test_place_of_what_was_left_out(
    monkeypatch: pytest.MonkeyPatch, text: str, line: int, column: int
) -> None:
    for found in (told(text), without_libyaml(text, monkeypatch)):
        place = next(node[0] for node in found[0] if node[1] is None)
        assert (place.line, place.column) == (line, column)  # type: ignore[attr-defined]
