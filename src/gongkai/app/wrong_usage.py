"""Messages, in Chinese, about wrong usage and about errors of the program itself."""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
from pathlib import Path

from gongkai.app.terminal import say
from gongkai.files import is_there, shown_name, why_refused

OK, FOUND, USAGE, BUG = 0, 1, 2, 3


class UserFault(Exception):
    """Something the user can put right: a message and an exit code, never a traceback."""

    def __init__(self, message: str, code: int = USAGE) -> None:
        super().__init__(message)
        self.code = code


def check_package_size(path: Path) -> None:
    """Refuse a list or workbook that would fill the memory when it is read. Raises UserFault."""
    from gongkai.readers.limits import TooLarge
    from gongkai.readers.package import check_package
    from gongkai.source import MAX_BYTES

    if not is_there(path):
        return
    if not path.is_file():  # a device or a pipe would never end
        raise UserFault(f"“{shown_name(path)}”不是文件")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TooLarge(f"超过 {MAX_BYTES // 1_000_000} MB，太大了")
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            check_package(path.read_bytes())
    except TooLarge as fault:
        raise UserFault(f"“{shown_name(path)}”{fault}") from fault
    except Exception:  # damaged: reading it gives the message
        return


def prints_everything() -> bool:
    """False if output goes to a file or program in an encoding that lacks some characters."""
    encoding = sys.stdout.encoding if sys.stdout is not None else ""  # it may be closed
    return (encoding or "utf-8").lower().replace("-", "") in ("utf8", "gb18030")


def prepare_printing() -> None:
    """Print ? for characters that the encoding of the output lacks, such as rare characters under Windows.

    Raises UserFault where Python reads the names of files in an encoding that has no Chinese.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        "中".encode(sys.getfilesystemencoding())
    except UnicodeEncodeError as error:
        raise UserFault(
            f"这台机器的语言环境（{sys.getfilesystemencoding()}）认不出中文文件名。"
            "请先执行 export PYTHONUTF8=1，再运行 gongkai"
        ) from error


def explain_usage(error: Exception) -> int:
    """Tell the user about a wrong call (exit code 2) or a bug of ours (3). Returns the exit code."""
    name = type(error).__name__
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):
        if name == "NoArgsIsHelpError":
            say(error.format_message())
        else:
            say(_usage_message(error, name), err=True)
            say("用 gongkai --help 或 gongkai 命令 --help 查看用法。", err=True)
        return USAGE
    if name == "Abort":
        say("已中断。", err=True)
        return USAGE
    if os.environ.get("GONGKAI_DEBUG"):
        raise error
    if isinstance(error, OSError) and error.filename is not None:  # the user's disk, not our code
        say(f"读写“{error.filename}”时出错：{why_refused(error)}", err=True)
        return USAGE
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF):
        say(f"读写时出错：{why_refused(error)}", err=True)
        return USAGE
    place = traceback.extract_tb(error.__traceback__)[-1]
    say("程序自身出错，与您填的数据无关；您的文件没有改动，也没有写出不完整的文件。", err=True)
    say(f"请把这一行发给我们：{name}: {error}（{place.name}，第 {place.lineno} 行）", err=True)
    return BUG


def _usage_message(error: Exception, name: str) -> str:
    option = getattr(error, "option_name", "")
    hint = getattr(error, "param_hint", None)
    parameter = getattr(error, "param", None)
    label = hint or getattr(parameter, "metavar", None) or getattr(parameter, "name", "") or ""
    if name == "NoSuchOption":
        close = getattr(error, "possibilities", None) or []
        more = f"，是不是 {'、'.join(close)}" if close else ""
        return f"没有选项 {option}{more}。"
    if name == "MissingParameter":
        opts = "、".join(getattr(parameter, "opts", []) or [])
        return f"缺少 {opts if opts.startswith('-') else label}。"
    if name == "BadParameter":
        return f"{label} 写得不对。"
    if name == "BadOptionUsage":
        return f"选项 {option} 后面要跟内容。"
    return "命令写得不对：没有这个命令，或参数太多。"
