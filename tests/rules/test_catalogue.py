"""The catalogue of 148 checks: each is a rule, or stands in docs/checks-not-rules.md with the reason why not."""

from __future__ import annotations

import re
from pathlib import Path

from gongkai.codes import INPUT_CODES
from gongkai.rules.catalogue import catalogue
from tests.support.library import LIBRARY, load_pack

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "checks-not-rules.md"
CONSOLIDATE = HERE.parents[1] / "src" / "gongkai" / "consolidation" / "adding_up.py"
CHECKS = dict(
    line.split(" ", 1) for line in (HERE / "catalogue_148.txt").read_text(encoding="utf-8").splitlines()
)
_CODE = re.compile(r"[A-Z]{2}-\d\d[a-z]?")
# Rules whose number is not that of a check: BW-10 asks for reasons (check WN-09); BW-27 does what check BW-10 says.
OTHER_NUMBER = {"BW-10": ("BW-27",)}
# Rules beyond the catalogue.
MORE = {"BJ-18", "BJ-19", "HD-01", "SM-01", "SM-02", "WZ-14", "ZC-01", "ZC-02", "ZC-03"} | {
    f"BW-{number}" for number in range(21, 31)
}


def _rules() -> set[str]:
    packs = [load_pack(info.format)[0] for info in LIBRARY.published()]
    codes = {entry.code for entry in catalogue(pack for pack in packs if pack is not None)}
    assert len(codes) > 150
    return codes


def _added_up() -> set[str]:
    """What `gongkai consolidate` finds between several inputs, which no rule over one input can."""
    source = CONSOLIDATE.read_text(encoding="utf-8")
    codes = set(re.findall(r'"(HZ-\d\d)"', source))
    assert codes
    return codes


def _rows() -> list[tuple[set[str], list[str]]]:
    """The listed checks of each row, and the row's cells."""
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and _CODE.match(cells[0]):
            found.append((set(_CODE.findall(cells[0])), cells))
    assert len(found) > 20
    return found


def test_every_check_is_a_rule_or_listed() -> None:
    assert len(CHECKS) == 148
    rules = {code.rstrip("abcdefghijklmnopqrstuvwxyz") for code in _rules()}
    listed = set().union(*(codes for codes, _ in _rows()))
    for code, name in CHECKS.items():
        known = rules.intersection(OTHER_NUMBER.get(code, (code,)))
        assert known or code in listed, f"{code} {name} is neither a rule nor listed"
    assert listed <= set(CHECKS), listed - set(CHECKS)


def test_every_listed_check_has_a_reason_and_what_it_names_exists() -> None:
    """Rules, faults of reading and of adding units up that a row says cover a part of a check."""
    known = _rules() | set(INPUT_CODES) | _added_up()
    for codes, cells in _rows():
        assert len(cells) == 4, cells
        assert len(cells[2]) >= 6 or cells[2] == "同上", (codes, cells[2])
        for code in _CODE.findall(cells[3]):
            assert code in known, f"{cells[0]}: {code} does not exist"


def test_every_rule_belongs_to_a_check() -> None:
    numbers = {code: code.rstrip("abcdefghijklmnopqrstuvwxyz") for code in _rules()}
    beyond = {code for code, number in numbers.items() if number not in CHECKS}
    assert {numbers[code] for code in beyond} == MORE
