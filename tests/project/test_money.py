"""Amounts are rounded and printed by `gongkai.money` alone: no float formatting, `round(` or `quantize` elsewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "gongkai"
PRINTER = "money.py"
# What rounds something else: widths of columns and heights of rows, seconds of a progress bar, times of day, the
# size of a file, where letters and edges stand on a page.
SPARED = {
    ("writers/xlsx/sheet.py", "width / UNIT"),
    ("writers/xlsx/sheet.py", "height"),
    ("app/batch_commands.py", "rate"),
    ("app/batch_commands.py", "left"),
    ("app/page_commands.py", "len(content) / 1000000.0"),
    ("readers/xlsx_formats.py", "length.microseconds"),
    ("readers/xlsx_formats.py", "fraction * 86400 * 1000"),
    ("readers/docx.py", "edge / 20"),
    ("readers/pdf/page.py", "angle / (math.pi / 2)"),
    ("readers/pdf/page.py", "size"),
    ("readers/pdf/page.py", "base / step"),
    ("readers/pdf/page.py", "left / step"),
    ("readers/pdf/document.py", "x"),
    ("writers/html_fragment.py", "100 * width / whole"),
}
_PRECISION = re.compile(
    r"\.\d*\s*[fFeEgGn%]|[fFeEgG%]$"
)  # 12.2f, .2%, ,.2f; not `f` alone, which prints all digits
_PERCENT_SIGN = re.compile(r"%[-+ #0-9]*\.\d+[feEgG]")
_BRACES = re.compile(r"\{[^{}]*:[^{}]*\.\d+[feEgG%]\}")
_ROUNDING = ("quantize", "to_integral_value", "to_integral_exact", "to_integral")
_EXACT = {"f", ",f"}


def roundings(source: str) -> Iterator[tuple[int, str]]:
    """Line and rounded expression of everything in a module that rounds a number or prints it rounded."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = "".join(
                part.value for part in ast.walk(node.format_spec) if isinstance(part, ast.Constant)
            )
            if spec not in _EXACT and _PRECISION.search(spec):
                yield node.lineno, ast.unparse(node.value)
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            spec = node.args[1] if name == "format" and len(node.args) > 1 else None
            if name in ("round", "__round__", "__format__") or (
                isinstance(spec, ast.Constant) and spec.value not in _EXACT
            ):
                yield node.lineno, ast.unparse(node.args[0] if node.args else node.func)
            elif name in _ROUNDING and not _only_compared(node, source):
                yield node.lineno, ast.unparse(node.func)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if _PERCENT_SIGN.search(node.value) or _BRACES.search(node.value):
                yield node.lineno, node.value
        elif isinstance(node, ast.ImportFrom) and node.module == "decimal":
            yield from ((node.lineno, item.name) for item in node.names if item.name.startswith("ROUND_"))


def _only_compared(call: ast.Call, source: str) -> bool:
    """True for `x == x.to_integral_value()`, which asks whether a number is whole."""
    return any(
        isinstance(node, ast.Compare) and call.lineno == node.lineno and "to_integral" in ast.unparse(node)
        for node in ast.walk(ast.parse(source))
    )


def test_only_the_printer_of_money_rounds() -> None:
    modules = [path for path in SOURCE.rglob("*.py") if path != SOURCE / PRINTER]
    assert len(modules) > 150
    spared, faults = set(), []
    for path in modules:
        name = path.relative_to(SOURCE).as_posix()
        for line, what in roundings(path.read_text(encoding="utf-8")):
            if (name, what) in SPARED:
                spared.add((name, what))
            else:
                faults.append(f"{name}:{line}: {what}")
    assert not faults, "print amounts by gongkai.money:\n" + "\n".join(faults)
    assert spared == SPARED, "no longer there"
    assert list(roundings((SOURCE / PRINTER).read_text(encoding="utf-8"))), "the scan sees the printer itself"


@pytest.mark.parametrize(
    "planted",
    [
        'f"{value / 10000:,.2f} 万元"',
        'f"{value:.2f}"',
        'f"{value:>12.2f}"',
        'f"{rate:.1%}"',
        'f"{rate:%}"',
        'f"{value:{width}.2f}"',
        "round(value, 2)",
        "float(round(amount / _WAN, 2))",
        'value.quantize(Decimal("0.01"))',
        'format(value, ".2f")',
        '"%.2f" % value',
        '"{:.2f}".format(value)',
        '"{0:,.2f}".format(value)',
        "value.to_integral_value()",
        "from decimal import ROUND_HALF_EVEN",
    ],
)
def test_a_planted_rounding_is_caught(planted: str) -> None:
    assert list(roundings(planted)), planted


@pytest.mark.parametrize(
    "harmless",
    [
        'f"{value.normalize():f}"',
        'f"{value:,}"',
        'f"{number:03d}"',
        "value == value.to_integral_value()",
        '"50%"',
    ],
)
def test_exact_printing_is_not(harmless: str) -> None:
    assert not list(roundings(harmless)), harmless
