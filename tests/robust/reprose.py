"""The figures of a finished report's prose against each other: totals, parts and shares, read from the Word file alone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from decimal import Decimal

from lxml import etree

from tests.robust.grids import Grid, number
from tests.robust.readd import Sums

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_AMOUNT = r"(-?[0-9][0-9,]*(?:\.[0-9]+)?)万元"
_MARK = re.compile("其中：|主要用于以下方面：|主要包括|包括：")
_FIRST = re.compile(_AMOUNT)
_SHARE = re.compile(_AMOUNT + r"，占(?:比)?(-?[0-9][0-9,]*(?:\.[0-9]+)?)%")
_BOTH = re.compile(rf"收入总计{_AMOUNT}，支出总计{_AMOUNT}")
_PROCURED = re.compile(
    rf"政府采购[支出预算]*总额{_AMOUNT}[，。]其中：政府采购货物[支出预算]+{_AMOUNT}、"
    rf"政府采购工程[支出预算]+{_AMOUNT}、政府采购服务[支出预算]+{_AMOUNT}"
)
_TABULAR = re.compile(rf"(?:收入合计|支出合计|收入总计|支出总计|支出决算|支出决算数为|支出（类）){_AMOUNT}")
_CHANGE = re.compile(rf"(增加|增长|减少|下降){_AMOUNT}，(增长|下降|增加|减少)([0-9][0-9,]*(?:\.[0-9]+)?)%")
_SPENT = re.compile(rf"基本支出{_AMOUNT}，其中：$")
_SPENT_ON = {key: re.compile(rf"^{key}{_AMOUNT}") for key in ("人员经费", "公用经费")}


def paragraphs(content: bytes) -> list[str]:
    """The texts of a Word file that stand in no table, in order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))[0]
    texts = (
        "".join(part.text or "" for part in item.iter(f"{_WORD}t")) for item in body.iterfind(f"{_WORD}p")
    )
    return [text for text in texts if text.strip()]


def add_prose(texts: Sequence[str], tables: Sequence[Grid]) -> Sums:
    """Lists of parts with totals and shares, changes with their rates, totals that `tables` must print too."""
    sums = Sums()
    printed = {number(slot.text) for grid in tables for row in grid.rows for slot in row}
    for at, text in enumerate(texts):
        _printed_in_tables(text, printed, sums)
        _changes(text, sums)
        for match in _BOTH.finditer(text):
            sums.compare(f"正文“{match[0][:30]}”", *_total(match[1], match[2]))
        for match in _PROCURED.finditer(text):
            sums.compare("正文 政府采购", *_total(match[1], *match.groups()[1:]))
        if (spent := _SPENT.search(text)) and at + 2 < len(texts):
            parts = [
                found[1]
                for key in _SPENT_ON
                for next_ in texts[at + 1 : at + 3]
                if (found := _SPENT_ON[key].match(next_))
            ]
            if len(parts) == 2:
                sums.compare("正文 基本支出", *_total(spent[1], *parts))
        for mark in _MARK.finditer(text):
            _list(texts, at, mark, sums)
    return sums


def _total(total: str, *parts: str) -> tuple[Decimal | None, list[Decimal | None]]:
    return number(total), [number(part) for part in parts]


def _printed_in_tables(text: str, printed: set[Decimal | None], sums: Sums) -> None:
    for match in _TABULAR.finditer(text):
        amount = number(match[1])
        if amount and len(printed) > 50:
            sums.checked += 1
            if amount not in printed:
                sums.wrong.append(f"正文“{match[0]}”：没有一张表印着 {amount}")


def _changes(text: str, sums: Sums) -> None:
    """A change and its rate agree with one of the amounts that stand before them."""
    for match in _CHANGE.finditer(text):
        change, rate = number(match[2]), number(match[4])
        now = [number(found[1]) for found in _FIRST.finditer(text[: match.start()])]
        if change is None or rate is None or not any(now):
            continue
        sums.checked += 1
        grown = match[1] in ("增加", "增长")
        for amount in now:
            before = (amount or Decimal(0)) + (-change if grown else change)
            slack = Decimal("0.0051") + (0 if not before else abs(2 / before))
            if before and abs(abs(change / before * 100) - rate) <= slack:
                break
            if not before and not change:
                break
        else:
            sums.wrong.append(f"正文“{match[0]}”：与前面的 {now} 不符")


def _list(texts: Sequence[str], at: int, mark: re.Match[str], sums: Sums) -> None:
    """A total, a mark such as 其中：, and two or more parts with their shares behind it or in the next lines."""
    text = texts[at]
    total = _FIRST.search(text[: mark.start()])
    behind = text[mark.end() :]
    after = _MARK.search(behind)
    parts = _SHARE.findall(behind[: after.start()] if after else behind)
    if not behind.strip():
        for line in texts[at + 1 :]:
            found = _SHARE.findall(line)
            if len(found) != 1:
                break
            parts += found
    whole = number(total[1]) if total else None
    if whole is None or len(parts) < 2:
        return
    what = f"正文“{text[:20]}”"
    sums.compare(what, whole, [number(amount) for amount, _ in parts])
    if whole:
        for amount, share in parts:
            exact = (number(amount) or Decimal(0)) / whole * 100
            sums.checked += 1
            # Shares are made to come to 100; and either amount was rounded before it was divided here.
            if abs(exact - (number(share) or Decimal(0))) > Decimal("0.0151") + abs(Decimal(1) / whole):
                sums.wrong.append(f"{what}：{amount}占{whole}的{exact:.2f}%，印的是{share}%")
