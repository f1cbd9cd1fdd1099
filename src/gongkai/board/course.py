"""The course of a department's publication: its states, and what leads from one to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

ABSENT, CHECKING, FAULTY, REASONS, READY, SENT, RETURNED, FINISHING, FINAL, PUBLIC, WITHHELD = STATES = (
    "未交",
    "核对中",
    "有错误",
    "待写原因",
    "可送审",
    "已送审",
    "退回",
    "定稿中",
    "已定稿",
    "已公开",
    "不公开",
)
EXTENDED = "延期"
"""What the board says of a work that is not in, and has a later deadline of its own."""
OPEN = frozenset((ABSENT, CHECKING, FAULTY, REASONS, READY, RETURNED))
"""In these the department has something to do, and the days count."""
LOOKS = {
    ABSENT: "error",
    EXTENDED: "warning",
    CHECKING: "plain",
    FAULTY: "error",
    REASONS: "warning",
    READY: "hint",
    SENT: "fresh",
    RETURNED: "warning",
    FINISHING: "plain",
    FINAL: "ok",
    PUBLIC: "ok",
    WITHHELD: "plain",
}
"""How the tag of a state looks; its word always stands in it."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is done with a work: from which states, and which comes of it."""

    name: str
    before: frozenset[str]
    after: str
    needs: str = ""


HAND_IN = Step("交回", frozenset((*OPEN, SENT)), CHECKING)
CHECK = Step("核对", frozenset((CHECKING,)), "")
SEND = Step("送审", frozenset((READY,)), SENT)
TAKE_BACK = Step("撤回送审", frozenset((SENT,)), CHECKING)
RETURN = Step("退回", frozenset((SENT, FINAL, PUBLIC)), RETURNED, "退回要写意见")
FINISH = Step("定稿", frozenset((SENT,)), FINISHING)
FINISHED = Step("已定稿", frozenset((FINISHING,)), FINAL)
NOT_FINISHED = Step("没有定稿", frozenset((FINISHING,)), SENT)
PUBLISH = Step("公开", frozenset((FINAL,)), PUBLIC, "要写公开的网址和日期")
EXTEND = Step("延期", OPEN, "", "延期要写日期和理由")
WITHHOLD = Step("不公开", frozenset((*OPEN, SENT)), WITHHELD, "不公开要写依据")
RESUME = Step("恢复公开", frozenset((WITHHELD,)), CHECKING)


def days_left(state: str, deadline: str, extended: str, today: date) -> int | None:
    """Days until a work must be in; negative when it is late, None where it is in or none is wanted."""
    if state not in OPEN:
        return None
    return (date.fromisoformat(extended or deadline) - today).days


def shown_state(state: str, extended: str) -> str:
    return EXTENDED if state == ABSENT and extended else state
