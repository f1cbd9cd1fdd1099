"""Load a format pack: read, inherit, compile, and collect every fault with file and line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from gongkai import money
from gongkai.findings import Finding, Location
from gongkai.frozen import frozen
from gongkai.model.classification import Classification
from gongkai.model.expression import Expression
from gongkai.model.schema import InputSpec
from gongkai.packs.compilers.charts import compile_charts, placed_charts
from gongkai.packs.compilers.common_head import compile_common_head
from gongkai.packs.compilers.consolidation import CONSOLIDATE, compile_consolidation
from gongkai.packs.compilers.digest import compile_digest
from gongkai.packs.compilers.figures import Expressions, compile_figures, stages
from gongkai.packs.compilers.forms import compile_form
from gongkai.packs.compilers.input_spec import REASONS_FILE, compile_inputs
from gongkai.packs.compilers.last_year import CARRY, DRAFTS, compile_carry, compile_drafts
from gongkai.packs.compilers.rules import (
    compile_equation,
    compile_reason,
    compile_reference,
    compile_requirement,
    compile_setting,
    with_defaults,
)
from gongkai.packs.compilers.schedules import compile_bands
from gongkai.packs.compilers.scoring import compile_scoring
from gongkai.packs.compilers.strict_mapping import YES, MappingReader
from gongkai.packs.compilers.tables import TableCompiler
from gongkai.packs.inheritance import (
    PACK_FILE,
    PackSource,
    list_formats,
    load_identity,
    load_source,
    read_yaml,
)
from gongkai.packs.numbering import USUAL_NUMBERING, read_numbering
from gongkai.packs.pack import (
    DOCUMENT_KINDS,
    PHRASE_FIELDS,
    PROSE,
    EquationRule,
    NumberStyle,
    Pack,
    Part,
    PartItem,
    Phrase,
    ReasonSlot,
    ReferenceRule,
    RequirementRule,
    RuleSetting,
)
from gongkai.packs.renaming import RENAMES
from gongkai.packs.tables import LedgerTable
from gongkai.packs.told import pack_finding, spelling_hint
from gongkai.plans.chart_plan import ChartPlan
from gongkai.plans.table_plan import TablePlan
from gongkai.yamlsource import Node

RULES_FILE = "rules.yaml"
_COMMON = "standard"
"""The folder of the formats for users without one of their own province."""
_NEAR = 0.8  # difflib ratio from which a format's name may be a misspelling of another
_ELSEWHERE = (
    "schedules",
    "lists",
    "guide",
    "stages",
    "extends",
    "bands",
    "without",
    "years",
    RENAMES,
    CARRY,
    DRAFTS,
    CONSOLIDATE,
)
"""Keys of pack.yaml that other modules read."""
GLOSSARY_FILE = "glossary.yaml"
_ITEM_KINDS = ["正文", "表", "附表", "图", "名词解释", "目录", "封面", "换页"]


@frozen
class FormatInfo:
    """A line of `templates list`."""

    format: str
    name: str
    extends: str
    status: str = ""
    years: tuple[str, ...] = ()


def compile_pack(
    root: Path, format: str, codes: Callable[[str], Classification]
) -> tuple[Pack | None, tuple[Finding, ...]]:
    """Compile a pack from its files, with its findings; None where there is no such format or it cannot be used.

    `codes` gives the code lists of a year. Callers that want a pack ask a `Library`, which keeps it.
    """
    source = load_source(root, format)
    if PACK_FILE not in source.yaml:
        return None, tuple(source.findings)
    pack = _compile(root, source, codes)
    return pack, tuple(source.findings)


def published_formats(root: Path) -> list[FormatInfo]:
    """All formats that can be published, abstract ones left out."""
    found = []
    for format in list_formats(root):
        chain, node = load_identity(root, format)
        if node is None or (node.get("abstract") or Node(None, Location())).text in YES:
            continue
        name = node.mapping["name"].text if "name" in node.mapping else ""
        extends = chain[-2] if len(chain) > 1 else ""
        status = node.mapping["status"].text if "status" in node.mapping else ""
        found.append(FormatInfo(format, name, extends, status, _years(node)))
    return found


def formats_beside(format: str, root: Path) -> list[FormatInfo]:
    """The formats of the same province and kind that can be published, oldest first."""
    family = f"{format.rpartition('/')[0]}/"
    found = [info for info in published_formats(root) if info.format.startswith(family)]
    return sorted(found, key=lambda info: max(info.years, default=""))


def how_to_make_next(newest: str) -> str:
    """Advice on making a format for the year after `newest`, the latest of its province and kind."""
    family, _, year = newest.rpartition("/")
    following = str(int(year) + 1) if year.isdigit() else "年度"
    return f"格式维护人员可以用 gongkai templates new {family}/{following} --from {newest} 做下一年的"


def which_formats(format: str, root: Path) -> str:
    """Advice where there is no format of this name: the most similar one, and the common ones."""
    known = published_formats(root)
    near = difflib.get_close_matches(format, [info.format for info in known], 1, _NEAR)
    nearest = [
        f"最接近的是 {info.format}（{info.name}）；"
        for info in known
        if info.format in near and _like_province(info.format, format)
    ]
    common = [info.format for info in known if info.format.startswith(f"{_COMMON}/")]
    kind = format.partition("/")[2].partition("/")[0]
    of_kind = [each for each in common if each.split("/")[1] == kind] or common
    advice = f"没有本省格式的，用通用格式（{'、'.join(of_kind)}），公开前与当地通知核对；" if common else ""
    return f"{''.join(nearest)}{advice}全部格式用 gongkai templates list 列出"


def _like_province(one: str, other: str) -> bool:
    names = (one.partition("/")[0], other.partition("/")[0])
    return difflib.SequenceMatcher(None, *names).ratio() >= _NEAR


def _years(node: Node) -> tuple[str, ...]:
    """The years that a pack holds for: those under `years`, else its own."""
    listed = node.get("years")
    if listed is not None:
        return tuple(item.text for item in listed.items) or (listed.text,)
    own = node.get("year")
    return (own.text,) if own is not None else ()


def _compile(root: Path, source: PackSource, codes: Callable[[str], Classification]) -> Pack | None:
    findings = source.findings
    node = source.yaml[PACK_FILE]
    reader = MappingReader(node, findings, f"格式“{source.format}”")
    reader.asked.update(_ELSEWHERE)
    if not _check_identity(reader, source.format) or not (year := _code_list(root, reader)):
        return None
    classification = codes(year)
    inputs = compile_inputs(source, classification, findings)
    expressions = Expressions(inputs, findings)
    compile_figures(source, inputs, expressions)
    numbers = {name: _number_style(name, item, findings) for name, item in reader.entries("numbers")}
    tables, plans = _tables(source, reader, expressions, inputs, classification, numbers)
    charts = _charts(source, expressions)
    equations, requirements, references, settings = _rules(root, source, expressions, inputs)
    pack = Pack(
        format=source.format,
        name=reader.text("name"),
        kind=reader.text("kind"),
        year=reader.text("year"),
        abstract=reader.flag("abstract"),
        chain=source.chain,
        inputs=inputs,
        classification=classification,
        definitions=expressions.definitions(*stages(node.mapping, findings, node.location)),
        figure_places=expressions.places,
        numbers=numbers,
        phrases={name: _phrase(name, item, findings) for name, item in reader.entries("phrases")},
        titles=dict(_named_texts(reader, "titles", _TITLES)),
        cover=_named_texts(reader, "cover", _COVER_LINES),
        parts=tuple(_part(key, item, source) for key, item in reader.entries("parts")),
        tables=tables,
        table_plans=plans,
        forms={key: compile_form(key, item, findings) for key, item in source.folder("forms").items()},
        charts=charts,
        digest=compile_digest(source, expressions, charts, findings),
        narrative=source.narrative,
        glossary=tuple((term, item.text) for term, item in _entries(source, GLOSSARY_FILE).items()),
        reasons=_reasons(source, expressions),
        equations=equations,
        requirements=requirements,
        references=references,
        settings=settings,
        lists={name: tuple(item.text for item in found.items) for name, found in reader.entries("lists")},
        overview=_overview(reader, expressions),
        style=source.style or root / "common" / "style" / "reference.docx",
        table_numbers=reader.flag("table_numbers", True),
        contents_numbers=read_numbering(reader, "contents_numbers", None),
        glossary_numbers=read_numbering(reader, "glossary_numbers", USUAL_NUMBERING),
        years=_years(node),
        status=reader.text("status", ""),
        root=root,
        bands=compile_bands(node, []),
        carry=compile_carry(node, inputs, source.folder("schedules"), expressions.figures, findings),
        drafts=compile_drafts(node, findings),
        consolidation=compile_consolidation(node, inputs, findings),
        scoring=compile_scoring(source, expressions, inputs),
    )
    reader.close()
    return pack


def _tables(
    source: PackSource,
    reader: MappingReader,
    expressions: Expressions,
    inputs: InputSpec,
    classification: Classification,
    numbers: Mapping[str, NumberStyle],
) -> tuple[dict[str, LedgerTable], dict[str, TablePlan]]:
    findings, kind = source.findings, reader.text("kind")
    common = compile_common_head(reader.node_of("tables"), source.chain, findings, numbers)
    compiler = TableCompiler(expressions, inputs, classification, kind, findings, common)
    return compiler.compile_all(source.folder("tables"))


def _check_identity(reader: MappingReader, format: str) -> bool:
    """Check that `format` and `kind` agree with the folder, also a kind inherited from a parent. False where the pack
    cannot be compiled at all."""
    extends = reader.node.get("extends")
    if extends is not None and not extends.text:
        reader.fault(
            "extends 后面没有写上级格式", extends, f"例如 extends: national/{format.partition('/')[2]}"
        )
        return False
    if reader.text("format") != format:
        reader.fault(f"format 写的不是所在文件夹“{format}”", reader.node.get("format"))
    folder, kind = format.split("/")[1], reader.text("kind")
    if kind and kind != folder:
        told = f"格式放在 {folder} 文件夹里，种类（kind）却是 {kind}"
        hint = "请继承同一种类的格式；只借用几个文件的，把文件复制过来"
        if (written := reader.node.get("kind")) is not None and kind not in DOCUMENT_KINDS:
            reader.fault(told, written, spelling_hint(kind, DOCUMENT_KINDS) or "删去 kind，由上级格式决定")
        else:
            reader.fault(told, extends, hint)
    return not kind or kind in DOCUMENT_KINDS


def _code_list(root: Path, reader: MappingReader) -> str:
    """The year of the code lists that the format names; empty, with a finding, where there are none."""
    year = reader.text("classification")
    if year.isalnum() and (root / "common" / "codes" / year / "functions.csv").is_file():
        return year
    reader.fault(f"没有“{year}”年的科目字典", reader.node.get("classification"))
    return ""


def _overview(reader: MappingReader, expressions: Expressions) -> dict[str, Expression]:
    compiled = {label: expressions.expression(item) for label, item in reader.entries("overview")}
    return {label: found for label, found in compiled.items() if found is not None}


def _rules(
    root: Path, source: PackSource, expressions: Expressions, inputs: InputSpec
) -> tuple[
    tuple[EquationRule, ...], tuple[RequirementRule, ...], tuple[ReferenceRule, ...], dict[str, RuleSetting]
]:
    """The four sections of rules.yaml."""
    findings = source.findings
    node = source.yaml.get(RULES_FILE) or Node({}, Location(file=RULES_FILE))
    reader = MappingReader(node, findings, RULES_FILE)
    equations = [
        compile_equation(code, item, expressions, inputs, findings)
        for code, item in reader.entries("equations")
    ]
    requirements = tuple(
        compile_requirement(code, item, expressions, inputs, findings)
        for code, item in reader.entries("requirements")
    )
    references = tuple(
        compile_reference(code, item, expressions, inputs, findings)
        for code, item in reader.entries("references")
    )
    settings = _shared_settings(root, findings)
    for code, item in reader.entries("settings"):
        settings[code] = with_defaults(compile_setting(code, item, findings), settings.get(code))
    reader.close()
    return tuple(rule for rule in equations if rule is not None), requirements, references, settings


def _shared_settings(root: Path, findings: list[Finding]) -> dict[str, RuleSetting]:
    """The settings that all formats share, from `common/rules.yaml`; none where there is no such file."""
    path = root / "common" / RULES_FILE
    if not path.is_file():
        return {}
    node, faults = read_yaml(root, path)
    findings.extend(faults)
    reader = MappingReader(node or Node({}, Location(file=RULES_FILE)), findings, "common/rules.yaml")
    settings = {code: compile_setting(code, item, findings) for code, item in reader.entries("settings")}
    reader.close()
    return settings


def _reasons(source: PackSource, expressions: Expressions) -> dict[str, ReasonSlot]:
    slots = {
        name: compile_reason(name, item, expressions, source.findings)
        for name, item in _entries(source, REASONS_FILE).items()
    }
    return {name: slot for name, slot in slots.items() if slot is not None}


def _entries(source: PackSource, file: str) -> dict[str, Node]:
    found = source.yaml.get(file)
    return found.mapping if found else {}


def _number_style(name: str, node: Node, findings: list[Finding]) -> NumberStyle:
    reader = MappingReader(node, findings, f"数字样式“{name}”")
    zero = node.get("zero")
    reader.asked.add("zero")
    style = NumberStyle(
        decimals=reader.whole("decimals", 2, 0, 6),
        thousands=reader.flag("thousands"),
        zero=None if zero is None else zero.text,
        trim=reader.flag("trim"),
    )
    reader.close()
    return style


_TITLES = ("文件名", "标题", "主题", "页眉")
_COVER_LINES = ("unit", "title", "subtitle", "date")


def _named_texts(reader: MappingReader, key: str, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The texts of a mapping whose names are fixed."""
    found = list(reader.entries(key))
    for name, item in found:
        if name not in names:
            reader.fault(f"{key} 不认识“{name}”", item, spelling_hint(name, names))
    return tuple((name, item.text) for name, item in found)


