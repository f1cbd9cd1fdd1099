"""数据来源: the list of all figures with what they were computed from, for paper and for who reads without script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from gongkai.writers.html_fragment import columns_by_share

_WIDTHS = (4.0, 24.0, 9.0, 14.0, 21.0, 8.0, 20.0)
_HEADINGS = ("序号", "名称", "印出", "精确值", "怎样得来", "由序号", "填报的单元格")

ListedOrigin = Mapping[str, Any]
"""An entry of `provenance` as read from its JSON."""


def source_list(entries: Sequence[ListedOrigin], printed: Mapping[int, str]) -> str:
    """The list as a page. `printed` is what was printed first of each entry, in the order of the report: so the list
    goes, and what was computed and not printed stands behind."""
    order = [*printed, *(number for number in range(len(entries)) if number not in printed)]
    places = {number: place for place, number in enumerate(order, 1)}
    head = "".join(f'<th class="head" scope="col">{name}</th>' for name in _HEADINGS)
    rows = "".join(_row(entries[number], places[number], printed.get(number, ""), places) for number in order)
    return (
        '\n<div class="paper wide sources"><h2 id="sources">数据来源</h2>'
        '<p class="p-note">报告里每一个算出来的数、比率和比较的文字，按第一次印出的先后；没有印出而用来计算的列在后面。'
        "金额的精确值是元。</p>"
        '<div class="scroll" tabindex="0" role="group" aria-label="数据来源"><table>'
        f"{columns_by_share(_WIDTHS)}"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></div>"
    )


def _row(entry: ListedOrigin, place: int, shown: str, places: Mapping[int, int]) -> str:
    part = f"（{entry['p']}）" if entry.get("p") else ""
    how = entry["f"] if entry["s"] in ("+", "-", "*", "/") else f"{entry['s']}：{entry['f']}"
    if entry.get("i"):
        how = f"就是 {entry['i']}；{how}"
    terms = "、".join(f'<a href="#s{places[term]}">{places[term]}</a>' for term in entry.get("t", ()))
    cells = list(entry.get("c", ()))
    more = f"，另有 {entry['m']} 格" if entry.get("m") else ""
    listed = (str(place), entry["n"] + part, shown, entry["v"], how)
    return (
        f'<tr id="s{place}">{_cells(listed)}'
        f'<td class="text">{terms}</td><td class="text">{escape("、".join(cells))}{more}</td></tr>'
    )


def _cells(texts: Iterable[str]) -> str:
    return "".join(f'<td class="text">{escape(text)}</td>' for text in texts)
