"""Every stage of the five samples, and the same of an older worktree beside it, measured in turn.

    python benchmarks/old_new.py [--old WORKTREE] [--turns 8]

Each turn runs each sample of each worktree in a process of its own, now the one first, now the other, so that a machine
that is now faster, now slower is so for both; of a stage the best of all turns counts (five runs each).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.stage_times import STAGES  # noqa: E402 - the checkout must be importable first

TURNS = 8
Times = dict[str, dict[str, float]]
"""ms by sample and stage."""


def in_turn(roots: Sequence[Path], turns: int = TURNS) -> list[Times]:
    """The best times of each worktree."""
    best: list[Times] = [{} for _ in roots]
    pairs = list(zip(best, roots, strict=True))
    for turn in range(turns):
        for sample in sorted(folder.name for folder in (ROOT / "sample_inputs").iterdir()):
            for times, root in pairs if turn % 2 else reversed(pairs):
                known = times.setdefault(sample, {})
                for stage, milliseconds in _once(root, sample).items():
                    known[stage] = min(known.get(stage, milliseconds), milliseconds)
    return best


def _once(root: Path, sample: str) -> dict[str, float]:
    command = [sys.executable, str(ROOT / "benchmarks" / "stage_times.py"), str(root), sample]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def section(old: Path | None, turns: int = TURNS) -> list[str]:
    """The part of the page: a line per sample and stage, with the older times where there are any."""
    roots = [ROOT, old] if old is not None else [ROOT]
    now, *before = in_turn(roots, turns)
    said = (
        f"与 {_name(old)} 轮流测，每轮各用一个进程；比值是新比旧。" if old is not None else "每轮用一个进程。"
    )
    return [
        "## 各样例各阶段",
        "",
        f"毫秒，处理器时间，{turns} 轮、每轮 5 次的最好成绩。{said}“写网页”要先问清每个数的来源；要求是写 Word 的 1.5 倍以内。",
        "",
        "| 样例 | " + " | ".join(STAGES) + " | 网页比 Word |",
        "|---" * (len(STAGES) + 2) + "|",
        *(_line(sample, times, before[0].get(sample, {}) if before else {}) for sample, times in now.items()),
        "",
    ]


def _line(sample: str, times: dict[str, float], before: dict[str, float]) -> str:
    cells = [_cell(times.get(stage), before.get(stage)) for stage in STAGES]
    return f"| {sample} | {' | '.join(cells)} | {times['写网页'] / times['写 Word']:.2f} |"


def _cell(now: float | None, before: float | None) -> str:
    if now is None:
        return "—"
    return f"{now:.1f}" if before is None else f"{now:.1f}（旧 {before:.1f}，{now / before:.2f}）"


def _name(root: Path) -> str:
    """The commit of a worktree."""
    done = subprocess.run(
        ["git", "-C", str(root), "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--old", type=Path, help="an older worktree, measured beside this one")
    parser.add_argument("--turns", type=int, default=TURNS)
    given = parser.parse_args()
    print("\n".join(section(given.old, given.turns)))


if __name__ == "__main__":
    main()
