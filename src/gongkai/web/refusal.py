"""What a page says instead of doing what it was asked to."""

from __future__ import annotations


class Refusal(Exception):
    """An answer that refuses: the status, a heading, and a sentence that says what the user can do."""

    def __init__(self, status: int, heading: str, words: str) -> None:
        super().__init__(heading)
        self.status = status
        self.heading = heading
        self.words = words


def not_found() -> Refusal:
    return Refusal(
        404,
        "没有这一页",
        "地址可能写错了，或者这份材料已经清除（网页版没有选“保留”的，刷新或关闭后就清除）。请从“开始”重新打开。",
    )
