"""Every code that a finding may bear is registered, and every registered code is raised somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gongkai.codes import CODES, INPUT_CODES, Severity, UnregisteredCodeError, is_registered
from gongkai.findings import Finding, report
from gongkai.rules.engine import algorithmic_rules
from tests.support.library import LIBRARY, load_pack

_CODE = re.compile(r"[A-Z]{2}-\d{2}[a-z]?")


def _modules(root: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((root / "src" / "gongkai").rglob("*.py")):
        if path.parent.name != "codes":
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def _literals(root: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, tree in _modules(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.fullmatch(node.value):
                found.setdefault(node.value, []).append(f"{path.name}:{node.lineno}")
    assert len(found) > 100, "hardly any code was found"
    return found


def test_every_literal_code_is_registered_and_every_registered_one_is_raised(root: Path) -> None:
    rules = {rule.code for rule in algorithmic_rules()}
    found = _literals(root)
    assert {code: at for code, at in found.items() if code not in CODES and code not in rules} == {}
    assert set(CODES) - set(found) == set()


def test_levels_agree_with_the_registry(root: Path) -> None:
    """A literal level beside a literal code is one that the registry allows."""
    seen, wrong = 0, []
    for path, tree in _modules(root):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            entry = CODES.get(str(node.args[0].value))
            parts = [*node.args[1:], *(word.value for word in node.keywords)]
            levels = [
                Severity[part.attr]
                for part in parts
                if isinstance(part, ast.Attribute) and part.attr in Severity.__members__
            ]
            if isinstance(node.func, ast.Name) and node.func.id == "pack_finding":
                levels = [Severity.ERROR]
            for level in levels if entry is not None else []:
                assert entry is not None
                seen += 1
                if level not in (entry.severity, *entry.also):
                    wrong.append(f"{path.name}:{node.lineno} {entry.code} {level.value}")
    assert seen > 40
    assert wrong == []


def test_what_is_not_registered_cannot_be_raised() -> None:
    with pytest.raises(UnregisteredCodeError):
        Finding("QQ-77", Severity.HINT, "没有登记")
    known = report("SR-12", "重复")
    with pytest.raises(UnregisteredCodeError):
        replace(known, code="SR-99")
    with pytest.raises(KeyError):
        report("QQ-77", "没有登记")


def test_the_rules_of_every_format_are_registered_and_no_code_means_two_things() -> None:
    count = 0
    for info in LIBRARY.published():
        pack, _ = load_pack(info.format)
        assert pack is not None
        for rule in (*pack.equations, *pack.requirements, *pack.references):
            count += 1
            assert is_registered(rule.code)
            assert rule.code not in CODES
    assert count > 100
    assert not {rule.code for rule in algorithmic_rules()} & set(CODES)


def test_every_registered_code_says_what_it_is_and_what_to_do() -> None:
    assert len(CODES) > len(INPUT_CODES) + 30
    titles = [entry.title for entry in CODES.values()]
    assert len(set(titles)) == len(titles)
    for entry in CODES.values():
        assert _CODE.fullmatch(entry.code)
        assert len(entry.what) > 8 and len(entry.mend) > 4 and entry.title, entry.code
