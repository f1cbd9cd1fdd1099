"""The course of a department's publication: its states, and what leads from one to another."""

from __future__ import annotations

from datetime import date

from gongkai.frozen import frozen

(
    ABSENT,
    CHECKING,
    HAS_ERRORS,
    LACKS_REASONS,
    READY,
    SENT,
    RETURNED,
    FINISHING,
    FINAL,
    PUBLIC,
    WITHHELD,
    DROPPED,
) = WORK_STATES = (
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
    "移出名单",
)
EXTENDED = "延期"
"""What the board says of a work that is not in, and has a later deadline of its own."""
OPEN = frozenset((ABSENT, CHECKING, HAS_ERRORS, LACKS_REASONS, READY, RETURNED))
"""In these the department has something to do, and the days count."""
LOOKS = {
    ABSENT: "error",
    EXTENDED: "warning",
    CHECKING: "plain",
    HAS_ERRORS: "error",
    LACKS_REASONS: "warning",
    READY: "hint",
    SENT: "fresh",
    RETURNED: "warning",
    FINISHING: "plain",
    FINAL: "ok",
    PUBLIC: "ok",
    WITHHELD: "plain",
    DROPPED: "plain",
}
"""How the tag of a state looks; its word always stands in it."""


@frozen
class CourseStep:
    """Something that is done with a work: from which states, and which comes of it."""

    name: str
    before: frozenset[str]
    after: str
    needs: str = ""


HAND_IN = CourseStep("交回", frozenset((*OPEN, SENT)), CHECKING)
CHECK = CourseStep("核对", frozenset((CHECKING,)), "")
SEND = CourseStep("送审", frozenset((READY,)), SENT)
TAKE_BACK = CourseStep("撤回送审", frozenset((SENT,)), CHECKING)
RETURN = CourseStep("退回", frozenset((SENT, FINAL, PUBLIC)), RETURNED, "退回要写意见")
FINISH = CourseStep("定稿", frozenset((SENT,)), FINISHING)
FINISHED = CourseStep("已定稿", frozenset((FINISHING,)), FINAL)
NOT_FINISHED = CourseStep("没有定稿", frozenset((FINISHING,)), SENT)
PUBLISH = CourseStep("公开", frozenset((FINAL,)), PUBLIC, "要写公开的网址和日期")
EXTEND = CourseStep("延期", OPEN, "", "延期要写日期和理由")
WITHHOLD = CourseStep("不公开", frozenset((*OPEN, SENT)), WITHHELD, "不公开要写依据")
RESUME = CourseStep("恢复公开", frozenset((WITHHELD,)), CHECKING)
DROP = CourseStep("移出名单", frozenset((*OPEN, WITHHELD)), DROPPED, "移出名单要写理由")
RELIST = CourseStep("放回名单", frozenset((DROPPED,)), CHECKING)
TO_DO = {
    ABSENT: "还没有交填好的工作簿",
    EXTENDED: "还没有交填好的工作簿（已延期）",
    CHECKING: "已经交了，正在核对",
    HAS_ERRORS: "有错误，请照核对结果改好再交",
    LACKS_REASONS: "请写好变动原因",
    READY: "已经没有错误，请送审",
    RETURNED: "已退回，请照意见改好再交",
}
"""What a department has to do, by the state that the board shows."""
WAITS = {
    SENT: "财政局正在看；要改的可以撤回送审",
    FINISHING: "正在生成定稿",
    FINAL: "已经定稿，等财政局挂到网上、记下网址；要改的，请财政局先退回",
    PUBLIC: "已经公开；要改的，请财政局先退回",
    WITHHELD: "不用交",
    DROPPED: "不用交",
}
"""What a department waits for where it has nothing to do."""
BUREAU_TO_DO = {
    CHECKING: "程序正在核对",
    HAS_ERRORS: "等部门改好再交",
    LACKS_REASONS: "等部门写变动原因",
    READY: "等部门送审；部门来不了的，可以代送",
    SENT: "请看预览和核对结果，定稿或者退回",
    RETURNED: "等部门照意见改好再交",
    FINISHING: "正在生成定稿",
    FINAL: "请把定稿挂到网上，再记下网址和日期",
    PUBLIC: "已经公开；从网站上下载一份，可以与定稿对照",
    WITHHELD: "不公开",
    DROPPED: "不在名单里",
}
"""What the bureau has to do, or waits for."""


def days_left(state: str, deadline: str, extended: str, today: date) -> int | None:
    """Days until a work must be in; negative when it is late, None where it is in or none is wanted."""
    if state not in OPEN:
        return None
    return (date.fromisoformat(extended or deadline) - today).days


def shown_state(state: str, extended: str) -> str:
    return EXTENDED if state == ABSENT and extended else state
