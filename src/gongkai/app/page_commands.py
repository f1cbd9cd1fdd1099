"""`gongkai page`: the offline page, built anew or from one that was built before."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongkai.app.terminal import say
from gongkai.app.wrong_usage import UserFault
from gongkai.files import write_all


def page(
    output: Annotated[Path, typer.Option("-o", metavar="文件.html", help="写到哪里")],
) -> None:
    """做网页版：一个 HTML 文件，双击就能用，不用安装，不连接网络。"""
    from gongkai.page.build import build
    from gongkai.third_party.fetched import CACHE, FetchError

    try:
        made = build(CACHE)
    except FetchError as fault:
        raise UserFault(str(fault)) from fault
    content = made.encode("utf-8")
    [written] = write_all(output.parent, {output.name: content}, Path())
    say(f"已写出：{written}（{len(content) / 1e6:.1f} MB）")
