"""`templates explain`: what a format asks for and publishes, and which pack of its chain supplied each piece."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gongkai.maintenance.chart_words import chart_categories, digest_lines
from gongkai.maintenance.lint_declarations import OpenPack, open_pack
from gongkai.maintenance.page import FormatPage
from gongkai.model.expression import expression_text, number_text
from gongkai.model.labels import chinese_numeral
from gongkai.model.schema import Column, ScheduleSpec, Shape
from gongkai.packs.compilers.input_spec import REASONS_FILE
from gongkai.packs.compilers.scoring import SCORING_FILE, scoring_lines
from gongkai.packs.inheritance import PACK_FILE, PackSource
from gongkai.packs.library import Library
from gongkai.packs.load import RULES_FILE
from gongkai.packs.numbering import USUAL_NUMBERING
from gongkai.packs.pack import DOCUMENT_KINDS, EquationRule, Pack, PartItem, ReferenceRule, RequirementRule
from gongkai.packs.plain_words import reader_text
from gongkai.yamlsource import Node


def explain(format: str, library: Library) -> tuple[FormatPage | None, OpenPack]:
    """The page of a format, None where it cannot be loaded (see the findings of the pack)."""
    opened = open_pack(format, library)
    if opened.pack is None:
        return None, opened
    return _Explainer(opened, opened.pack).page(), opened


class _Explainer:
    def __init__(self, opened: OpenPack, pack: Pack) -> None:
        self.source: PackSource = opened.source
        self.pack = pack
        self.chapters = 0
        self.page_ = FormatPage(f"{pack.name}（{pack.format}）")

    def page(self) -> FormatPage:
        page, pack = self.page_, self.pack
        page.paragraph(
            f"种类：{DOCUMENT_KINDS.get(pack.kind, pack.kind)}；年度：{pack.year}；科目字典：{pack.classification.year} 年"
        )
        page.paragraph(f"继承：{' → '.join(pack.chain)}")
        if pack.abstract:
            page.paragraph("本格式是供各省继承的底稿，不能用来出报告。")
        self._schedules()
        self._reasons()
        self._parts()
        self._charts()
        self._figures()
        self._scoring()
        self._rules()
        self._glossary()
        return page

    def _chapter(self, title: str) -> None:
        self.chapters += 1
        self.page_.heading(f"{chinese_numeral(self.chapters)}、{title}")

    # Where things come from.

    def from_(self, *nodes: Node | None) -> str:
        """The packs that supplied a piece, from the oldest; the last of them has the last word."""
        files = {item.location.file for node in nodes if node is not None for item in node.walk()}
        files |= {
            place.file
            for node in nodes
            if node is not None
            for item in node.walk()
            for place in item.keys.values()
        }
        return self._packs(files)

    def _packs(self, files: Iterable[str]) -> str:
        named = list(files)
        found = [name for name in self.pack.chain if any(file.startswith(f"{name}/") for file in named)]
        return "，改于 ".join(filter(None, (found[0] if found else "", "、".join(found[1:]))))

    def _entry(self, file: str, *path: str) -> Node | None:
        node = self.source.yaml.get(file)
        for key in path:
            node = node.get(key) if node is not None else None
        return node

    # What is asked.

    def _schedules(self) -> None:
        self._chapter("要填的内容")
        declared = {
            node.mapping["name"].text: node
            for node in self.source.folder("schedules").values()
            if "name" in node.mapping
        }
        for spec in self.pack.inputs.schedules:
            optional = "（没有的可以整张不填）" if spec.optional else ""
            self.page_.heading(f"{spec.name}{optional}", 3)
            self.page_.paragraph(f"{spec.purpose}。" if spec.purpose else "")
            node = declared.get(spec.name)
            self.page_.paragraph(f"来自：{self.from_(node)}")
            self._columns(spec, node)
            if spec.shape is Shape.LINES:
                self._lines(spec, node)

    def _columns(self, spec: ScheduleSpec, node: Node | None) -> None:
        if spec.shape is Shape.LINES and len(spec.columns) == 1:
            return
        rows = []
        for path, columns in _grouped(spec.columns).items():
            first = columns[0]
            rows.append(
                (
                    path,
                    "、".join(column.path[-1] for column in columns) if len(columns) > 1 else "",
                    first.type.value,
                    "必填" if first.required else "",
                    _choices(first.choices),
                    first.prompt,
                )
            )
        rows += [(item.name, "", "由程序算出", "", "", f"按{item.source}") for item in spec.derived]
        self.page_.grid(("栏", "分栏", "类型", "必填", "可选", "说明"), rows)

    def _lines(self, spec: ScheduleSpec, node: Node | None) -> None:
        lines = node.get("lines") if node is not None else None
        rows = []
        for line in spec.lines:
            found = lines.get(line.name) if lines is not None else None
            place = lines.keys.get(line.name) if lines is not None else None
            supplied = self._packs([place.file] if place else []) if found is None else self.from_(found)
            asked = "、".join(line.columns)
            unit = f"（{line.unit}）" if line.unit else ""
            kind = f"{line.type.value}{unit}"
            need = "必填" if line.required else ""
            rows.append(
                (line.group, line.name, kind, asked, need, _choices(line.choices), line.prompt, supplied)
            )
        self.page_.grid(("组", "项", "类型", "要填的栏", "必填", "可选", "说明", "来自"), rows)

    def _reasons(self) -> None:
        if not self.pack.reasons:
            return
        self._chapter("要写原因的变动")
        rows = []
        for slot in self.pack.reasons.values():
            when = (
                "总要写"
                if slot.always
                else f"变动达到 {number_text(slot.threshold)}% 时"
                if slot.threshold
                else "有变动时"
            )
            base = f"与{slot.base}比" if slot.base else ""
            each = f"每个{slot.each}" if slot.each else ""
            supplied = self.from_(self._entry(REASONS_FILE, slot.name))
            rows.append((slot.name, expression_text(slot.figure), base, each, when, supplied))
        self.page_.grid(("事项", "哪个数", "比较", "分写", "何时要写", "来自"), rows)

    # What is published.

    def _parts(self) -> None:
        self._chapter("报告的各部分")
        numberings = self.pack.numberings
        if set(numberings.values()) != {USUAL_NUMBERING.of(1)}:
            self.page_.paragraph("；".join(f"{what}：{how}" for what, how in numberings.items()))
        for part in self.pack.parts:
            self.page_.heading(reader_text(part.heading) or part.key, 3)
            rows = [(item.kind, *self._item(item)) for item in part.items]
            self.page_.grid(("种类", "名称", "编号", "来自"), rows)

    def _item(self, item: PartItem) -> tuple[str, str, str]:
        if item.kind == "正文":
            file = self.source.narrative.get(item.name)
            files = {place.file for place in file.places} | {file.file} if file else set()
            return item.name, "", self._packs(sorted(files))
        if item.kind == "表" and item.name in self.pack.tables:
            table = self.pack.tables[item.name]
            return reader_text(table.title), table.code, self.from_(self._entry(f"tables/{item.name}.yaml"))
        if item.kind == "附表":
            form = self.pack.forms[item.name]
            return reader_text(form.title), "", self.from_(self._entry(f"forms/{item.name}.yaml"))
        if item.kind == "图" and item.name in self.pack.charts:
            chart = self.pack.charts[item.name]
            return reader_text(chart.title), "", self.from_(self._entry(f"charts/{item.name}.yaml"))
        return item.name, "", self._packs([item.location.file])

    def _charts(self) -> None:
        pack = self.pack
        if pack.charts or pack.digest:
            self._chapter("图和一图读懂")
        rows = [
            (
                chart.key,
                reader_text(chart.title),
                chart.kind.value,
                "、".join(reader_text(series.name) for series in chart.series),
                chart_categories(chart),
                self.from_(self._entry(f"charts/{chart.key}.yaml")),
            )
            for chart in pack.charts.values()
        ]
        if rows:
            self.page_.grid(("图", "名称", "样子", "系列", "类别", "来自"), rows)
        if pack.digest is not None:
            self.page_.paragraph("一图读懂的大数、图和几句话：")
            self.page_.items(digest_lines(pack.digest))

    def _figures(self) -> None:
        if self.pack.definitions.figures:
            self._chapter("数的定义")
            rows = [
                (name, expression_text(expression), self._packs([self.pack.figure_places[name].file]))
                for name, expression in self.pack.definitions.figures.items()
            ]
            self.page_.grid(("名称", "算法", "来自"), rows)
        phrases = [
            (
                name,
                phrase.base,
                "；".join(f"{situation}：{text or '（不写）'}" for situation, text in phrase.wording.items()),
                self.from_(self._entry(PACK_FILE, "phrases", name)),
            )
            for name, phrase in self.pack.phrases.items()
        ]
        if phrases:
            self._chapter("用语")
            self.page_.grid(("名称", "与谁比", "写法", "来自"), phrases)

    def _scoring(self) -> None:
        rows = list(scoring_lines(self.pack.scoring).items())
        if rows:
            self._chapter("评分")
            self.page_.paragraph(f"来自：{self.from_(self.source.yaml.get(SCORING_FILE))}")
            self.page_.grid(("项", "规定"), rows)

    def _rules(self) -> None:
        self._chapter("核对规则")
        rules: list[EquationRule | RequirementRule | ReferenceRule] = [
            *self.pack.equations,
            *self.pack.requirements,
            *self.pack.references,
        ]
        rows = [
            (rule.code, rule.severity.value, rule.name, self._packs([rule.location.file])) for rule in rules
        ]
        settings = self._entry(RULES_FILE, "settings")
        for code, node in settings.mapping.items() if settings else ():
            state = "按本格式的设置" if self.pack.settings[code].enabled else "不用"
            rows.append((code, state, "", self.from_(node)))
        self.page_.grid(("编号", "级别", "名称", "来自"), sorted(rows))

    def _glossary(self) -> None:
        if self.pack.glossary:
            self._chapter("名词解释")
            rows = [(term, self.from_(self._entry("glossary.yaml", term))) for term, _ in self.pack.glossary]
            self.page_.grid(("名词", "来自"), rows)


def _grouped(columns: Iterable[Column]) -> Mapping[str, list[Column]]:
    """Columns of equal upper heading together, in order."""
    found: dict[str, list[Column]] = {}
    for column in columns:
        name = "/".join(column.path[:-1]) if len(column.path) > 1 else column.name
        found.setdefault(name, []).append(column)
    return found


def _choices(choices: tuple[str, ...]) -> str:
    return "、".join(choices) if len(choices) <= 12 else f"{'、'.join(choices[:6])} 等 {len(choices)} 项"
