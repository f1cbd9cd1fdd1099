"""Modules stay within 500 lines and functions within 60, so that each can be read at one sitting."""

from __future__ import annotations

import ast
from pathlib import Path

MODULE_LINES, FUNCTION_LINES = 500, 60


def test_sizes(root: Path) -> None:
    too_long: list[str] = []
    functions = 0
    for path in sorted((root / "src").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(root).as_posix()
        if (lines := text.count("\n")) > MODULE_LINES:
            too_long.append(f"{name}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                functions += 1
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    too_long.append(f"{name}:{node.lineno} {node.name}: {length} lines")
    assert functions > 100, "hardly any function was read"
    assert too_long == []
