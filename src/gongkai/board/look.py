"""The templates and the style of a board: those of the accountant's pages, and some more."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from gongkai.board import course
from gongkai.web import look

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def more_style() -> str:
    return (files("gongkai.board") / "board.css").read_text("utf-8")


def style() -> str:
    return look.style() + more_style()


def policy() -> str:
    return look.policy(more_style())


@cache
def environment() -> Environment:
    made = look.environment("gongkai.board")
    made.globals["site"] = "公开台"
    made.globals["kept"] = {"board": "文件在财政局的服务器上，不会传到别的地方。"}
    made.globals["last_step"] = ("送审、意见", "/departments/")
    made.globals["to_do"], made.globals["waits"] = course.TO_DO, course.WAITS
    made.globals["looks"] = course.LOOKS
    return made
