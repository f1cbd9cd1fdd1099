"""The registry of all codes that a finding may bear.

The program's own codes stand in tables here. A rule registers its code by being declared: an algorithm by its
`Rule`, a rule of a format by the pack that holds it. A finding with any other code cannot be made.
"""

from __future__ import annotations

from gongkai.codes import audit_codes, document_codes, export_codes, input_codes, other_codes
from gongkai.codes.code import Code, Severity

__all__ = [
    "CODES",
    "INPUT_CODES",
    "Code",
    "Severity",
    "UnregisteredCodeError",
    "declare",
    "is_registered",
    "is_reserved",
]

INPUT_CODES: dict[str, Code] = {entry.code: entry for entry in input_codes.OF_INPUT}
CODES: dict[str, Code] = INPUT_CODES | {
    entry.code: entry
    for entry in (
        *other_codes.OF_PROGRAM,
        *document_codes.OF_DOCUMENTS,
        *export_codes.OF_EXPORTS,
        *audit_codes.OF_AUDIT,
    )
}
_DECLARED: set[str] = set()
# Whole groups are the program's own; of BW it has one code, the others are rules.
_GROUPS = frozenset(code.partition("-")[0] for code in CODES if code != "BW-10")


class UnregisteredCodeError(ValueError):
    """A finding with a code that nobody can look up: a fault of the program."""


def declare(code: str) -> None:
    """Register the code of a rule; its name, level and manual stand where the rule is declared."""
    _DECLARED.add(code)


def is_registered(code: str) -> bool:
    return code in CODES or code in _DECLARED


def is_reserved(code: str) -> bool:
    """True for a code that means something of the program, so that a format may not give it to a rule."""
    return code in CODES or code.partition("-")[0] in _GROUPS
