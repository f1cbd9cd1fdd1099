"""Write the pages that follow from the code and the packs: rules, formats, differences, names for templates.

`make docs` runs it; tests/project/test_docs.py fails while a page is not what it would write.
"""

from __future__ import annotations

import sys
from pathlib import Path

from gongkai.codes import other_codes
from gongkai.maintenance.format_difference import compare_packs
from gongkai.maintenance.format_page import explain
from gongkai.maintenance.lint_templates import FORM_NAMES, vocabulary_of
from gongkai.maintenance.page import FormatPage, as_markdown
from gongkai.model.expression import expression_text
from gongkai.packs.library import Library
from gongkai.packs.location import templates_root
from gongkai.packs.pack import EquationRule, Pack, ReferenceRule, RequirementRule
from gongkai.rules.catalogue import registered_manual
from gongkai.rules.engine import algorithmic_rules
from gongkai.sections.form_tables import ITEM, RECORD
from gongkai.sections.vocabulary import identifier, make_filters

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
MANUAL = "格式维护手册.md"
START, END = "<!-- 名称表开始：由 make docs 写出，请勿手改 -->", "<!-- 名称表结束 -->"
WRITTEN = "<!-- 本页由 make docs 写出，请勿手改 -->"
_MANUAL_PARTS = ("查什么", "为什么", "通过", "违反", "怎么改", "依据")

FILTERS = {
    "万元": '金额按万元，用 pack.yaml 里 numbers 的“正文”样式：{{收入总计|万元}}万元；|万元("自评表") 用另一种样式',
    "元": "金额按元，有千分位，没有角分时不印小数",
    "数": "个数、人次、辆数，不印多余的小数；`数(true)` 加千分位",
    "小数": "不带单位的数，用“正文”样式",
    "百分比": "比率（1 是 100%）印成百分数，不带 % 号",
    "占比": "占另一个数的百分比，不带 % 号：{{基本支出|占比(本年支出合计)}}%",
    "完成率": '与另一阶段相比的完成百分比，不带 % 号：{{支出|完成率("年初预算")}}%；没有预算时印 0，多半要用 phrases 的用语',
    "在": '同一个数在另一阶段的值：{{支出|在("年初预算")|万元}}',
    "限": '同一个数只取某一坐标：{{支出|限(科目="208")|万元}}',
    "构成": "一组科目行各占合计的百分比，合起来正好 100：{% for 行, 比 in 行们|构成(合计) %}",
    "得分": "绩效得分的写法",
    "达成": "指标的目标值与完成值之比（1 是完全达到）",
    "名称": "数自己的名称：{% for 数 in [事业收入, 经营收入] if 数 %}{{数|名称}}{{数|万元}}万元{% endfor %}",
    "句": "去掉一段话末尾的句号，放进句子中间",
    "分行": "把一段话拆成一行一行",
    "中文数": "1 到 99 的中文数字：{{序|中文数}}、",
    "日期": "2023年12月31日这样的日期",
}
FUNCTIONS = {
    "原因": '原因("事项") 或 原因("事项", 科目编码)：会计写的变动原因，不带句号，没有写就是空',
    "明细": '明细("表名", 栏="值")：一张明细表的各行，可用栏目挑选；行.栏名 取文字，行["上级/下级"] 取有两层栏名的',
    "段": '段("表名", "标题栏", "内容栏", 栏="值")：得到一个按标题取内容的东西，如 {{甲("项目概况")}}',
    "不同": '不同("表名", "栏", 栏="值")：一栏里出现过的不同的字，按先后',
    "骨架行": '骨架行("表名", "名单", ["一级栏", "二级栏"], 栏="值")：按名单（lists）规定的次序列行，没有填的留空行',
    "科目": '科目(数, 位数) 或 科目(数, 5, "经济科目")：这个数涉及的科目，一个一行；含="上年决算" 连同上年有数的',
    "列举": "列举(一组字)：用顿号连起来；第二个内容可换成别的符号",
    "清单": '清单("名单")：pack.yaml 的 lists 里的各项，或 bands 里的各档',
    "评分": '评分("评分表名", 项目名称)：scoring.yaml 算出的得分；后面接 .执行率得分、.得分(行)、.计算得分(行)、.总分、.等级',
    "评级个数": '评级个数("评分表名", "优")：这种评分表里评为某一等级的有几张',
    "年度": "本年度，四位数字",
    "上年度": "年度减一",
}
FORM = {
    RECORD: "附表的 each 列出的一条记录，每条一张表",
    ITEM: "附表一行的 repeat 列出的一条",
    "序": "这是第几张表",
    "行号": "这是第几行",
}
ROWS = {
    "记录.数": '记录.数("数的名称")：这个数只算本条记录',
    "编码": "科目行的编码",
    "名称": "科目行自己的名称",
    "类名称": "所在类的名称",
    "款名称": "所在款的名称",
}


