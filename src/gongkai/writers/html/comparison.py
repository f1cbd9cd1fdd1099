"""Two versions compared, as one HTML file: the causes, the changed places side by side, and the whole text with changes.

Nothing is asked of any other place, there is no script, and a policy in the head forbids both. What went is struck
through, what came is underlined: it shows in grey print too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files
from itertools import groupby
from operator import attrgetter

from gongkai.frozen import frozen
from gongkai.tree.change_marks import (
    ADDED_FROM,
    ADDED_TO,
    NUMBER_FROM,
    NUMBER_TO,
    REMOVED_FROM,
    REMOVED_TO,
    WHOLE_ADDED,
    WHOLE_REMOVED,
    new_side,
)
from gongkai.tree.nodes import Document
from gongkai.writers.html.policy import page_without_script
from gongkai.writers.html_fragment import fragment

_NUMBER = re.compile(f"{NUMBER_FROM}(\\d+){NUMBER_TO}")
_UNSHOWN = re.compile(r'="[^"]*[\ufdd0-\ufdd7][^"]*"|<svg\b.*?</svg>', re.DOTALL)
"""Attributes and drawings, which say what the new version says."""
_LISTED = re.compile(r"<li class=\"level-\d\">.*?</li>", re.DOTALL)
_WHOLE = re.compile(
    f'<(tr|p)((?: class="[^"]*")?)>((?:<t[dh][^>]*>)?(?:{NUMBER_FROM}\\d+{NUMBER_TO})?)([{WHOLE_REMOVED}{WHOLE_ADDED}])'
)
_REMOVED = re.compile(f"{REMOVED_FROM}[^{REMOVED_TO}]*{REMOVED_TO}")
_ADDED = re.compile(f"{ADDED_FROM}[^{ADDED_TO}]*{ADDED_TO}")
_TAGS = {
    REMOVED_FROM: "<del>",
    REMOVED_TO: "</del>",
    ADDED_FROM: "<ins>",
    ADDED_TO: "</ins>",
    WHOLE_REMOVED: "",
    WHOLE_ADDED: "",
}
_TRANSLATED = str.maketrans(_TAGS)


@frozen
class CauseRow:
    """A change of the input. `old` and `new` are values with their unit, empty where there is none; `marked` are both in
    one where words of a text changed."""

    sheet: str
    place: str
    kind: str
    old: str
    new: str
    old_cell: str = ""
    new_cell: str = ""
    presumed: bool = False
    marked: str = ""


@frozen
class PlaceRow:
    """A place of the report. `marked` holds both versions with marks, `part` and `inside` name it."""

    number: int
    kind: str
    part: str
    inside: str
    marked: str
    difference: str = ""
    presumed: bool = False
    old_place: str = ""
    new_place: str = ""


@frozen
class ComparisonPage:
    """`causes` is None where nothing is known of the input. `document` is the merged one."""

    title: str
    old: str
    new: str
    remarks: tuple[str, ...]
    causes: tuple[CauseRow, ...] | None
    places: tuple[PlaceRow, ...]
    document: Document


def comparison_html(page: ComparisonPage) -> bytes:
    """The page as one file in UTF-8."""
    style = _asset("report.css") + _asset("comparison.css")
    main = f'<h1 class="cmp-title">{escape(page.title)}</h1>\n{comparison_fragment(page)}'
    return page_without_script(page.title, style, main)


def comparison_fragment(page: ComparisonPage) -> str:
    """What stands in the page, to be put into another one."""
    return (
        f'<div class="paper cmp-summary">{_head(page)}'
        f"{_causes(page.causes)}{_places(page.places)}</div>\n"
        f'<div class="cmp-revised"><div class="paper cmp-key"><h2 id="whole">全文（标出改动）</h2>'
        "<p><del>划去的</del>是原来有、现在没有的；<ins>带下划线的</ins>是现在才有的。"
        "上标的数字是上面对照表里的序号，点它回到对照表。</p></div>\n"
        f"{_with_tags(fragment(page.document))}</div>"
    )


def _head(page: ComparisonPage) -> str:
    causes = "" if page.causes is None else f"输入改动 {len(page.causes)} 处；"
    remarks = "".join(f"<li>{escape(text)}</li>" for text in page.remarks)
    listed = f'<ul class="cmp-remarks">{remarks}</ul>' if remarks else ""
    return (
        f'<dl class="cmp-sides"><dt>原来</dt><dd>{escape(page.old)}</dd><dt>现在</dt><dd>{escape(page.new)}</dd>'
        f"<dt>变动</dt><dd>{causes}报告里变动 {len(page.places)} 处</dd></dl>{listed}"
    )


def _causes(causes: Sequence[CauseRow] | None) -> str:
    if causes is None:
        return ""
    if not causes:
        return "<h2>输入的改动</h2><p>输入没有改动。</p>"
    body = "".join(
        f'<tbody><tr><th colspan="4" scope="rowgroup" class="cmp-group">{escape(sheet)}</th></tr>'
        f"{''.join(map(_cause, group))}</tbody>"
        for sheet, group in groupby(causes, key=attrgetter("sheet"))
    )
    return f"<h2>输入的改动</h2>{_table('输入的改动', ('哪一行、哪一栏', '怎么变', '原来', '现在'), body)}"


def _cause(row: CauseRow) -> str:
    kind = escape(row.kind) + _presumed(row.presumed)
    before, after = _sides(row.marked)
    old = before or _value(row.old, "del", row.kind)
    new = after or _value(row.new, "ins", row.kind)
    return (
        f'<tr><td>{escape(row.place)}</td><td class="cmp-kind">{kind}</td><td>{old}{_cell(row.old_cell)}</td>'
        f"<td>{new}{_cell(row.new_cell)}</td></tr>"
    )


def _sides(marked: str) -> tuple[str, str]:
    """What each version says, the words that only it has marked."""
    text = _NUMBER.sub("", escape(marked).replace("\n", "<br>"))
    return _ADDED.sub("", text).translate(_TRANSLATED), _REMOVED.sub("", text).translate(_TRANSLATED)


def _value(text: str, tag: str, kind: str) -> str:
    if not text:
        return "（空）" if kind == "改动" else ""
    shown = escape(text).replace("\n", "<br>")
    return shown if kind == "换位" else f"<{tag}>{shown}</{tag}>"


def _cell(place: str) -> str:
    return f' <span class="cmp-at">{escape(place)}</span>' if place else ""


def _presumed(presumed: bool) -> str:
    return ' <span class="cmp-presumed">推定</span>' if presumed else ""


def _places(places: Sequence[PlaceRow]) -> str:
    if not places:
        return "<h2>报告里的变动（左边原来，右边现在）</h2><p>报告没有变动。</p>"
    body = "".join(
        f'<tbody><tr><th colspan="4" scope="rowgroup" class="cmp-group">{escape(part)}</th></tr>'
        f"{''.join(map(_place, group))}</tbody>"
        for part, group in groupby(places, key=attrgetter("part"))
    )
    heads = "序号", "哪一处", "原来", "现在"
    return f"<h2>报告里的变动（左边原来，右边现在）</h2>{_table('报告里的变动', heads, body)}"


def _place(row: PlaceRow) -> str:
    kind = (
        f'<span class="cmp-kind">{escape(row.kind)}</span> ' if row.kind != "改动" or not row.inside else ""
    )
    old, new = _sides(row.marked)
    old = old if row.kind != "新增" else ""
    new = new if row.kind != "删去" else ""
    step = f'<div class="cmp-step">{escape(row.difference)}</div>' if row.difference else ""
    number = f'<a href="#c{row.number}" title="到全文里的这一处">{row.number}</a>'
    return (
        f'<tr id="l{row.number}"><td class="cmp-no">{number}</td><td>{kind}{escape(row.inside)}'
        f"{_presumed(row.presumed)}</td><td>{old}{_at(row.old_place)}</td>"
        f"<td>{new}{step}{_at(row.new_place)}</td></tr>"
    )


def _at(place: str) -> str:
    return f'<div class="cmp-at">{escape(place)}</div>' if place else ""


def _table(name: str, heads: Sequence[str], body: str) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{name}"><table class="changes">'
        f"<thead><tr>{head}</tr></thead>{body}</table></div>"
    )


def _with_tags(html: str) -> str:
    """The pages of the merged document with elements in place of the marks."""
    plain = _UNSHOWN.sub(lambda found: new_side(found[0]), html)
    plain = _LISTED.sub(lambda found: _NUMBER.sub("", found[0]), plain)
    classed = _WHOLE.sub(_classed, plain)
    linked = _NUMBER.sub(_link, classed)
    return linked.translate(_TRANSLATED)


def _classed(found: re.Match[str]) -> str:
    """A paragraph or row that went or came as a whole."""
    tag, attribute, inside, mark = found.groups()
    word = "went" if mark == WHOLE_REMOVED else "came"
    known = attribute.removeprefix(' class="').removesuffix('"')
    classes = f"{known} {word}".strip()
    return f'<{tag} class="{classes}">{inside}'


def _link(found: re.Match[str]) -> str:
    return f'<a class="c" id="c{found[1]}" href="#l{found[1]}">{found[1]}</a>'


@cache
def _asset(name: str) -> str:
    return (files("gongkai.writers.html") / name).read_text("utf-8")