_SITUATIONS = (*money.SITUATIONS, "任意")


def _phrase(name: str, node: Node, findings: list[Finding]) -> Phrase:
    reader = MappingReader(node, findings, f"用语“{name}”")
    base, numbers = reader.text("base"), reader.text("numbers", PROSE)
    wording = {}
    for situation in _SITUATIONS:
        if situation in node.mapping:
            reader.asked.add(situation)
            wording[situation] = node.mapping[situation].text
            for field in re.findall(r"\{(.*?)\}", wording[situation]):
                if field not in PHRASE_FIELDS:
                    hint = spelling_hint(field, PHRASE_FIELDS)
                    message = f"用语“{name}”的“{situation}”不认识“{{{field}}}”"
                    reader.fault(message, node.mapping[situation], hint)
    reader.close()
    if "任意" not in wording and not {"增加", "减少", "持平", "零基", "皆零"} <= set(wording):
        reader.fault(f"用语“{name}”没有写全：{'、'.join(_SITUATIONS)}，或写“任意”兜底")
    return Phrase(name, base, wording, numbers)


def _part(key: str, node: Node, source: PackSource) -> Part:
    reader = MappingReader(node, source.findings, f"部分“{key}”")
    items = []
    for item in reader.nodes("items"):
        kind, _, name = item.text.partition(" ")
        if kind not in _ITEM_KINDS:
            reader.fault(
                f"“{item.text}”应以 {'、'.join(_ITEM_KINDS)} 开头", item, spelling_hint(kind, _ITEM_KINDS)
            )
            continue
        _check_item(kind, name.strip(), item, source)
        items.append(PartItem(kind, name.strip(), item.location))
    part = Part(key, reader.text("heading", ""), tuple(items), reader.text("empty", ""))
    reader.close()
    return part


def _charts(source: PackSource, expressions: Expressions) -> dict[str, ChartPlan]:
    """The charts of a pack, with a finding for each that prose names and the pack lacks."""
    charts = compile_charts(source, expressions, source.findings)
    for file in source.narrative.values():
        for number, name in placed_charts(file.text):
            if name not in charts:
                where = file.place(number)
                source.findings.append(
                    pack_finding("PK-06", f"没有图“{name}”", where, spelling_hint(name, charts))
                )
    return charts


def _check_item(kind: str, name: str, node: Node, source: PackSource) -> None:
    known: dict[str, Mapping[str, object]] = {
        "正文": source.narrative,
        "表": source.folder("tables"),
        "附表": source.folder("forms"),
        "图": source.folder("charts"),
    }
    names = known.get(kind)
    if names is not None and name not in names:
        message = f"没有{kind}“{name}”"
        source.findings.append(pack_finding("PK-06", message, node.location, spelling_hint(name, names)))
