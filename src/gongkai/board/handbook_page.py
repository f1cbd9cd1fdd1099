"""The handbook on the board: first how the board is used, by the role of who asks, then the accountant's handbook."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.board.who import ACCOUNTANT, EVERYBODY
from gongkai.web import handbook
from gongkai.web.handbook import HandbookSection

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from gongkai.board.desk import BoardDesk

_CHAPTER = "## 八、公开台"
OF_ACCOUNTANTS = ("会计怎样用公开台",)
OF_THE_BUREAU = ("账号", "一年怎样走", "会计怎样用公开台", "公开台的那张表", "新一年的格式")


@cache
def board_chapter() -> dict[str, HandbookSection]:
    """The sections of the bureau's handbook on the board, by title."""
    inside = files("gongkai.board") / "handbook.md"
    here = Path(__file__).parents[3] / "docs" / "财政局手册.md"
    text = inside.read_text("utf-8") if inside.is_file() else here.read_text("utf-8")
    of_board = text.partition(_CHAPTER)[2].partition("\n## ")[0]
    return {section.title: section for section in handbook.sections_of(of_board)}


async def page(desk: BoardDesk, request: Request) -> Response:
    titles = OF_ACCOUNTANTS if desk.who.role == ACCOUNTANT else OF_THE_BUREAU
    of_board = [board_chapter()[title] for title in titles]
    return desk.show("board_help.html", of_board=of_board, entries=handbook.sections())


PAGES = (("GET", "/help", page, EVERYBODY),)
