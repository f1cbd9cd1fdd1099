"""The list of self-checks: nothing that an audit finds is missing in it, and it is filled from the audit."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import docx
import pytest

from gongkai.auditing.audit import CHECKS, NEIGHBOURS, audit_published
from gongkai.auditing.outcome import AuditResult
from gongkai.auditing.self_check import (
    NOT_BY_MACHINE,
    NOTHING_FOUND,
    BadSelfChecks,
    FilledCheck,
    filled_checks,
    load_self_checks,
)
from gongkai.auditing.self_check_word import self_check_word
from gongkai.codes.audit_codes import OF_AUDIT
from gongkai.codes.document_codes import OF_DOCUMENTS
from gongkai.source import Source
from tests.auditing.test_files import FAULT, paper
from tests.auditing.test_report_page import NOW
from tests.support.library import LIBRARY
from tests.support.ooxml import validate

LISTED = load_self_checks(LIBRARY.root)
ITEMS = [item for _, items in LISTED.groups for item in items]
CATALOGUE = {"JG": 14, "BN": 16, "BJ": 17, "BW": 11, "WN": 19, "SG": 8, "JX": 35, "WZ": 13, "YS": 8, "KN": 7}
"""How many checks each part of the catalogue has."""
NOT_FAULTS = {"SJ-91", "SJ-92"}  # no publication at all; the program's own fault


def test_every_check_of_the_catalogue_stands_in_one_line() -> None:
    wanted = {f"{group}-{number:02}" for group, count in CATALOGUE.items() for number in range(1, count + 1)}
    given = Counter(code for item in ITEMS for code in item.catalogue)
    assert len(wanted) == 148
    assert set(given) == wanted and set(given.values()) == {1}


def test_every_finding_has_its_line() -> None:
    codes = {each.code for each in (*OF_AUDIT, *OF_DOCUMENTS)} - NOT_FAULTS
    given = Counter(code for item in ITEMS for code in item.codes)
    assert set(given) == codes and set(given.values()) == {1}


def test_the_checks_named_are_those_that_are_done() -> None:
    done = {name for name, *_ in (*CHECKS, *NEIGHBOURS)}
    done |= {"批注、修订、属性", "表齐全、顺序", "按格式逐句与表核对"}
    named = {name for item in ITEMS for name in item.checks}
    assert named == done
    assert all(item.checks for item in ITEMS if item.codes)


def lines(result: AuditResult) -> dict[str, FilledCheck]:
    """The lines by the first code of findings, or the first number of the catalogue."""
    return {
        (each.check.codes or each.check.catalogue)[0]: each
        for _, items in LISTED.groups
        for each in filled_checks(items, result)
    }


def test_what_was_found_checked_and_left_is_told_apart() -> None:
    result = audit_published([Source("决算.docx", NOW)], LIBRARY)
    listed = lines(result)
    assert listed["SJ-03"].outcome.startswith("查出 1 处（错误 1）")
    assert "段“" in listed["SJ-03"].places and "100.00" in listed["SJ-03"].places
    assert listed["SJ-01"].outcome == NOTHING_FOUND and "表内相加" in listed["SJ-01"].machine
    assert listed["SJ-50"].outcome == "没有做：上年、预算（没有写 --with）" and not listed["SJ-50"].machine
    assert listed["JG-14"].outcome == NOT_BY_MACHINE and listed["JG-14"].check.person
    assert "BJ-10" not in listed  # of budgets alone
    result.kind = ""
    assert "BJ-10" in lines(result)


def test_a_check_by_a_format_is_that_of_its_line() -> None:
    result = audit_published([Source("决算.docx", NOW)], LIBRARY)
    for rule in result.rules:
        if str(rule["name"]).startswith("按"):
            rule.update(name="按最像的格式（甲/乙/2024）逐句与表核对", run=True, why="")
    assert "按最像的格式（甲/乙/2024）逐句与表核对" in lines(result)["SJ-03"].machine


def test_the_word_file() -> None:
    result = audit_published([Source("决算.docx", NOW)], LIBRARY)
    content = self_check_word([result, result], LIBRARY)
    assert content == self_check_word([result, result], LIBRARY)
    document = docx.Document(io.BytesIO(content))
    assert len(document.tables) == 2
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0][:4] == ["序号", "查什么", "机器做了什么", "结果"]
    numbers = [row[0] for row in rows if row[0].isdigit()]
    assert numbers == [str(number) for number in range(1, len(lines(result)) + 1)]
    assert any(row[3].startswith("查出 1 处") for row in rows)


def test_the_word_file_is_sound(tmp_path: Path) -> None:
    result = audit_published([Source("决算.docx", paper("甲县某局2024年度部门决算", FAULT))], LIBRARY)
    (tmp_path / "自查表.docx").write_bytes(self_check_word([result], LIBRARY))
    assert validate(tmp_path / "自查表.docx") == []


@pytest.mark.parametrize(
    "text",
    [
        "title: 表\n",
        "title: 表\ngroups:\n  - name: 甲\n    items:\n      - what: 乙\n        persons: 丙\n",
        "a: [\n",
    ],
)
def test_a_list_that_cannot_be_used_says_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "self_check.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadSelfChecks):
        load_self_checks(tmp_path)
