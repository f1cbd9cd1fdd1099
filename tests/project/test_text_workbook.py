"""Texts reach a workbook on one way only (`gongkai.text_workbook`)."""

from __future__ import annotations

import ast
from pathlib import Path

MODULE = "text_workbook.py"


def calls(root: Path) -> list[tuple[Path, ast.AST]]:
    found = [
        (path, node)
        for path in sorted((root / "src/gongkai").rglob("*.py"))
        if path.name != MODULE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert len(found) > 10_000
    return found


def test_workbooks_are_made_in_one_place(root: Path) -> None:
    for path, node in calls(root):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "Workbook"
        ):
            assert ast.unparse(node) == "openpyxl.Workbook()", f"{path}:{node.lineno}: use new_workbook"


def test_cells_of_copies_are_filled_in_one_place(root: Path) -> None:
    seen = 0
    for path, node in calls(root):
        if path.parent.name != "copies":
            continue
        seen += 1
        if isinstance(node, ast.Assign):
            for target in node.targets:
                text = ast.unparse(target)
                assert not text.endswith(".value") and not (
                    text.startswith("sheet[") and text.endswith("]")
                ), f"{path}:{node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "cell":
            assert len(node.args) == 2, f"{path}:{node.lineno}: use put_text"
    assert seen > 1000


def test_xlsxwriter_guesses_nothing(root: Path) -> None:
    """`write` and `write_row` look at the text; the options of `new_workbook` hold, and nobody leans on them."""
    for path, node in calls(root):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in ("write_row", "write_column", "write_rich_string"), path
            if node.func.attr == "write_url":
                assert "internal:" in ast.unparse(node), f"{path}:{node.lineno}: use put_link"
            if node.func.attr == "write_formula":
                assert path.parent.name == "blanks", path
