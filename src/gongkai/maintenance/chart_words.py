"""Charts and the digest of a format in words, for `explain` and `diff`."""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.maintenance.change_lines import changed, changes_of_order
from gongkai.model.expression import expression_text
from gongkai.packs.pack import Pack
from gongkai.packs.plain_words import reader_text
from gongkai.plans.binding import Binding
from gongkai.plans.chart_plan import ChartPlan
from gongkai.plans.digest_plan import DigestPlan


def chart_categories(chart: ChartPlan) -> str:
    """基本支出、项目支出; or 按科目（支出）从大到小，最多 7 项."""
    rule = chart.rule
    if rule is None:
        return "、".join(reader_text(name) for name in chart.categories)
    most = f"，最多 {rule.most} 项" if rule.most else ""
    rest = f"，其余合成“{reader_text(rule.rest)}”" if rule.rest else ""
    return f"按{rule.dimension}（{expression_text(rule.figure)}）从大到小{most}{rest}"


def digest_lines(digest: DigestPlan) -> list[str]:
    """A line for each piece of the page."""
    figures = "、".join(reader_text(figure.label) for figure in digest.figures)
    return [
        f"题目：{reader_text(digest.title)}",
        f"大数：{figures}",
        f"图：{'、'.join(digest.charts)}",
        *(reader_text(sentence) for sentence in digest.sentences),
    ]


def chart_changes(old: Pack, new: Pack) -> list[str]:
    """What changes in the charts and on the page of the digest."""
    found = changes_of_order(list(old.charts), list(new.charts), "图")
    for key, chart in new.charts.items():
        before = old.charts.get(key)
        if before is not None:
            for name, text in _said(chart).items():
                found += changed(_said(before)[name], text, f"图“{key}”的{name}")
    then = digest_lines(old.digest) if old.digest is not None else []
    now = digest_lines(new.digest) if new.digest is not None else []
    return found + changes_of_order(then, now, "一图读懂的内容")


def _said(chart: ChartPlan) -> Mapping[str, str]:
    return {
        "名称": reader_text(chart.title),
        "样子": chart.kind.value,
        "单位": chart.unit,
        "系列": "、".join(reader_text(series.name) for series in chart.series),
        "类别": chart_categories(chart),
        "数": "；".join(_bound(binding) for series in chart.series for binding in series.bindings),
    }


def _bound(binding: Binding) -> str:
    where = "，".join(f"{name}={'|'.join(values)}" for name, values in binding.where)
    return f"{expression_text(binding.figure)}{f'（{where}）' if where else ''}"
