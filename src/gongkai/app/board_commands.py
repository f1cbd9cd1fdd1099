"""`gongkai serve --shared` and `gongkai board …`: the board of a bureau, its backup, and a lost password."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.app.environment import library
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import UserFault
from gongkai.files import is_there, why_refused

if TYPE_CHECKING:
    from gongkai.board.folder import Folder

USUAL_FOLDER = Path("公开台数据")
board = typer.Typer(help="公开台的维护：备份、恢复、另给口令。", no_args_is_help=True, rich_markup_mode=None)

Data = Annotated[Path, typer.Option("--data", metavar="文件夹", help="公开台的数据文件夹")]


def serve_shared(port: int, data: Path, address: str, listen: str, proxy: str) -> None:
    """The board of a folder, which is made where it is not there. Raises UserFault."""
    try:
        import argon2  # noqa: F401  # the extra; everything else is always there

        from gongkai.board.database import NewerData
        from gongkai.board.folder import Folder
        from gongkai.board.server import (
            FIRST_ACCOUNT,
            CannotServe,
            first_account,
            opened,
            serve_board,
            usual_workers,
        )
        from gongkai.web.server import NoPort, free_socket
    except ImportError as fault:
        raise UserFault('公开台要另装：pip install "gongkai[board]"') from fault
    try:
        listening = free_socket(port, listen, later=0)
    except (NoPort, OSError) as fault:
        raise UserFault(str(fault)) from fault
    own = address or f"http://{listen}:{listening.getsockname()[1]}"
    try:
        with opened(Folder(data), library(), own, usual_workers()) as house:
            password = first_account(house)

            def started() -> None:
                say(f"公开台：{house.address}（数据在 {data.resolve()}）")
                if password:
                    say(f"第一个账号：{FIRST_ACCOUNT}，口令：{password}（只显示这一次，登录后要改）")
                if not house.address.startswith("https://") and listen not in ("127.0.0.1", "::1"):
                    say("注意：没有加密，网络上的人可能看到口令。请在前面放带证书的代理，见财政局手册。")
                if house.address.startswith("https://") and not proxy:
                    say(
                        "注意：没有写 --proxy。登录限次把从代理来的都算成一个地址，一处试错太多会让全县都等。"
                    )
                say("按 Ctrl-C 停止。")

            serve_board(listening, house, proxy, started)
    except (CannotServe, NewerData) as fault:
        raise UserFault(str(fault)) from fault
    except OSError as fault:
        raise UserFault(f"打不开 {data}：{why_refused(fault)}") from fault
    say("已停止。交来的文件都是完整的；没有做完的，下次启动接着做。")


@board.command("backup")
def backup(
    target: Annotated[Path, typer.Argument(metavar="备份.zip", help="写到哪个文件")],
    data: Data = USUAL_FOLDER,
) -> None:
    """备份公开台：账号、各版文件、经过全在一个压缩包里；公开台不用停。"""
    from gongkai.board.backup import back_up

    folder = _folder(data)
    if is_there(target):
        raise UserFault(f"{target} 已经有了，请换一个名称，免得盖掉以前的备份")
    try:
        count = back_up(folder, target)
    except OSError as fault:
        raise UserFault(f"写不了 {target}：{why_refused(fault)}") from fault
    say(f"已写出：{target}（{count} 个文件）。里面有没有公开的数，请放在只有财政局能看的地方。")


@board.command("restore")
def restore_command(
    source: Annotated[Path, typer.Argument(metavar="备份.zip", help="哪一个备份")],
    data: Data = USUAL_FOLDER,
) -> None:
    """从备份恢复到一个新的文件夹；每个文件都核对过才算数。"""
    from gongkai.board.backup import BadBackup, restore
    from gongkai.board.database import NewerData

    if not is_there(source):
        raise UserFault(f"没有 {source} 这个文件")
    try:
        count = restore(source, data)
    except (BadBackup, NewerData) as fault:
        raise UserFault(str(fault)) from fault
    except OSError as fault:
        raise UserFault(f"恢复不了：{why_refused(fault)}") from fault
    say(f"已恢复到 {data}（{count} 个文件，逐个核对过）。用 gongkai serve --shared --data {data} 启动。")


@board.command("password")
def password_command(
    name: Annotated[str, typer.Argument(metavar="账号", help="忘了口令的账号")],
    data: Data = USUAL_FOLDER,
) -> None:
    """另给一个口令：财政局自己的账号忘了口令时，在服务器上运行。"""
    from gongkai.board.accounts import Passwords, find_account, first_password, set_password
    from gongkai.board.database import Database, NewerData

    folder = _folder(data)
    try:
        database = Database(folder.database)
    except NewerData as fault:
        raise UserFault(str(fault)) from fault
    try:
        account = find_account(database, name)
        if account is None:
            raise UserFault(f"没有账号“{name}”")
        given = first_password()
        with database.transaction():
            set_password(database, account["id"], Passwords().sum(given), given=True)
            database.change("UPDATE accounts SET closed = 0 WHERE id = ?", account["id"])
    finally:
        database.close()
    say(f"账号“{name}”的口令：{given}（登录后要改）")


def _folder(data: Path) -> Folder:
    from gongkai.board.database import NAME
    from gongkai.board.folder import Folder

    if not is_there(data / NAME):
        raise UserFault(f"{data} 里没有公开台的数据，请用 --data 写明文件夹")
    return Folder(data)
