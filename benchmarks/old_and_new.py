"""This checkout beside an older one, stage by stage: `python benchmarks/old_and_new.py OLD [SAMPLE…] [--rounds 3]`.

Each measures itself by its own `benchmarks` in a process of its own, in turn, so that a machine that is now faster,
now slower is so for both; of each stage the best time counts. Lines of a stage that only one of them has are left out.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_MEASURE = """
import sys
from pathlib import Path
from benchmarks import stages, whole
root, sample = Path(sys.argv[1]), sys.argv[2]
for found in (*stages.measure(root, sample), whole.one_department(root, sample)[0]):
    print(f"{found.milliseconds}\\t{found.name}")
"""


def measured(tree: Path, sample: str) -> dict[str, float]:
    """ms of each stage of one checkout."""
    env = {**os.environ, "PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree}"}
    env["GONGKAI_TEMPLATES"] = str(tree / "templates")
    command = [sys.executable, "-c", _MEASURE, str(tree), sample]
    done = subprocess.run(command, cwd=tree, env=env, capture_output=True, encoding="utf-8", check=True)
    lines = (line.split("\t") for line in done.stdout.splitlines())
    return {name: float(milliseconds) for milliseconds, name in lines}


def compared(old: Path, sample: str, rounds: int) -> dict[str, tuple[float, float]]:
    """The best ms of each stage, old and new."""
    best: dict[str, list[float]] = {}
    for _ in range(rounds):
        for number, tree in enumerate((old, ROOT)):
            for name, milliseconds in measured(tree, sample).items():
                of_both = best.setdefault(name, [float("inf")] * 2)
                of_both[number] = min(of_both[number], milliseconds)
    return {name: (one, two) for name, (one, two) in best.items() if max(one, two) < float("inf")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path, help="the older checkout")
    parser.add_argument("samples", nargs="*", help="all samples that both have, if none is given")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    old = given.old.resolve()
    both = [path.name for path in sorted((ROOT / "sample_inputs").iterdir()) if path.is_dir()]
    for sample in given.samples or [name for name in both if (old / "sample_inputs" / name).is_dir()]:
        for name, (before, now) in compared(old, sample, given.rounds).items():
            print(f"{sample}\t{name}\t{before:.1f}\t{now:.1f}\t{(now / before - 1) * 100:+.0f} %", flush=True)


if __name__ == "__main__":
    main()
