"""The accountant's handbook divided into sections, so that each page can show those that it needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path

from gongkai.frozen import frozen
from gongkai.web.advice import handbook_on_pages

_HEADING = re.compile(r"(#{2,3}) (.+)")
_CODE = re.compile(r"`([^`]+)`")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_ITEM = re.compile(r"- |\d+\. ")
_TABLE_RULE = re.compile(r"\|[\s:|-]+\|")
ON_FILLING = ("2 填本年的数", "核对数：让打错的数字自己跳出来", "批复日期和公开日期")
ON_EXPORTS = ("从财务系统导出的表填",)
ON_CHECKING = ("核对说明：警告确应照填的，写明理由",)
ON_REASONS = ("4 变动原因", "5 确认")
QUESTIONS = ("常见问题",)


@frozen
class HandbookSection:
    """A section of the handbook: its heading, and what stands under it as HTML."""

    title: str
    html: str


@cache
def sections() -> tuple[HandbookSection, ...]:
    """All sections in order; text before the first heading is left out."""
    return sections_of(handbook())


def sections_of(text: str) -> tuple[HandbookSection, ...]:
    """The sections of a handbook."""
    found: list[tuple[str, list[str]]] = []
    fenced = False
    for line in text.split("\n"):
        fenced = fenced != line.startswith("```")
        heading = None if fenced else _HEADING.fullmatch(line)
        if heading:
            found.append((heading[2], []))
        elif found:
            found[-1][1].append(line)
    return tuple(HandbookSection(title, "".join(_blocks(lines))) for title, lines in found)


def sections_titled(titles: Iterable[str]) -> list[HandbookSection]:
    """The sections with these titles; the number of the step is removed from the title.

    Raises KeyError where the handbook has no such section.
    """
    by_title = {section.title: section for section in sections()}
    return [replace(by_title[title], title=title.lstrip("0123456789 ")) for title in titles]


def handbook() -> str:
    """The handbook inside the installed package, else that of the checkout."""
    inside = files("gongkai.web") / "handbook.md"
    if inside.is_file():
        return inside.read_text("utf-8")
    return (Path(__file__).parents[3] / "docs" / "会计手册.md").read_text("utf-8")


def _blocks(lines: list[str]) -> Iterator[str]:
    """HTML of the kinds of blocks in the handbook: paragraphs, lists, quotations, tables, code. Pictures are left out."""
    waiting = list(lines)
    while waiting:
        line = waiting.pop(0)
        if line.startswith("```"):
            code = list(_until(waiting, lambda text: text.startswith("```")))
            waiting[:1] = []
            kept = [text for text in code if handbook_on_pages(text) == text]
            if kept == code:
                yield f"<pre><code>{escape(chr(10).join(code))}</code></pre>"
        elif line.startswith("|"):
            rows = [line, *_until(waiting, lambda text: not text.startswith("|"))]
            yield _table(rows)
        elif begin := _ITEM.match(line):
            items = [line[begin.end() :]]
            for text in _until(waiting, lambda text: not _ITEM.match(text) and not text.startswith("  ")):
                item = _ITEM.match(text)
                items.append(text[item.end() :]) if item else items.append(items.pop() + text.strip())
            kind = "ul" if line.startswith("- ") else "ol"
            said = [shown for each in items if (shown := handbook_on_pages(each))]
            yield f"<{kind}>{''.join(f'<li>{_inline(item)}</li>' for item in said)}</{kind}>" if said else ""
        elif line.startswith("> "):
            yield _paragraph(line[2:])
        elif line.strip() and not line.startswith("!["):
            more = _until(
                waiting, lambda text: not text.strip() or text.startswith(("- ", "|", "```", "![", "> "))
            )
            yield _paragraph("".join([line, *more]))


def _paragraph(text: str) -> str:
    said = handbook_on_pages(text)
    return f"<p>{_inline(said)}</p>" if said.strip() else ""


def _until(waiting: list[str], ends: Callable[[str], bool]) -> Iterator[str]:
    while waiting and not ends(waiting[0]):
        yield waiting.pop(0)


def _table(rows: list[str]) -> str:
    cells = [
        [_inline(cell.strip()) for cell in row.strip().strip("|").split("|")]
        for row in rows
        if not _TABLE_RULE.fullmatch(row.strip()) and handbook_on_pages(row) == row
    ]
    head = "".join(f'<th scope="col">{cell}</th>' for cell in cells[0])
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _inline(text: str) -> str:
    text = _LINK.sub(r"\1", escape(text, quote=False))
    return _CODE.sub(r"<code>\1</code>", _BOLD.sub(r"<b>\1</b>", text))
