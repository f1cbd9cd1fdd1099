"""Whole departments from workbook to both files, checks included, against the floor of inflating and deflating."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Measurement, alternately, best, check_file, read_file
from benchmarks.years import Sample, grown, write_county
from gongkai import pipeline
from gongkai.batch.executors import Executor, InProcess, Processes
from gongkai.batch.run import run_batch
from gongkai.batch.work_list import Options, make_jobs
from gongkai.blanks import write_workbook
from gongkai.memory import collect_seldom

# The kernel counts what the parent held when it started a process into ru_maxrss; this is the process alone.
_WITH_PEAK = (
    "import re\nfrom gongkai.app.main import run\ntry: run()\nfinally:\n"
    " print('|' + re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
)
COMMAND = [sys.executable, "-c", "from gongkai.app.main import run; run()"]


@dataclass(frozen=True, slots=True)
class Rate:
    """Departments per second by the clock, and per second of processor time of all processes."""

    name: str
    count: int
    per_second: float
    per_cpu_second: float


def one_department(root: Path, sample: str) -> list[Measurement]:
    """ms for one department of a sample, warm, one core; the floor; the reading by calamine."""
    path = root / "sample_inputs" / sample / "input.xlsx"

    def whole() -> dict[str, bytes]:
        checked = check_file(path)
        document = pipeline.compose(checked)
        assert document is not None and checked.subject is not None
        return pipeline.render(document, checked.subject.pack, ("docx", "xlsx"), pages=False).files

    collect_seldom()  # as the program itself does
    given = path.read_bytes()
    parts = [part for content in whole().values() for part in _parts(content)]
    ours, floor = alternately(whole, lambda: _floor(given, parts), rounds=15)
    return [
        Measurement("整个部门（读、核对、成文、写 Word 和 Excel）", ours),
        Measurement("下限：解压输入、压缩成品", floor),
        Measurement("只用 calamine 读出全部单元格", best(lambda: _calamine(given), rounds=9)),
        Measurement("只用 openpyxl 读出全部单元格", best(lambda: _openpyxl(given), rounds=5)),
        Measurement("本项目读取工作簿（到部门数据）", best(lambda: read_file(path), rounds=9)),
    ]


def _parts(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def _floor(given: bytes, parts: list[bytes]) -> None:
    _parts(given)
    for part in parts:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packer.compress(part)
        packer.flush()


def _calamine(given: bytes) -> None:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(given))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def _openpyxl(given: bytes) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(given), read_only=True, data_only=True)
    for sheet in book.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass


def rates(root: Path, count: int) -> list[Rate]:
    """Departments of all samples through `batch` with one and two processes, in turn; the best of three each."""
    found: dict[str, Rate] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "in"
        write_county(root, folder, count)
        for run in range(3):
            for name, executor in (("1 个进程", InProcess()), ("2 个进程", Processes(2))):
                rate = _rate(name, folder, Path(place) / f"{name}{run}", executor)
                if name not in found or rate.per_second > found[name].per_second:
                    found[name] = rate
    return list(found.values())


def _rate(name: str, folder: Path, out: Path, executor: Executor) -> Rate:
    warm = make_jobs(folder, out / "warm", Options())[:8]
    list(run_batch(warm, out / "warm", InProcess()))
    jobs = make_jobs(folder, out, Options())
    start, used = time.perf_counter(), _processor_time()
    results = list(run_batch(jobs, out, executor))
    seconds, worked = time.perf_counter() - start, _processor_time() - used
    assert all(result.state == "已生成" for result in results)
    return Rate(name, len(results), len(results) / seconds, len(results) / worked)


def _processor_time() -> float:
    """Seconds of this process and its ended children."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


@dataclass(frozen=True, slots=True)
class Peak:
    """One run of the command over `count` departments with one process: peak memory and time."""

    count: int
    megabytes: float
    seconds: float  # of processor time


def memory(root: Path, counts: tuple[int, ...]) -> list[Peak]:
    """Peak memory of the process and time per run, each in a process of its own."""
    found = []
    for count in counts:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "in"
            write_county(root, folder, count)
            command = [
                sys.executable,
                "-c",
                _WITH_PEAK,
                "batch",
                str(folder),
                "-o",
                f"{place}/out",
                "--jobs",
                "1",
            ]
            used = _processor_time()
            done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
            peak = int(done.stdout.rsplit("|", 1)[-1])
            found.append(Peak(count, peak / 1024, _processor_time() - used))
    return found


@dataclass(frozen=True, slots=True)
class Growth:
    """A department with `size` codes, projects and so on: the cells that it filled in, and ms from end to end."""

    sample: str
    size: int
    cells: int
    milliseconds: float

    @property
    def per_cell(self) -> float:
        return self.milliseconds / self.cells


def growth(sources: list[Sample], sizes: tuple[int, ...]) -> list[Growth]:
    """Samples with more and more rows of every kind."""
    return [grown for source in sources for grown in _growth(source, sizes)]


def _growth(source: Sample, sizes: tuple[int, ...]) -> Iterator[Growth]:
    for size in sizes:
        department = grown(source.department, source.pack, size)
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "大.xlsx"
            path.write_bytes(write_workbook(source.pack.inputs, source.pack.classification, department))

            def whole(path: Path = path) -> None:
                checked = check_file(path)
                document = pipeline.compose(checked, draft=True)
                assert document is not None and checked.subject is not None
                pipeline.render(document, checked.subject.pack, ("docx", "xlsx"), pages=False)

            cells = sum(len(e.values) for item in department.schedules.values() for e in item)
            yield Growth(source.name, size, cells, best(whole, rounds=1))


def cold(root: Path, sample: str) -> tuple[float, float, list[str]]:
    """Seconds of `gongkai check` in a new process by the clock and of processor time (best of five each), and
    the heavy libraries that it imported."""
    path = root / "sample_inputs" / sample / "input.xlsx"
    times, worked = [], []
    for _ in range(5):
        start, used = time.perf_counter(), _processor_time()
        subprocess.run([*COMMAND, "check", str(path)], stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - start)
        worked.append(_processor_time() - used)
    code = "import sys\nfrom gongkai.app.main import run\ntry: run()\nfinally: print('|' + ' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(path)], capture_output=True, text=True, check=False
    )
    modules = set(done.stdout.rsplit("|", 1)[-1].split())
    heavy = ("docx", "docxtpl", "xlsxwriter", "openpyxl", "lxml", "pypdf", "distributed", "pandas", "rich")
    return min(times), min(worked), [name for name in heavy if name in modules]
