"""Refusals: pages that say why a request was not carried out."""

from __future__ import annotations


class Refusal(Exception):
    """An HTTP status, a heading, and a sentence (Chinese) that says what the user can do."""

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
