"""Which amounts of a document are known by name, with a format and without; and what a format alone can tell."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from gongkai.auditing.audit import audit_published
from gongkai.auditing.outcome import AuditResult
from gongkai.findings import Severity
from gongkai.source import Source
from tests.auditing.paper import audited, table
from tests.auditing.test_own_outputs import SAMPLES, made
from tests.conftest import ROOT
from tests.support.library import LIBRARY

CHANGED = "yangcheng-2024-final"
FORMAT, WITHOUT = 0.9, 0.6
"""The least shares of a document's amounts that are known by name."""
PROSE = 0.65
"""The least share of those in sentences of one document with a format: texts of projects hold prices and standards."""
BLANK = {"10.pdf", "16.xlsx", "20.xls"}  # official models, all of blanks
FINAL = "standard/final_accounts/2024"


def shares(result: AuditResult) -> tuple[float, float]:
    """The share of all amounts that are bound, and of those in sentences."""
    account = result.account
    known = account.names.keys() | (account.checked & account.reasons.keys())
    said = [place for place in account.reasons if not place.in_table]
    return (
        len(known) / account.all,
        sum(place in known for place in said) / len(said) if said else 1.0,
    )


def is_accounted_for(result: AuditResult) -> bool:
    """Whether every amount is checked, or has a reason why not."""
    account = result.account
    unchecked = sum(account.unchecked().values())
    return account.done + unchecked == account.all and all(account.reasons.values())


def is_by_format(result: AuditResult) -> bool:
    """Whether the document was read by a format."""
    return any(rule["run"] and "逐句与表" in str(rule["name"]) for rule in result.rules)


def with_text(content: bytes, old: str, new: str) -> bytes:
    """The Word file with a text of its paragraphs changed where it first stands."""
    document = docx.Document(io.BytesIO(content))
    paragraph = next(each for each in document.paragraphs if old in each.text)
    changed = paragraph.text.replace(old, new, 1)
    for run in paragraph.runs[1:]:
        run.text = ""
    paragraph.runs[0].text = changed
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("sample", SAMPLES)
def test_our_own_reports_are_read_by_their_format(sample: str) -> None:
    result = audit_published([Source("a.docx", made(sample, "docx"))], LIBRARY)
    every, said = shares(result)
    assert every >= FORMAT and said >= PROSE, (every, said)
    assert is_accounted_for(result)
    assert is_by_format(result)


@pytest.mark.parametrize(
    ("old", "new", "code", "expected"),
    [
        ("公用经费122.55万元", "公用经费152.55万元", "SJ-03", "122.55"),
        ("财政拨款支出全年预算5.21万元", "财政拨款支出全年预算9.21万元", "SJ-03", "5.21"),
        ("76.19万元，占比0.50%", "76.19万元，占比8.50%", "SJ-09", "0.50%"),
        ("增加1,817.23万元（上年无", "增加1,818.23万元（上年无", "SJ-05", "1817.23"),
        ("增长110.70%", "增长120.70%", "SJ-06", "110.70%"),
    ],
)
def test_a_sentence_of_the_format_is_held_against_the_table(
    old: str, new: str, code: str, expected: str
) -> None:
    content = with_text(made(CHANGED, "docx"), old, new)
    found = [
        each
        for each in audit_published([Source("a.docx", content)], LIBRARY).findings
        if each.severity is Severity.ERROR and each.finding.code == code
    ]
    assert [each.finding.expected for each in found if expected in each.finding.expected] != []
    assert all(each.finding.found in new for each in found)


def test_a_given_format_that_is_not_the_document_s_binds_nothing_and_says_nothing() -> None:
    content = made("qinglong-2023-evaluation", "docx")
    result = audit_published([Source("a.docx", content)], LIBRARY, FINAL)
    assert [each.finding.code for each in result.findings if each.severity is Severity.ERROR] == []


