"""The list of what is open in a draft, as a page to go through."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.learning.questions import TO_CHECK, Question

_LONG = 120


def questions_page(format: str, questions: Sequence[Question]) -> str:
    """Markdown: by file, each question a box to tick."""
    lines = [f"# {TO_CHECK}清单：{format}", "", "逐条核对，改好草稿里的那个文件，再打勾。", ""]
    for file in dict.fromkeys(each.file for each in questions):
        lines += [f"## {file}", ""]
        for each in questions:
            if each.file == file:
                lines.append(f"- [ ] {each.text}")
                if each.printed:
                    lines.append(f"  - 印的是：{_short(each.printed)}")
                if each.choices:
                    lines.append(f"  - 可能是：{'、'.join(each.choices)}")
        lines.append("")
    return "\n".join(lines)


def _short(text: str) -> str:
    line = " / ".join(text.split("\n"))
    return line if len(line) <= _LONG else f"{line[:_LONG]}…"
