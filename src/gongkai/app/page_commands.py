"""`gongkai page`: the offline page, built anew or from one that was built before, perhaps with formats of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongkai import __version__
from gongkai.app.environment import brought_formats
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import UserFault
from gongkai.files import shown_name, why_refused, write_all


def page(
    output: Annotated[Path, typer.Option("-o", metavar="文件.html", help="写到哪里")],
    formats: Annotated[
        Path | None,
        typer.Option("--formats", metavar="文件夹", help="放进网页的自己的格式（压缩包或文件夹）"),
    ] = None,
    base: Annotated[
        Path | None,
        typer.Option("--base", metavar="gongkai.html", help="已经做好的网页：只加格式，不下载任何东西"),
    ] = None,
) -> None:
    """做网页版：一个 HTML 文件，双击就能用，不用安装，不连接网络。"""
    from gongkai.page.brought_formats import with_formats

    taken = brought_formats(formats) if formats is not None else {}
    content = with_formats(_built() if base is None else _given(base), taken).encode("utf-8")
    [written] = write_all(output.parent, {output.name: content}, base or Path())
    with_them = f"，带 {len(taken)} 个自己的格式包" if taken else ""
    say(f"已写出：{written}（{len(content) / 1e6:.1f} MB{with_them}）")


def _built() -> str:
    from gongkai.page.build import build
    from gongkai.third_party.fetched import CACHE, FetchError

    try:
        return build(CACHE)
    except FetchError as fault:
        raise UserFault(f"{fault}。没有网络时，请用 --base 指定一个已经做好的 gongkai.html") from fault


def _given(base: Path) -> str:
    """A page that was built before, by the same version. Raises UserFault."""
    from gongkai.page.brought_formats import NoPage, version_of

    try:
        text = base.read_text("utf-8")
        version = version_of(text)
    except OSError as error:
        raise UserFault(f"打不开 {shown_name(base)}：{why_refused(error)}") from error
    except (NoPage, UnicodeDecodeError) as fault:
        raise UserFault(f"“{shown_name(base)}”不是本程序做的网页") from fault
    if version != __version__:
        raise UserFault(f"“{shown_name(base)}”是 {version} 版做的，本机是 {__version__} 版：请用同一版的网页")
    return text
