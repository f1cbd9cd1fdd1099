"""Modules stay within 500 lines, half of them within 150, functions within 60: each can be read at one sitting."""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

MODULE_LINES, MEDIAN_LINES, FUNCTION_LINES = 500, 150, 60


def test_sizes(root: Path) -> None:
    too_long: list[str] = []
    lengths: list[int] = []
    functions = 0
    for path in sorted((root / "src").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(root).as_posix()
        lines = text.count("\n")
        if lines > MODULE_LINES:
            too_long.append(f"{name}: {lines} lines")
        if not re.search(r"/rules/\w+/", name):  # one short module for each rule would hide the others
            lengths.append(lines)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                functions += 1
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    too_long.append(f"{name}:{node.lineno} {node.name}: {length} lines")
    assert functions > 100, "hardly any function was read"
    assert too_long == []
    assert statistics.median(lengths) <= MEDIAN_LINES