def pages(root: Path | None = None) -> dict[str, str]:
    """Every generated page by its path under docs/; the manual with its list of names renewed."""
    library = Library(root or templates_root())
    packs = {format: _pack(format, library) for format in library.formats()}
    made = {"rules.md": rules_page(packs)}
    listed = []
    for format, pack in packs.items():
        page, _ = explain(format, library)
        assert page is not None, format
        made[f"formats/{format}.md"] = as_markdown(page, WRITTEN)
        listed.append(f"- [{pack.name}]({format}.md)" + ("（供各省继承的底稿）" if pack.abstract else ""))
        parent = packs.get(pack.chain[-2]) if len(pack.chain) > 1 else None
        if parent is not None and not parent.abstract:
            path = f"formats/{format}与上级的差异.md"
            made[path] = as_markdown(compare_packs(parent, pack), WRITTEN)
            listed.append(f"  - [与“{parent.name}”的差异]({format}与上级的差异.md)")
    made["formats/README.md"] = "\n".join(["# 各格式要填什么、公开什么", "", WRITTEN, "", *listed]) + "\n"
    manual = DOCS / MANUAL
    made[MANUAL] = _renewed(manual.read_text(encoding="utf-8"), names_list(packs))
    return made


def _pack(format: str, library: Library) -> Pack:
    pack, findings = library.pack(format)
    if pack is None or findings:
        raise SystemExit(f"{format} 有问题，先运行 gongkai templates lint {format}")
    return pack


def _renewed(text: str, inner: str) -> str:
    head, start, rest = text.partition(START)
    _, end, tail = rest.partition(END)
    if not start or not end:
        raise SystemExit(f"docs/{MANUAL} 里找不到名称表的标记")
    return f"{head}{START}\n\n{inner}\n{END}{tail}"


# Names.


def names_list(packs: dict[str, Pack]) -> str:
    """Every function, filter and name that templates may use."""
    publishable = {format: pack for format, pack in packs.items() if not pack.abstract}
    filters, phrases, figures, texts, functions = _collected(publishable)
    _same("过滤器", filters, FILTERS)
    _same("函数", functions, FUNCTIONS)
    _same("附表里的名称", set(FORM_NAMES), FORM)
    page = FormatPage("")
    page.heading("函数和年度", 4)
    page.grid(("名称", "说明"), list(FUNCTIONS.items()))
    page.heading("过滤器", 4)
    page.grid(("写法", "说明"), [(f"｜{name}".replace("｜", "|"), text) for name, text in FILTERS.items()])
    page.paragraph("另有模板语言自带的 length、first、last、join、sort、map、selectattr、default 等。")
    page.heading("各格式自己的用语和档次（也写作过滤器）", 4)
    page.grid(
        ("写法", "哪些格式有"),
        [(f"|{name}", _formats(found, publishable)) for name, found in phrases.items()],
    )
    page.heading("附表和逐行的内容", 4)
    page.grid(("名称", "说明"), [*FORM.items(), *ROWS.items()])
    page.heading("会计填的文字", 4)
    page.grid(("名称", "哪些格式有"), [(name, _formats(found, publishable)) for name, found in texts.items()])
    page.heading("数", 4)
    page.paragraph("名称里的括号、引号在模板里省去。算法见 formats/ 下各格式的“数的定义”。")
    page.grid(
        ("名称", "哪些格式有"), [(name, _formats(found, publishable)) for name, found in figures.items()]
    )
    return as_markdown(page).split("\n", 2)[2]


Found = dict[str, list[str]]


def _collected(packs: dict[str, Pack]) -> tuple[set[str], Found, Found, Found, set[str]]:
    """Filters, phrases and bands, figures, texts with their formats, and functions."""
    filters: set[str] = set()
    functions: set[str] = set()
    phrases: Found = {}
    figures: Found = {}
    texts: Found = {}
    for format, pack in packs.items():
        own = {*pack.phrases, *pack.bands}
        filters |= set(make_filters(pack)) - own
        for name in sorted(own):
            phrases.setdefault(name, []).append(format)
        named = {identifier(name) for name in pack.definitions.figures}
        for name, value in vocabulary_of(pack).names.items():
            if callable(value) or name in ("年度", "上年度"):
                functions.add(name)
            else:
                (figures if name in named else texts).setdefault(name, []).append(format)
    return filters, phrases, figures, texts, functions


