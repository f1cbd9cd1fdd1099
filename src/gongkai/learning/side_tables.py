"""Tables of fixed lines side by side: the lines of each side in their printed order, each with its figure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from gongkai.learning.observed import ObservedTable
from gongkai.learning.table_draft import TableDraft
from gongkai.learning.table_reading import (
    Reader,
    body,
    clean,
    column_numbers,
    header_paths,
    lines_of,
)
from gongkai.learning.variables import Variables
from gongkai.learning.yaml_text import OneLine, YamlValue
from gongkai.model.definitions import STAGE
from gongkai.model.labels import FUNCTION_DIMENSION
from gongkai.packs.tables import SidesTable
from gongkai.plans.binding import Binding
from gongkai.recognition.national_match import BlockMeanings
from gongkai.recognition.vocabulary import Meaning, without_numbering

_COUNTED = "行次"
_NAME_WIDTH, _COUNT_WIDTH, _WIDTH = "4", "1.1", "2"
_CLASSES = "功能分类"
_TOTAL = re.compile(r"(?:收入|支出)?(?:合计|总计)$")
_BEGUN = 6  # characters of a label that is the beginning of another
_SHOWN = 3
_OWN_LIST = 16  # classes: a table with fewer of them lists those with figures


def _without_blanks(lines: dict[str, YamlValue]) -> None:
    """One blank line for several below each other, none beside a list of classes: a side is filled up to the longest."""
    listed = _CLASSES in lines or any("classes" in str(line) for line in lines.values())
    before = False
    for key in list(lines):
        blank = lines[key] == OneLine({}) and not key.isdigit()
        if blank and (before or listed):
            del lines[key]
        before = blank


class BaseLines:
    """The lines of a side of the base format's table, taken one after the other; `sure` where that table was recognised,
    `words` are other names of its lines."""

    def __init__(
        self, lines: Sequence[tuple[str, Binding]], sure: bool, words: Mapping[str, Meaning] | None = None
    ) -> None:
        self.lines, self.sure, self.words = list(lines), sure, words or {}
        self.seen: Counter[str] = Counter()

    def line(self, label: str, last: bool = False) -> Binding | None:
        """The figure of a printed label: the line called so, the second one where it comes again; else the only one that
        begins so, or that the words call otherwise. A total that is the `last` line of its side is the base's last one."""
        bare = without_numbering(label)
        same = [binding for name, binding in self.lines if without_numbering(name) == bare]
        self.seen[bare] += 1
        if same:
            return same[min(self.seen[bare], len(same)) - 1]
        begun = [binding for name, binding in self.lines if without_numbering(name).startswith(bare)]
        if len(begun) == 1 and len(bare) >= _BEGUN:
            return begun[0]
        if last and _TOTAL.fullmatch(bare) and self.lines and _TOTAL.search(self.lines[-1][0]):
            return self.lines[-1][1]
        meant = self.words.get(bare)
        called = [binding for name, binding in self.lines if self.words.get(without_numbering(name)) == meant]
        return called[0] if meant is not None and len(called) == 1 else None

    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.lines)[:_SHOWN]


def side_table(
    draft: TableDraft,
    observed: ObservedTable,
    blocks: Sequence[BlockMeanings],
    reader: Reader,
    variables: Variables,
) -> bool:
    """Fill in a table of lines; False where none of its lines has a figure."""
    found = observed.match.recognised
    paths = header_paths(found, variables)
    base = lines_of(reader.base_table(observed))
    sure = bool(observed.match.key)
    sides: dict[str, YamlValue] = {}
    figures = 0
    for number, block in enumerate(blocks):
        own, tops = _inner_paths(block, paths)
        name = tops if tops and tops not in sides else f"第{number + 1}侧"
        columns = _columns(block, own, observed, draft)
        words = block.reading.words if block.reading is not None else None
        own_lines = BaseLines(base[number] if number < len(base) else (), sure, words)
        lines, known = _lines(block, observed, reader, own_lines, variables, draft)
        figures += known
        _without_blanks(lines)
        heading: dict[str, YamlValue] = {"heading": tops} if tops and name != tops else {}
        sides[name] = {**heading, "columns": columns, "lines": lines}
    if not figures:
        return False
    draft.values["kind"] = "对列"
    if (how := column_numbers(found)) != "":
        draft.values["numbered"] = how
    draft.values["sides"] = sides
    return True


def _inner_paths(
    block: BlockMeanings, paths: Sequence[tuple[str, ...]]
) -> tuple[dict[int, tuple[str, ...]], str]:
    """The headings of a block's columns without the one over all of them, and that one."""
    columns = [*block.labels, *block.numbers]
    tops = {paths[column][0] for column in columns if len(paths[column]) > 1}
    alone = len(tops) == 1 and all(len(paths[column]) > 1 for column in columns)
    own = {column: paths[column][1:] if alone else paths[column] for column in columns}
    return own, tops.pop() if alone else ""


