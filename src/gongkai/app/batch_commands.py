"""`gongkai batch`: a whole county at once, with progress."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.app.environment import named_root
from gongkai.app.kinds_option import USUAL, KindsOption, chosen_kinds
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import FOUND, OK, USAGE, UserFault, check_package_size

if TYPE_CHECKING:
    from gongkai.batch.executors import Executor
    from gongkai.batch.work_list import Job, Options, Result

INTERRUPTED = 130  # the exit code of a shell after Ctrl-C
_FEW_NAMED = 5
PLAIN_EVERY = 20  # seconds between lines where there is no terminal


def batch(
    input_folder: Annotated[Path, typer.Argument(metavar="输入文件夹", help="连同子文件夹里的全部输入")],
    output: Annotated[Path, typer.Option("-o", metavar="文件夹", help="写到哪个文件夹")],
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="个数", help="同时用几个进程，默认等于处理器个数")
    ] = None,
    to: KindsOption = USUAL,
    draft: Annotated[bool, typer.Option("--draft", help="有错误的出草稿")] = False,
    format: Annotated[str, typer.Option("--format", metavar="格式", help="只处理这种格式的输入")] = "",
    force: Annotated[bool, typer.Option("--force", help="没有变动的也重做，有人改过的成品也覆盖")] = False,
    pages: Annotated[
        bool, typer.Option("--pages", help="用 LibreOffice 算出目录页码（每个部门约 2 秒）")
    ] = False,
    report: Annotated[
        bool, typer.Option("--report", help="旁边另写校核报告；有错误没有生成的也写，可以发给单位照着改")
    ] = False,
    look: Annotated[
        bool,
        typer.Option("--audit", help="成品读回来再审一遍（每个部门多用不到一秒）；自相矛盾的不写出"),
    ] = False,
    expect: Annotated[
        Path | None, typer.Option("--expect", metavar="名单", help="应报送单位的名单（xlsx 或文本）")
    ] = None,
    last_year: Annotated[
        Path | None,
        typer.Option(
            "--last-year", metavar="文件夹", help="上年（或同一年度预算）的输入，按单位名称逐个对照"
        ),
    ] = None,
    scheduler: Annotated[str, typer.Option("--scheduler", metavar="地址", help="交给 Dask 集群处理")] = "",
) -> None:
    """处理一个文件夹里的全部部门，写出报告和总览；只重做有变动的。"""
    from gongkai.batch.executors import SchedulerFault
    from gongkai.batch.expected_list import read_expected
    from gongkai.batch.run import run_batch
    from gongkai.batch.work_list import Options, last_year_list, make_jobs

    expected = _expected(expect, read_expected)
    folder, out = _folders(input_folder, output)
    root, listed = named_root(), last_year_list(out) if last_year else ""
    options = Options(chosen_kinds(to), draft, format, pages, report, root, listed, look)
    work = make_jobs(folder, out, options, force)
    if not work:
        raise UserFault(_nothing(input_folder, folder, out))
    executor = _executor(jobs, scheduler)
    try:
        holds = _last_year(last_year, out, options, executor) if last_year else None
        with _Progress(len(work)) as progress:
            results = list(run_batch(work, out, executor, force, progress.seen, holds=holds))
    except SchedulerFault as fault:
        raise UserFault(str(fault)) from fault
    except KeyboardInterrupt:
        message = "已中断。做完的都是完整的，已经记下；再运行一次就从这里继续。"
        raise UserFault(message, INTERRUPTED) from None
    raise typer.Exit(OK if _sum_up(results, work, folder, out, expected, force) else FOUND)


def _sum_up(
    results: list[Result], work: list[Job], folder: Path, out: Path, expected: list[str], force: bool
) -> bool:
    """Write the overview and print its totals. True if all is well."""
    from gongkai.batch.other_files import other_files
    from gongkai.batch.overview_sheet import (
        ended_well,
        missing_departments,
        overview_json,
        overview_xlsx,
        repeated_departments,
    )
    from gongkai.batch.run import kept_findings
    from gongkai.files import write_all
    from gongkai.own_files import places_beside, stamped
    from gongkai.readers.input_suffixes import INPUT_SUFFIXES

    others = other_files(folder, out, [Path(job.path) for job in work], INPUT_SUFFIXES)
    missing, repeated = missing_departments(expected, results), repeated_departments(results)
    unkept = {result.key: result.findings for result in results if result.findings}
    pages = {
        "总览.xlsx": stamped(
            overview_xlsx(
                results,
                work,
                out,
                missing,
                repeated,
                lambda key: unkept.get(key) or kept_findings(out, key),
                others,
                len(expected),
            )
        )
    }
    beside = {} if force else places_beside(out, pages)
    pages = {beside.get(name, name): content for name, content in pages.items()}
    pages["总览.json"] = overview_json(results, missing, repeated, others, len(expected))
    written = write_all(out, pages, out / "-")
    if expected:
        say(f"应报送 {len(expected)} 个单位，收到 {len(expected) - len(missing)} 个")
    _tell(results, missing, repeated, written[0])
    if others:
        say(f"输入文件夹里另有 {len(others)} 个文件没有读，见总览的“没有读的文件”")
    for other in others:
        if other.may_hold_input:
            say(f"    {other.place}：{other.why}")
    for name, new in beside.items():
        say(f"“{name}”有人改过，没有覆盖，新的写在“{new}”；要覆盖请加 --force")
    held_back = any(other.may_hold_input for other in others)
    return ended_well(results) and not missing and not repeated and not held_back


def _last_year(folder: Path, out: Path, options: Options, executor: Executor) -> Callable[[Result], bool]:
    """List the inputs to compare with. Returns a function that says whether a kept result was compared with the
    same input as it would be now."""
    from functools import partial

    from gongkai.batch.past_inputs import still_compared
    from gongkai.batch.past_list import list_inputs

    if not folder.is_dir():
        raise UserFault(f"没有文件夹“{folder}”")
    listed, unread = list_inputs(folder.resolve(), out, options, executor)
    for key in unread:
        say(f"上年的“{key}”读不出，没有用来对照；用 gongkai check 查看原因", err=True)
    if not listed:
        raise UserFault(f"“{folder}”里没有认得出的输入，无从对照")
    say(f"用来对照的输入 {sum(map(len, listed.values()))} 份", err=True)
    return partial(still_compared, listed)


def _nothing(shown: Path, folder: Path, out: Path) -> str:
    """That there is no input, and what stands there instead: a zip that is broken, say."""
    from gongkai.batch.other_files import other_files
    from gongkai.readers.input_suffixes import INPUT_SUFFIXES

    others = other_files(folder, out, [], INPUT_SUFFIXES)
    named = sorted(others, key=lambda other: not other.may_hold_input)[:_FEW_NAMED]
    lines = [f"    {other.place}：{other.why}" for other in named]
    more = f"，另有 {len(others)} 个文件没有读：" if others else ""
    return "\n".join([f"“{shown}”里没有 .xlsx 或 .yaml 输入{more}", *lines])


def _folders(input_folder: Path, output: Path) -> tuple[Path, Path]:
    if not input_folder.is_dir():
        raise UserFault(f"没有文件夹“{input_folder}”")
    try:
        folder, out = input_folder.resolve(), output.resolve()
    except (OSError, RuntimeError) as error:
        raise UserFault(f"“{output}”中的链接绕成了圈，请用 -o 换一个文件夹") from error
    if out == folder:
        raise UserFault("输出文件夹不能就是输入文件夹，请用 -o 换一个")
    return folder, out


def _expected(path: Path | None, read: Callable[[Path], list[str]]) -> list[str]:
    if path is None:
        return []
    check_package_size(path)
    try:
        names = read(path)
    except Exception as error:  # a file of unknown origin may raise anything
        raise UserFault(f"读不出名单“{path}”，请用有“单位名称”一栏的 .xlsx 或每行一个名称的文本") from error
    if not names:
        raise UserFault(f"名单“{path}”里没有单位名称")
    return names


def _executor(jobs: int | None, scheduler: str) -> Executor:
    from gongkai.batch.executors import Cluster, InProcess, Processes

    if scheduler:
        try:
            import distributed  # noqa: F401
        except ImportError:
            message = "--scheduler 需要安装：pip install 'gongkai[cluster]'"
            raise UserFault(message, USAGE) from None
        return Cluster(scheduler)
    if jobs is not None and jobs < 1:
        raise UserFault("--jobs 应是 1 以上的整数")
    workers = jobs or os.cpu_count() or 1
    return InProcess() if workers == 1 else Processes(workers)


def _tell(results: list[Result], missing: list[str], repeated: list[list[Result]], overview: Path) -> None:
    from gongkai.batch.work_list import NOT_FOUND, SEVERAL, count_states

    unchanged = sum(1 for result in results if result.unchanged)
    counts = count_states(results)
    say(f"共 {len(results)} 个输入：" + "，".join(f"{state} {count} 个" for state, count in counts.items()))
    if unchanged:
        say(f"其中 {unchanged} 个没有变动，沿用上次的结果（要重做请加 --force）")
    if alone := sum(1 for result in results if result.compared in (NOT_FOUND, SEVERAL)):
        say(f"{alone} 个输入没有对照：上年的输入没有找到或不止一份，见总览的“对照的输入”")
    if repeated:
        say(f"有 {len(repeated)} 个单位交了不止一份输入，见总览的“重复报送”")
    if missing:
        say(f"还没有收到 {len(missing)} 个单位的输入，见总览的“未报送”")
    say(f"总览：{overview}")


class _Progress:
    """On a terminal a bar with rate, time left and the current department; elsewhere a line now and then."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self.started = total, 0, time.monotonic()
        self.last = self.started
        self.bar = None
        self.task = None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[rate]}", markup=False),
                TimeRemainingColumn(),
                TextColumn("{task.description}", markup=False),
            )
            self.bar = Progress(*columns, console=Console(stderr=True))
            self.task = self.bar.add_task("", total=total, rate="")

    def __enter__(self) -> _Progress:
        if self.bar is not None:
            self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.stop()

    def seen(self, result: Result) -> None:
        """Another department is finished."""
        self.done += 1
        now = time.monotonic()
        rate = self.done / max(now - self.started, 1e-6)
        label = f"{result.name or result.key} {result.state}"
        if self.bar is not None and self.task is not None:
            self.bar.update(self.task, advance=1, description=label, rate=f"{rate:.1f} 个/秒")
        elif now - self.last >= PLAIN_EVERY or self.done == self.total:
            self.last = now
            left = (self.total - self.done) / rate
            say(f"{self.done}/{self.total}，每秒 {rate:.1f} 个，约剩 {left:.0f} 秒：{label}", err=True)