def _same(what: str, there: set[str], described: dict[str, str]) -> None:
    """A name without words, or words for a name that is gone, is put right in this file."""
    if there != set(described):
        lacking, gone = there - set(described), set(described) - there
        raise SystemExit(f"tools/make_docs.py：{what}缺少说明 {sorted(lacking)}，多出说明 {sorted(gone)}")


def _formats(found: list[str], packs: dict[str, Pack]) -> str:
    """Those formats in short: the years of one province and kind together, those that follow each other from—to."""
    if len(found) == len(packs):
        return "全部"
    years: dict[str, list[int]] = {}
    for format in found:
        family, _, year = format.rpartition("/")
        years.setdefault(family, []).append(int(year))
    return "；".join(f"{family}/{_runs(sorted(listed))}" for family, listed in years.items())


def _runs(years: list[int]) -> str:
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in runs)


# Rules.

DataRule = EquationRule | RequirementRule | ReferenceRule


def rules_page(packs: dict[str, Pack]) -> str:
    """All rules: the algorithmic ones from their modules, those of packs from the packs."""
    page = FormatPage("核对规则")
    page.paragraph(
        "gongkai check 对每一份输入逐条核对下列规则，并说明哪些没有核对、为什么。"
        "“错误”不改正就不生成报告；“警告”和“提示”请核对，可以不改。"
    )
    page.heading("一、各格式通用的规则")
    common = [
        (
            item.code,
            item.title,
            item.severity,
            [f"{label}：{text}" for label, text in registered_manual(item)],
        )
        for item in other_codes.RULES
    ]
    common += [(item.code, item.name, item.severity, _manual(item.manual)) for item in algorithmic_rules()]
    for code, name, level, manual in sorted(common, key=lambda item: item[0]):
        page.heading(f"{code} {name}（{level.value}）", 3)
        page.items(manual)
    page.heading("二、格式中规定的规则")
    data: dict[str, list[tuple[str, DataRule]]] = {}
    for format, pack in packs.items():
        for item in (*pack.equations, *pack.requirements, *pack.references):
            data.setdefault(item.code, []).append((format, item))
    for code in sorted(data):
        _data_rule(page, code, data[code])
    return as_markdown(page, WRITTEN)


def _manual(text: str) -> list[str]:
    """The parts of a module's manual, each with its continuation lines."""
    made: list[str] = []
    for line in text.split("\n")[1:]:
        if line.strip() and (line.startswith(_MANUAL_PARTS) or not made):
            made.append(line.strip())
        elif line.strip():
            made[-1] += line.strip()
    return made


def _data_rule(page: FormatPage, code: str, found: list[tuple[str, DataRule]]) -> None:
    """One rule; formats that word it alike stand together."""
    versions: dict[tuple[str, ...], list[str]] = {}
    for format, rule in found:
        versions.setdefault((rule.name, rule.severity.value, *_what(rule)), []).append(format)
    first = next(iter(versions))
    page.heading(f"{code} {first[0]}（{first[1]}）", 3)
    for (name, level, *told), formats in versions.items():
        head = [] if len(versions) == 1 else [f"{name}（{level}）"]
        page.items([*head, *told, f"格式：{'、'.join(formats)}"])


def _what(rule: DataRule) -> tuple[str, ...]:
    if isinstance(rule, EquationRule):
        told = [f"查什么：{expression_text(rule.equation)}"]
        told += [f"逐个{rule.each}核对"] if rule.each else []
        told += [f"前提：{rule.when_text}"] if rule.when_text else []
        told += [rule.manual] if rule.manual else []
    elif isinstance(rule, RequirementRule):
        rows = "".join(f"（{key}是“{value}”的行）" for key, value in rule.rows)
        told = [f"查什么：“{rule.schedule}”{rows}的{'、'.join([*rule.lines, *rule.columns])}要填"]
        told += [f"前提：{rule.when_text}"] if rule.when_text else []
    else:
        target = f"“{rule.target[0]}”的“{rule.target[1]}”中" if rule.target[0] else ""
        told = (
            [f"查什么：“{rule.schedule}”的“{rule.column}”要在{target}有"]
            if target
            else [
                f"查什么：{expression_text(rule.over)}的每个科目在“{rule.schedule}”的“{rule.column}”中要有一行"
            ]
        )
    return (*told, f"怎么改：{rule.hint}")


def obsolete(made: dict[str, str]) -> list[Path]:
    """Pages of formats that are gone."""
    return [
        path
        for path in sorted((DOCS / "formats").rglob("*.md"))
        if path.relative_to(DOCS).as_posix() not in made
    ]


def main() -> None:
    made = pages()
    for name, text in made.items():
        path = DOCS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            sys.stdout.write(f"已写出：docs/{name}\n")
    for path in obsolete(made):
        path.unlink()
        sys.stdout.write(f"已删去：{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
