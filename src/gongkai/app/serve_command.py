"""`gongkai serve`: the web pages on the user's own computer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongkai.app.board_commands import USUAL_FOLDER, serve_shared
from gongkai.app.environment import library
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import UserFault


def serve(
    port: Annotated[
        int, typer.Option("--port", metavar="端口", help="被占用时用后面空着的", min=0, max=65_535)
    ] = 8300,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="是否打开浏览器")] = True,
    shared: Annotated[
        bool, typer.Option("--shared", help="公开台：财政局的服务器，各部门用账号登录，见财政局手册")
    ] = False,
    data: Annotated[
        Path, typer.Option("--data", metavar="文件夹", help="公开台的数据放在哪里")
    ] = USUAL_FOLDER,
    address: Annotated[
        str,
        typer.Option(
            "--address", metavar="地址", help="公开台在各部门浏览器里的地址，如 https://board.example"
        ),
    ] = "",
    listen: Annotated[
        str, typer.Option("--listen", metavar="IP", help="公开台听哪个地址；前面有代理的用默认的")
    ] = "127.0.0.1",
    proxy: Annotated[
        str, typer.Option("--proxy", metavar="IP", help="公开台前面的代理的地址，它说的来访地址才算数")
    ] = "",
) -> None:
    """在这台电脑的浏览器里用：领工作簿、核对、写原因、下载；只有这台电脑能打开，按 Ctrl-C 停止。

    加 --shared 是公开台：一台服务器，全县的部门用账号登录。
    """
    if shared:
        serve_shared(port, data, address, listen, proxy)
        return
    from gongkai.web.server import NoPort, free_socket
    from gongkai.web.server import serve_pages as answer

    try:
        listening = free_socket(port)
    except NoPort as fault:
        raise UserFault(str(fault)) from fault

    def opened(address: str) -> None:
        say(f"请用浏览器打开：{address}")
        say("地址里带着口令，不要给别人。按 Ctrl-C 停止。")
        if browser:
            import webbrowser

            webbrowser.open(address)

    answer(listening, library(), opened, _offline_page())
    say("已停止。下载过的文件都是完整的；选了“保留”的，下次打开还在。")


def _offline_page() -> bytes | None:
    """The offline page, if it was built: in the package, or in `dist/` of a checkout."""
    package = Path(__file__).resolve().parents[1]
    for place in (package / "gongkai.html", package.parents[1] / "dist" / "gongkai.html"):
        if place.is_file():
            return place.read_bytes()
    return None
