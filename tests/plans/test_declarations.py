"""Whatever a table declares is refused with its file and line, or can be composed: nothing ends in our bug."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from gongkai.findings import Finding, Location
from gongkai.maintenance.invented_department import Scenario, synthetic
from gongkai.model.book import Book
from gongkai.model.definitions import Definitions
from gongkai.model.ledger import Ledger
from gongkai.packs.compilers.figures import Expressions
from gongkai.packs.compilers.forms import compile_form
from gongkai.packs.compilers.tables import TableCompiler
from gongkai.packs.pack import Pack
from gongkai.plans.table_plan import TablePlan
from gongkai.sections.code_names import CodeNames
from gongkai.sections.ledger_tables import LedgerComposer
from gongkai.sections.printing import Printer
from gongkai.tree.grid import grid
from gongkai.tree.nodes import Table
from gongkai.yamlsource import Node
from tests.support.library import LIBRARY

FORMAT = "shanxi/final_accounts/2023"
Declared = str | list["Declared"] | dict[str, "Declared"]

_FIGURES = ["支出", "支出[资金来源=财政拨款]", "计数(项目)", "收入 - 支出", "没有这个数", "1", ""]
_COLUMNS: list[tuple[str, Declared]] = [
    ("编码", {"bind": "编码"}),
    ("名称", {"bind": "名称"}),
    ("行次", {"bind": "行次"}),
    ("备注", {"bind": "文字"}),
    ("金额", {}),
    ("甲", {"figure": "支出"}),
    ("甲/乙", {"figure": "支出"}),
    ("甲/丙", {"figure": "收入", "where": {"阶段": "决算"}}),
    ("宽", {"figure": "收入", "width": "0"}),
    ("数", {"figure": "收入", "count": "是"}),
    ("", {"figure": "收入"}),
    ("码/类", {"bind": "类"}),
    ("码/项", {"bind": "项"}),
]
_LINES: list[tuple[str, Declared]] = [
    ("1", {"label": "一、收入", "figure": "收入"}),
    ("2-4", {}),
    ("5-7", {"label": "不该有"}),
    ("8", {"header": ["甲", "乙"]}),
    ("9", {"header": ["甲", "乙", "丙"]}),
    ("10", {"section": "是", "label": "一段"}),
    ("各类", {"classes": "支出"}),
    ("有数的类", {"classes": {"figure": "支出", "filled": "是"}}),
    ("少一类", {"classes": {"figure": "支出", "without": ["201", "299"]}}),
    ("没有数", {"classes": {"filled": "也许"}}),
    ("11", {"label": "小计", "figure": "支出", "bold": "是", "count": "是"}),
]


def node(value: Declared) -> Node:
    """YAML as it was read, every node with a place."""
    place = Location(file="tables/试.yaml", line=1, column=1)
    if isinstance(value, dict):
        return Node({key: node(item) for key, item in value.items()}, place, dict.fromkeys(value, place))
    if isinstance(value, list):
        return Node([node(item) for item in value], place)
    return Node(value, place)


def declared(chance: random.Random) -> dict[str, Declared]:
    """A declaration of any kind, with keys of others and values that may or may not do."""

    def some(items: list[tuple[str, Declared]]) -> dict[str, Declared]:
        return dict(chance.sample(items, chance.randint(0, min(4, len(items)))))

    def blocks() -> Declared:
        codes = ["301-30199", "302-30299", "309", "999"]
        return [
            {"group": chance.choice(["人员", "公用", ""]), "codes": chance.choice(codes)}
            for _ in range(chance.randint(0, 3))
        ]

    kind = chance.choice(["对列", "科目", "经济科目", "单行"])
    own: dict[str, dict[str, Declared]] = {
        "对列": {
            "sides": {
                name: {"columns": some(_COLUMNS[1:5:1]), "lines": some(_LINES)}
                for name in chance.sample(["收入", "支出"], chance.randint(0, 2))
            },
            "headed": chance.choice(["是", "否"]),
            "numbered": chance.choice(["栏次", "全部", "-", ""]),
        },
        "科目": {
            "rows": chance.choice(_FIGURES),
            "dimension": chance.choice(["科目", "经济科目", "没有这个坐标"]),
            "levels": chance.choice([["3", "5", "7"], ["0"], ["类"], []]),
            "totals": chance.choice([[], ["合计"], ["合计", "其中"]]),
            "totals_last": chance.choice(["是", "否", "是", "否", "末尾"]),
            "split": chance.choice(
                [{}, {"甲": {"阶段": "决算"}, "乙": {"阶段": "上年决算"}}, {"丙": {"没有": "甲"}}]
            ),
            "unit": chance.choice(["万元", "元", "万元", "元", "亿元"]),
            "columns": some(_COLUMNS),
            "numbered": chance.choice(["栏次", "全部", "-", ""]),
        },
        "经济科目": {
            "figure": chance.choice(["基本支出经济分类", *_FIGURES]),
            "block_titles": chance.choice([*[["编码", "名称", "金额"]] * 3, ["编码", "金额"], ["金额"], []]),
            "blocks": blocks(),
            "dashes": chance.choice([{}, {"309": "—"}, {"999": "—"}]),
            "footers": {
                "人员合计": {"figure": chance.choice(_FIGURES), "blocks": chance.choice(["1", "2", "0"])}
            },
        },
        "单行": {"columns": some(_COLUMNS), "numbered": chance.choice(["栏次", "全部", ""])},
    }
    made: dict[str, Declared] = {"title": "试", "kind": kind, **own[kind]}
    for key in chance.sample(sorted(made), chance.choice([0, 0, 0, 1])):
        if key != "kind":
            del made[key]
    if chance.random() < 0.1:
        made.update(own[chance.choice(sorted(own))])
    return made


@pytest.fixture(scope="module")
def pack() -> Pack:
    found, _ = LIBRARY.pack(FORMAT)
    assert found is not None
    return found


def compiled(pack: Pack, declaration: dict[str, Declared]) -> tuple[TablePlan | None, list[Finding]]:
    findings: list[Finding] = []
    expressions = Expressions(pack.inputs, findings)
    definitions: Definitions = pack.definitions
    expressions.figures.update(definitions.figures)
    expressions.groups.update(definitions.groups)
    compiler = TableCompiler(expressions, pack.inputs, pack.classification, pack.kind, findings)
    made = compiler.compile("试", node(declaration))
    return (made[1] if made is not None else None), findings


def composed(pack: Pack, plan: TablePlan) -> None:
    for scenario in (Scenario.TYPICAL, Scenario.ZERO):
        department = synthetic(pack, scenario)
        book = Book(Ledger(department), pack.definitions)
        names = CodeNames(department, pack.classification)
        made = LedgerComposer(department, book, names, Printer(pack), str).compose(plan)
        table = Table("试", "试", made.rows, made.widths, made.header_rows)
        assert grid(table).columns == len(plan.widths)
        assert all(build.filled == len(plan.widths) for build in grid(table).builds)


def test_refused_or_composed(pack: Pack) -> None:
    chance = random.Random(20261130)
    ended: Counter[str] = Counter()
    for _ in range(1500):
        declaration = declared(chance)
        plan, findings = compiled(pack, declaration)
        assert (plan is None) == bool(findings), declaration
        assert all(item.location.file and item.location.line for item in findings), declaration
        if plan is not None:
            composed(pack, plan)
        ended[f"{declaration['kind']} {plan is not None}"] += 1
    for kind in ("对列", "科目", "经济科目", "单行"):
        assert ended[f"{kind} True"] >= 3, ended
        assert ended[f"{kind} False"] >= 3, ended


@pytest.mark.parametrize("titles", [["编码", "金额"], ["金额"], ["一", "二", "三", "四"]])
def test_block_titles_are_three(pack: Pack, titles: list[Declared]) -> None:
    declaration: dict[str, Declared] = {
        "title": "试",
        "kind": "经济科目",
        "figure": "基本支出经济分类",
        "block_titles": titles,
        "blocks": [{"group": "人员", "codes": "301-30199"}],
    }
    plan, findings = compiled(pack, declaration)
    assert plan is None
    assert [item.message for item in findings] == [
        f"block_titles 要写 3 个（编码、名称、金额），写了 {len(titles)} 个"
    ]


@pytest.mark.parametrize("width", ["宽", "nan", "0", "-1", "inf"])
def test_widths_of_a_form(width: str) -> None:
    findings: list[Finding] = []
    compile_form("试", node({"title": "试", "widths": ["1", width], "rows": [["甲", "乙"]]}), findings)
    assert [item.message for item in findings] == [f"widths 应是大于零的数，写的是“{width}”"]
