"""The measurements as a page: every target of the speed work with its measured ratio."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.measure import Measurement
from benchmarks.whole import Growth, Peak, Rate


@dataclass(frozen=True, slots=True)
class Results:
    """All measurements of one run."""

    sample: str
    words: list[Measurement]
    sheets: list[Measurement]
    parts: list[Measurement]
    one: list[Measurement]
    rates: list[Rate]
    peaks: list[Peak]
    grown: list[Growth]
    cold_seconds: float
    cold_processor_seconds: float
    cold_imports: list[str]


@dataclass(frozen=True, slots=True)
class Target:
    what: str
    wanted: str
    measured: str
    met: bool


def targets(found: Results) -> list[Target]:
    """Each target and whether this run meets it; those that were not measured are left out."""
    word, floor, docxtpl = (item.milliseconds for item in found.words[:3])
    whole, least = (item.milliseconds for item in found.one[:2])
    one, two = (item.per_second for item in found.rates[:2])
    core = found.rates[0].per_cpu_second
    first, last = found.peaks[-2], found.peaks[-1]
    size = last.megabytes / first.megabytes
    each = (last.seconds / last.count) / (first.seconds / first.count)
    sizes = sorted({item.size for item in found.grown})[-2:]
    steeper, steepest = _steepest(found.grown, *sizes)
    result = [
        Target(
            "写 Word（成文以后）与压缩下限之比", "≤ 2.5 倍", f"{word / floor:.2f} 倍", word <= 2.5 * floor
        ),
        Target("docxtpl 与本项目写 Word 之比", "≥ 15 倍", f"{docxtpl / word:.1f} 倍", docxtpl >= 15 * word),
        Target("整个部门与下限（解压＋压缩）之比", "≤ 6 倍", f"{whole / least:.2f} 倍", whole <= 6 * least),
        Target("一个核每秒部门数（各格式混合，按处理器时间）", "≥ 25 个", f"{core:.1f} 个", core >= 25),
        Target("两个进程与一个进程之比", "≥ 1.8 倍", f"{two / one:.2f} 倍", two >= 1.8 * one),
        Target(
            "gongkai check 冷启动",
            "< 0.8 秒",
            f"{found.cold_seconds:.2f} 秒（处理器时间 {found.cold_processor_seconds:.2f} 秒）",
            found.cold_seconds < 0.8,
        ),
        Target(
            "gongkai check 不装入 docx、xlsxwriter",
            "不装入",
            "、".join(found.cold_imports) or "都没有装入",
            not {"docx", "xlsxwriter"} & set(found.cold_imports),
        ),
        Target(f"{last.count} 个与 {first.count} 个部门的内存峰值之比", "≤ 1.2", f"{size:.2f}", size <= 1.2),
        Target(
            f"{last.count} 个与 {first.count} 个部门的单个用时之比", "0.8—1.2", f"{each:.2f}", each <= 1.2
        ),
        Target(
            f"各有 {sizes[1]} 与 {sizes[0]} 个科目、项目时，每个单元格用时之比（最大的样例）",
            "约 1（线性）",
            f"{steeper:.2f}（{steepest}）",
            steeper <= 1.3,
        ),
    ]
    if len(found.words) > 3:
        plain = found.words[3].milliseconds
        ratio = Target(
            "python-docx 与本项目写 Word 之比", "≥ 100 倍", f"{plain / word:.0f} 倍", plain >= 100 * word
        )
        result.insert(2, ratio)
    return result


def _steepest(grown: list[Growth], small: int, large: int) -> tuple[float, str]:
    """By how much a cell costs more in the larger department, and the sample for which that is most."""
    cost = {(item.sample, item.size): item.per_cell for item in grown}
    return max((cost[name, large] / cost[name, small], name) for name, size in cost if size == large)


def page(found: Results, machine: str) -> str:
    """The whole page in Markdown."""
    ours = found.words[0].milliseconds
    lines = [
        "# 速度与内存",
        "",
        "由 `python benchmarks/run.py [--old 旧的工作区] -o docs/performance.md` 一次测出；各种做法在同一次运行里并排测，看比值，"
        "不看绝对数。毫秒数和秒数是处理器时间，毫秒数取热身后的最好成绩；只有冷启动和两个进程之比按钟表，机器同时忙别的事时会偏差。",
        "",
        f"机器：{machine}。样例：`{found.sample}`。",
        "",
        "## 目标",
        "",
        "| 目标 | 要求 | 实测 | 达到 |",
        "|---|---|---|---|",
        *(
            f"| {t.what} | {t.wanted} | {t.measured} | {'是' if t.met else '**否**'} |"
            for t in targets(found)
        ),
        "",
        *_missed(targets(found)),
        *_shares(found),
        *_table("写 Word", found.words, ours),
        *_table("写 Excel", found.sheets, found.sheets[0].milliseconds),
        *_table("一个部门，从工作簿到两个文件", found.one, found.one[1].milliseconds),
        *_table("各阶段", found.parts, found.one[0].milliseconds),
        "## 成批",
        "",
        "| 进程 | 部门 | 每秒（按钟表） | 每秒处理器时间 |",
        "|---|---|---|---|",
        *(f"| {r.name} | {r.count} | {r.per_second:.1f} | {r.per_cpu_second:.1f} |" for r in found.rates),
        "",
        "| 部门数（单进程） | 内存峰值 | 用时 | 每个 |",
        "|---|---|---|---|",
        *(
            f"| {p.count} | {p.megabytes:.0f} MB | {p.seconds:.1f} 秒 | {p.seconds / p.count * 1000:.0f} 毫秒 |"
            for p in found.peaks
        ),
        "",
        "## 随部门大小增长",
        "",
        "功能科目、项目、指标、机构等各增加到所列的个数。",
        "",
        "| 样例 | 各有 | 填写的格 | 用时 | 每格 |",
        "|---|---|---|---|---|",
        *(
            f"| {g.sample} | {g.size} | {g.cells} | {g.milliseconds:.0f} 毫秒 | {g.per_cell * 1000:.0f} 微秒 |"
            for g in found.grown
        ),
        "",
    ]
    return "\n".join(lines)


def _missed(found: list[Target]) -> list[str]:
    missed = [target for target in found if not target.met]
    if not missed:
        return ["全部达到。", ""]
    words = "；".join(f"{t.what}要求 {t.wanted}，实测 {t.measured}" for t in missed)
    return [f"没有达到的：{words}。", ""]


def _shares(found: Results) -> list[str]:
    """Where the time of a whole department goes."""
    stages = [item for item in found.parts if not item.name.startswith("（")]
    total = sum(item.milliseconds for item in stages)
    words = "，".join(f"{item.name} {item.milliseconds / total:.0%}" for item in stages)
    least = found.one[1].milliseconds / total
    return [
        f"一个部门的时间：{words}；其中压缩和解压约 {least:.0%}，其余是 Python 代码，分散在几百个函数里。",
        "",
    ]


def _table(title: str, found: list[Measurement], base: float) -> list[str]:
    rows = [f"| {m.name} | {m.milliseconds:.1f} | {m.milliseconds / base:.2f} |" for m in found]
    return [f"## {title}", "", "| 做法 | 毫秒 | 比值 |", "|---|---|---|", *rows, ""]
