"""A county of department-years through `gongkai batch`, seven of them bad; every printed total added again.

    python benchmarks/county.py [--count 1000] [--jobs 2]

Says what it found and ends with 1 where anything is not as it must be.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.years import write_county  # noqa: E402 - the checkout must be importable first
from tests.robust.grids import docx_grids, xlsx_grids  # noqa: E402
from tests.robust.readd import add_again  # noqa: E402

COMMAND = [sys.executable, "-c", "from gongkai.app.main import run; run()", "batch"]
BAD, TOUCHED, SEED = 7, 10, 20231231


@dataclass(slots=True)
class County:
    """What came of a county: faults of ours in words, and the figures for the handbook."""

    wrong: list[str] = field(default_factory=list)
    sums: int = 0
    reports: int = 0
    first_seconds: float = 0
    again_seconds: float = 0

    def expect(self, what: str, found: object, wanted: object) -> None:
        if found != wanted:
            self.wrong.append(f"{what}: {found!r}, not {wanted!r}")


def run_county(place: Path, count: int, jobs: int) -> County:
    """Write `count` inputs below `place`, plant seven bad ones, run, touch ten, run again, check every report."""
    result = County()
    folder, out = place / "in", place / "out"
    paths = write_county(ROOT, folder, count)
    bad = plant(paths)
    code, result.first_seconds, _ = _batch(folder, out, jobs)
    result.expect("exit code", code, 1)
    states = _states(out)
    result.expect("rows", len(states), count)
    keys = {path.relative_to(folder).as_posix() for path in bad}
    result.expect("bad rows", {key for key, state in states.items() if state != "已生成"}, keys)
    good = [path for path in paths if path not in bad]
    touched = random.Random(SEED).sample(good, min(TOUCHED, len(good)))
    for path in touched:
        with path.open("ab") as stream:
            stream.write(b"\0")  # after the end of the package: another file, the same content
    _, result.again_seconds, said = _batch(folder, out, jobs)
    result.expect("untouched", f"其中 {count - len(touched)} 个没有变动" in said, True)
    # Only now: it takes minutes, in which a machine may change its speed between the two runs that are compared.
    for path in good:
        _add_up(result, out / path.relative_to(folder).with_suffix(""))
    return result


def plant(paths: list[Path]) -> list[Path]:
    """Seven files bad in seven ways."""
    chosen = random.Random(SEED).sample(paths, BAD)
    contents = [path.read_bytes() for path in chosen]
    damaged = (
        b"",
        b"PK\x03\x04 nothing more",
        contents[2][: len(contents[2]) // 2],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook",
        b"<html>not a workbook</html>",
        os.urandom(5000),
        contents[6][:40] + b"\xff" * 400 + contents[6][440:],
    )
    for path, content in zip(chosen, damaged, strict=True):
        path.write_bytes(content)
    return chosen


def _batch(folder: Path, out: Path, jobs: int) -> tuple[int, float, str]:
    start = time.perf_counter()
    done = subprocess.run(
        [*COMMAND, str(folder), "-o", str(out), "--jobs", str(jobs)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, time.perf_counter() - start, done.stdout


def _states(out: Path) -> dict[str, str]:
    data = json.loads((out / "总览.json").read_text(encoding="utf-8"))
    return {row["key"]: row["state"] for row in data["departments"]}


def _add_up(result: County, folder: Path) -> None:
    """Both reports of a department, read by an independent reader; every total against its parts."""
    for suffix, read in ((".docx", docx_grids), (".xlsx", xlsx_grids)):
        files = [path for path in folder.glob(f"*{suffix}") if "校核报告" not in path.name]
        if len(files) != 1:
            result.wrong.append(f"{folder}: {len(files)} {suffix}")
            continue
        sums = add_again(read(files[0].read_bytes()))
        result.reports += 1
        result.sums += sums.checked
        result.wrong += [f"{files[0].name}: {fault}" for fault in sums.wrong]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        found = run_county(Path(place), given.count, given.jobs)
    print(f"{given.count} 个部门，{given.jobs} 个进程：{found.first_seconds:.0f} 秒")
    print(f"重新加总 {found.reports} 个文件里的 {found.sums} 个合计，不符 {len(found.wrong)} 处")
    share = found.again_seconds / found.first_seconds
    print(f"改动 {TOUCHED} 个以后再运行：{found.again_seconds:.1f} 秒，是第一次的 {share:.1%}")
    for fault in found.wrong[:20]:
        print(fault)
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