def _columns(
    block: BlockMeanings, own: Mapping[int, tuple[str, ...]], observed: ObservedTable, draft: TableDraft
) -> dict[str, YamlValue]:
    columns: dict[str, YamlValue] = {}
    named = False
    whole = block.reading.means if block.reading is not None else ""
    for column in block.labels:
        heading = "/".join(own[column]) or "项目"
        bind = "行次" if own[column] and own[column][-1] == _COUNTED else "名称"
        if heading in columns or (bind == "名称" and named):
            continue
        named = named or bind == "名称"
        usual = _COUNT_WIDTH if bind == _COUNTED else _NAME_WIDTH
        columns[heading] = OneLine({"bind": bind, "width": usual})
    for column, meaning in block.numbers.items():
        heading = "/".join(own[column]) or "金额"
        spec: dict[str, YamlValue] = {}
        if meaning is None or meaning[0].figure not in ("", whole):
            # A wrong figure is worse than none: no coordinate of the lines' figures says what stands here.
            draft.ask(f"“{heading}”一栏取哪一部分的数没有认出来，草稿里没有这一栏", heading)
            continue
        said, stage = meaning
        where: dict[str, YamlValue] = dict(said.where)
        if stage:
            where[STAGE] = stage
        if where:
            spec["where"] = OneLine(where)
        while heading in columns:
            heading += "（另）"
        columns[heading] = OneLine(spec | {"width": _WIDTH})
    return columns


def _lines(
    block: BlockMeanings,
    observed: ObservedTable,
    reader: Reader,
    base: BaseLines,
    variables: Variables,
    draft: TableDraft,
) -> tuple[dict[str, YamlValue], int]:
    """The lines of a side by their labels, blank ones too, and how many have a figure."""
    rows = body(observed.match.recognised)
    paths = header_paths(observed.match.recognised, variables)
    label_columns = [
        column for column in block.labels if not (paths[column] and paths[column][-1] == _COUNTED)
    ]
    counted = [column for column in block.labels if column not in label_columns]
    classes = [_class_of(meaning) for meaning in block.rows]
    lines: dict[str, YamlValue] = {}
    known = 0
    whole = _all_classes(classes, reader)
    ends = max(
        (at for at, row in enumerate(rows) if any(row[each].strip() for each in label_columns)), default=-1
    )
    for index, row in enumerate(rows):
        label = next((row[column].strip() for column in label_columns if row[column].strip()), "")
        number = next((row[column].strip() for column in counted if row[column].strip()), "")
        if classes[index] and whole is not None:
            if index == whole.start:
                first, last = number, rows[whole.stop - 1][counted[0]].strip() if counted else ""
                key = f"{first}-{last}" if first.isdigit() and last.isdigit() else _CLASSES
                lines[key] = OneLine({"classes": _spread(block, reader)})
                known += 1
            continue
        if whole is None and classes[index]:
            if _CLASSES not in lines:
                lines[_CLASSES] = OneLine({"classes": OneLine(_listed_classes(block, classes, reader))})
                known += 1
            continue
        key = _key(number, label, lines)
        if not label:
            lines[key] = OneLine({})
            continue
        meaning = block.rows[index]
        said = reader.figure(meaning, block)
        known_line = base.line(label, index == ends)
        binding = (known_line or said) if base.sure else (said or known_line)
        spec: dict[str, YamlValue] = {"label": clean(label, variables)}
        if binding is not None:
            spec["figure"] = reader.figures.text(binding)
            known += 1
        else:
            draft.ask(f"“{label}”一行取哪个数没有认出来，草稿只印名称", label, *base.names())
        if "合计" in label or "总计" in label:
            spec["bold"] = "是"
        lines[key] = OneLine(spec)
    return lines, known


def _listed_classes(block: BlockMeanings, classes: Sequence[str], reader: Reader) -> dict[str, YamlValue]:
    """The classes that a table lists: those with an amount where there are few, else all but those left out."""
    printed = [code for code in classes if code]
    wanted = [item.code for item in reader.pack.classification.function_classes.get(reader.pack.kind, ())]
    listed: dict[str, YamlValue] = {"figure": _spread(block, reader)}
    if len(printed) < _OWN_LIST:
        return listed | {"filled": "是"}
    return listed | {"without": OneLine([code for code in wanted if code not in printed])}


def _class_of(meaning: object) -> str:
    where = dict(getattr(meaning, "where", ()))
    code = where.get(FUNCTION_DIMENSION, "")
    return code if code.isdigit() else ""


def _all_classes(classes: Sequence[str], reader: Reader) -> range | None:
    """The rows of all classes of the year, where they stand below each other in the order of the list."""
    wanted = [item.code for item in reader.pack.classification.function_classes.get(reader.pack.kind, ())]
    printed = [code for code in classes if code]
    if not wanted or printed != wanted:
        return None
    start = classes.index(printed[0])
    return (
        range(start, start + len(wanted)) if list(classes[start : start + len(wanted)]) == printed else None
    )


def _spread(block: BlockMeanings, reader: Reader) -> str:
    assert block.reading is not None
    found = reader.figures.binding(block.reading.means, dict(block.reading.where))
    return reader.figures.text(found) if found is not None else block.reading.means


def _key(number: str, label: str, lines: Mapping[str, YamlValue]) -> str:
    wanted = number if number.isdigit() else without_numbering(label).replace("-", "") or "空行"
    key, again = wanted, 2
    while key in lines:
        key, again = f"{wanted}（{again}）", again + 1
    return key


def is_side_table(blocks: Sequence[BlockMeanings], base: object) -> bool:
    """Whether a table has lines with labels that are no codes."""
    return isinstance(base, SidesTable) or any(
        sum(meaning is not None for meaning in block.rows) > 1 and block.labels for block in blocks
    )
