"""The page docs/undetectable.md: which changes of one digit nothing finds, and why nothing can.

`python -m tests.robust.undetectable` writes it; test_digits.py compares each sample's part with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from gongkai import pipeline
from tests.robust.digits import Change, changes, found, loaded, sign

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "undetectable.md"

RANGE = "只有大小关系可核（如决算不超过预算），改动后仍在范围之内"
ALONE = "全套输入中只有这一处说到它，没有第二个数可以核对"
TWICE = "“{other}”填的是同一个数，两者是否必须相等要由公开格式规定，现在没有这条规则"
LAST_YEAR = "；附上年输入核对（check --last-year）时，与上年公开的数比对"
BUDGET = "；附年初公开的预算核对（check --last-year）时，与预算公开的数比对"

_HEAD = """<!-- 本页由 python -m tests.robust.undetectable 写出，请勿手改 -->
# 改错一个数字，哪些查不出来

把每份样例的每个金额各改动一位数字（一次只改一个，改哪一位由固定的种子决定），再核对一遍：多出“错误”或“警告”
就算查出，只多出“提示”不算。下面列出没有查出的，以及为什么。

每个事实只填一次，报表上的合计、占比、增减都由程序算出，所以一个数填错，报表自身仍然处处相符；能发现它的只有另一处
独立填写的数。没有第二个数的，只能由填表人与财务系统的报表核对。
"""


@dataclass(frozen=True, slots=True)
class Part:
    """What was found in one sample."""

    sample: str
    total: int
    missed: tuple[tuple[Change, str], ...]

    @property
    def text(self) -> str:
        share = (self.total - len(self.missed)) * 100 / self.total if self.total else 100.0
        lines = [
            f"## {self.sample}",
            "",
            f"金额 {self.total} 个，查出 {self.total - len(self.missed)} 个（{share:.1f}%）。",
            "",
        ]
        if self.missed:
            lines += ["| 明细表 | 栏目 | 没有查出 | 例 | 为什么 |", "| --- | --- | --- | --- | --- |"]
        groups: dict[tuple[str, str, str], list[Change]] = {}
        for change, why in self.missed:
            groups.setdefault((change.schedule, change.column, why), []).append(change)
        for (schedule, column, why), group in groups.items():
            first = group[0]
            example = f"{first.row}：{first.before} → {first.after}".replace("|", "｜")
            lines.append(f"| {schedule} | {column} | {len(group)} | {example} | {why} |")
        return "\n".join(lines) + "\n"


def samples() -> list[Path]:
    return sorted(path.parent for path in (ROOT / "sample_inputs").glob("*/input.yaml"))


def part_of(folder: Path) -> Part:
    base = loaded(folder)
    assert base.department is not None
    known = {sign(item) for item in pipeline.check_department(base).findings}
    made = list(changes(folder.name, base.department))
    missed = tuple(
        (change, _why(base, known, change, made)) for change in made if not found(base, known, change)
    )
    return Part(folder.name, len(made), missed)


def _why(base: pipeline.Loaded, known: set[str], change: Change, made: list[Change]) -> str:
    """A hundredfold or a hundredth would be found: then a rule limits the amount, and only limits it."""
    wide = (replace(change, amount=change.amount * 100), replace(change, amount=change.amount / 100))
    why = RANGE if any(found(base, known, item) for item in wide) else ALONE
    others = [item for item in made if item.before == change.before and item.schedule != change.schedule]
    if why is ALONE and others and len(change.before.rstrip("0.")) > 3:  # a round number proves nothing
        why = TWICE.format(other=f"{others[0].schedule}/{others[0].row}/{others[0].column}")
    place = f"{change.row}/{change.column}"
    if "上年" in place:
        return why + LAST_YEAR
    return why + BUDGET if "年初预算" in place else why


def page(parts: Iterable[Part]) -> str:
    parts = list(parts)
    total = sum(part.total for part in parts)
    missed = sum(len(part.missed) for part in parts)
    share = (total - missed) * 100 / total
    whys = Counter(why for part in parts for _, why in part.missed)
    lines = [f"- {count} 个：{why}" for why, count in whys.most_common()]
    summary = f"共 {total} 个金额，查出 {total - missed} 个（{share:.1f}%），没有查出 {missed} 个：\n"
    return "\n".join([_HEAD, summary, *lines, "", *(part.text for part in parts)])


def main() -> None:
    PAGE.write_text(page(map(part_of, samples())), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