def test_without_a_format_words_bind_and_prices_say_that_they_are_prices() -> None:
    result = audited(
        "支出决算表",
        "金额单位：万元",
        table(
            ("科目代码", "科目名称", "本年支出合计", "基本支出", "项目支出"),
            ("合计", "", "300.00", "200.00", "100.00"),
            ("208", "社会保障和就业支出", "300.00", "200.00", "100.00"),
        ),
        "三、支出情况",
        "基本支出200.00万元，比上年增加12.00万元。每人补助3360元，慰问12人共计81.00元。",
    )
    names = {place.at: name for place, name in result.account.names.items() if not place.in_table}
    assert list(names.values()) == ["基本支出", "基本支出的变动"]
    assert is_accounted_for(result)
    assert "是标准、单价，材料里没有别处写它" in result.account.unchecked()
    assert result.as_dict()["coverage"]["amounts"]["bound"] == result.account.bound  # type: ignore[index]


def test_a_closed_account_keeps_its_counts() -> None:
    account = audited("三、支出情况", "基本支出200.00万元，项目支出12.00万元，共计212.00万元。").account
    counts = account.all, account.done, account.bound, account.unchecked()
    account.close()
    assert (account.all, account.done, account.bound, account.unchecked()) == counts
    assert counts[0] == 3 and not account.reasons


def test_cells_of_a_form_are_known_by_their_row_and_column() -> None:
    result = audited(
        "项目支出绩效自评表",
        "金额单位：万元",
        table(
            ("项目资金", "", "年初预算数", "全年执行数", "执行率"),
            ("", "年度资金总额", "64.20", "60.10", "93.61%"),
            ("", "其中：财政资金", "64.20", "60.10", ""),
        ),
    )
    assert set(result.account.names.values()) == {
        "年度资金总额·年初预算数",
        "年度资金总额·全年执行数",
        "其中：财政资金·年初预算数",
        "其中：财政资金·全年执行数",
    }


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, bool]]:
    """Documents that we did not make, and whether a format of ours is theirs."""
    places = (ROOT.parent / "shared", ROOT.parents[1] / "shared")
    shared = next((place for place in places if (place / "domain" / "seed_errors.csv").is_file()), None)
    if shared is None:
        pytest.skip("the reference texts are not here")
    folder = tmp_path_factory.mktemp("seeds")
    tool = shared / "tools" / "seeds_as_docx.py"
    subprocess.run([sys.executable, str(tool), str(folder)], check=True, capture_output=True, timeout=120)
    seeds = [(path, True) for path in sorted(folder.glob("*.docx"))]
    real = [
        (path, False)
        for path in sorted((shared / "real").iterdir())
        if path.suffix in (".pdf", ".xls", ".xlsx") and path.name not in BLANK
    ]
    assert len(seeds) == 5 and len(real) > 10
    return [*seeds, *real]


@pytest.mark.trial
def test_amounts_of_documents_that_we_did_not_make(foreign: list[tuple[Path, bool]]) -> None:
    low = []
    for path, has_format in foreign:
        result = audit_published([Source.from_path(path)], LIBRARY)
        every, said = shares(result)
        assert is_accounted_for(result), path.name
        assert has_format <= is_by_format(result), path.name
        if every < (FORMAT if has_format else WITHOUT) or said < (PROSE if has_format else WITHOUT):
            low.append((path.name, every, said))
    assert low == []


def as_last_year(content: bytes) -> bytes:
    """The same Word file as if it were of the year before: its figures are its own, its years one less."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    for paragraph in [*document.paragraphs, *(each for cell in cells for each in cell.paragraphs)]:
        text = paragraph.text.replace("2023", "2022").replace("2024", "2023")
        if text != paragraph.text:
            for run in paragraph.runs[1:]:
                run.text = ""
            paragraph.runs[0].text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_changes_of_coded_sentences_are_held_against_last_year_s_document() -> None:
    """Where last year printed the same amounts, no change is right; the names of the codes stand in another clause."""
    content = made(CHANGED, "docx")
    last = Source("b.docx", as_last_year(content))
    told = [
        each.finding
        for each in audit_published([Source("a.docx", content)], LIBRARY, others=[last]).findings
        if each.finding.code == "SJ-50"
    ]
    assert any("科目 205）：本年 1817.23万元，上年公开的是 1817.23万元" in each.message for each in told)
    assert any(each.message.startswith("公务接待费：") and each.expected == "0.00 万元" for each in told)
    assert all(each.severity is Severity.WARNING for each in told)
