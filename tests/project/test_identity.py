"""What is kept is kept under what it is, never under `id()`: the number of an object that is gone is given to another."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "gongkai"
# Sets and lists that are made and forgotten within one function, whose objects live longer.
HELD = {
    "blanks/matrix_sheet.py": {"entry"},
    "filling/line_tables.py": {"column", "each[0]", "label[0]"},
    "readers/pdf/text.py": {"glyph"},
    "rules/wording/wz_14_says_nothing.py": {"entry.values[column]", "passage.value", "value"},
    "web/result_pages.py": {"item"},
}


def test_nothing_is_remembered_by_the_number_of_an_object() -> None:
    found: dict[str, set[str]] = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "id":
                found.setdefault(path.relative_to(SOURCE).as_posix(), set()).add(ast.unparse(node.args[0]))
    assert found == HELD
