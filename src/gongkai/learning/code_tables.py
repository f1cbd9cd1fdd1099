"""Tables whose rows are codes: columns in their printed order, each with its figure, and where the totals stand."""

from __future__ import annotations

from gongkai.learning.observed import ObservedTable
from gongkai.learning.table_draft import TableDraft
from gongkai.learning.table_reading import (
    Reader,
    base_columns,
    body,
    column_names,
    column_numbers,
    header_paths,
)
from gongkai.learning.variables import Variables
from gongkai.learning.yaml_text import OneLine, YamlValue
from gongkai.model.definitions import STAGE
from gongkai.model.labels import ECONOMIC_DIMENSION, FUNCTION_DIMENSION
from gongkai.packs.tables import CodesTable
from gongkai.plans.binding import Binding
from gongkai.readers.cells import is_nothing
from gongkai.recognition.national_match import BlockMeanings
from gongkai.recognition.vocabulary import Meaning

_LEVELS = {FUNCTION_DIMENSION: ["3", "5", "7"], ECONOMIC_DIMENSION: ["3", "5"]}
_TOTAL = ("合计", "总计", "本年合计")
_LEVEL_WIDTH = "0.8"
_CODE_WIDTH, _NAME_WIDTH, _WIDTH = "1.6", "5", "2"
_LEVEL_HEADINGS = ("类", "款", "项")
_MAX_DIGITS = 7


def is_code_table(block: BlockMeanings, observed: ObservedTable, headings: list[tuple[str, ...]]) -> bool:
    """Whether a block of a table lists codes: it has a column of them, or one that is headed so."""
    if block.reading is None or not block.reading.rows:
        return False
    coded = any(
        meaning is not None and dict(meaning.where).get(block.reading.rows, "").isdigit()
        for meaning in block.rows
    )
    headed = any("编码" in text or "代码" in text for column in block.labels for text in headings[column])
    return headed or (coded and len(block.labels) > 1)


def code_table(
    draft: TableDraft, observed: ObservedTable, block: BlockMeanings, reader: Reader, variables: Variables
) -> bool:
    """Fill in a table of codes; False where no figure of the base format can stand in its rows."""
    assert block.reading is not None
    found = observed.match.recognised
    dimension = block.reading.rows
    base = reader.base_table(observed)
    rows = _rows(block, reader, base if isinstance(base, CodesTable) else None, dimension)
    if rows is None:
        return False
    paths = header_paths(found, variables)
    columns: dict[str, YamlValue] = {}
    for heading, spec in _labels(block, observed, paths).items():
        columns[heading] = OneLine(spec)
    known = base_columns(base) if isinstance(base, CodesTable) else {}
    names = column_names(found, variables)
    for column, meaning in block.numbers.items():
        binding = _figure(meaning, block, reader, rows, dimension)
        if binding is None and paths[column]:
            binding = known.get(paths[column][-1])
        heading = _free(names[column] or f"第{column + 1}栏", columns)
        if binding is None:
            draft.ask(f"“{heading}”一栏是哪个数没有认出来，草稿里没有这一栏", heading, *known)
            continue
        columns[heading] = OneLine(_spec(binding, reader, _WIDTH))
    if not any(isinstance(each, OneLine) and "figure" in str(each.value) for each in columns.values()):
        return False
    totals = [
        text
        for row in [[observed.total], *body(found)]
        if (text := next((cell.strip() for cell in row if cell.strip()), "").replace(" ", "")) in _TOTAL
    ]
    levels = _levels(block, dimension)
    draft.values |= {"kind": "科目"}
    if (how := column_numbers(found)) != "":
        draft.values["numbered"] = how
    if totals:
        draft.values["totals"] = OneLine(totals[:1])
        if not (observed.total or _total_first(observed)):
            draft.values["totals_last"] = "是"
    draft.values |= {
        "dimension": dimension,
        "levels": OneLine(levels),
        "rows": reader.figures.text(rows),
        "columns": columns,
    }
    return True


def _rows(block: BlockMeanings, reader: Reader, base: CodesTable | None, dimension: str) -> Binding | None:
    """The figure whose codes are the rows."""
    if base is not None and base.dimension == dimension:
        return Binding(base.rows, reader.figures.text(Binding(base.rows)))
    assert block.reading is not None
    found = reader.figures.binding(block.reading.means, dict(block.reading.where))
    return found if found is not None and reader.figures.within(found.name, dimension) else None


def _figure(
    meaning: tuple[Meaning, str] | None,
    block: BlockMeanings,
    reader: Reader,
    rows: Binding,
    dimension: str,
) -> Binding | None:
    """The figure of a column: what its headings say, narrowed from the figure of the rows where that has no codes."""
    if meaning is None or block.reading is None:
        return None
    said, stage = meaning
    if not said.figure and not said.where:
        whole = Binding(rows.figure, rows.name, rows.where)
        return whole if not stage else Binding(whole.figure, whole.name, (*whole.where, (STAGE, (stage,))))
    found = reader.figure(said, block, stage)
    if found is not None and reader.figures.within(found.name, dimension):
        return found
    if said.figure:
        return None
    return reader.figures.binding(rows.name, dict(said.where), stage)


def _spec(binding: Binding, reader: Reader, width: str) -> dict[str, YamlValue]:
    spec: dict[str, YamlValue] = {"figure": reader.figures.text(binding)}
    if binding.stage:
        spec["where"] = OneLine({STAGE: binding.stage})
    return spec | {"width": width}


def _labels(
    block: BlockMeanings, observed: ObservedTable, paths: list[tuple[str, ...]]
) -> dict[str, dict[str, YamlValue]]:
    """The columns of labels: the code in one column, its name in another."""
    coded = [column for column in block.labels if _is_code_column(paths[column])]
    found: dict[str, dict[str, YamlValue]] = {}
    if len(coded) > 1 and all(paths[column][-1] in _LEVEL_HEADINGS for column in coded):
        for column in coded:
            found["/".join(paths[column])] = {"bind": paths[column][-1], "width": _LEVEL_WIDTH}
        coded, named = [], [column for column in block.labels if column not in coded]
    else:
        named = [column for column in block.labels if column not in coded]
    for bind, columns, usual in (
        ("编码", coded, _CODE_WIDTH),
        ("名称", named[:1], _NAME_WIDTH),
    ):
        if columns:
            path = _common([paths[column] for column in columns]) or (bind,)
            found["/".join(path)] = {"bind": bind, "width": usual}
    return found


def _is_code_column(path: tuple[str, ...]) -> bool:
    return bool(path) and (path[-1] in _LEVEL_HEADINGS or "编码" in path[-1] or "代码" in path[-1])


def _common(paths: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The headings that all of some columns have; of a single one, all."""
    if len(paths) == 1:
        return paths[0]
    found = []
    for texts in zip(*paths, strict=False):
        if len(set(texts)) > 1:
            break
        found.append(texts[0])
    return tuple(found)


def _free(heading: str, columns: dict[str, YamlValue]) -> str:
    """A heading that no other column has."""
    number = 2
    name = heading
    while name in columns:
        name, number = f"{heading}（{number}）", number + 1
    return name


def _levels(block: BlockMeanings, dimension: str) -> list[str]:
    """The lengths of the codes that are printed; all where none is."""
    assert block.reading is not None
    codes = {
        len(code)
        for meaning in block.rows
        if meaning is not None and (code := dict(meaning.where).get(dimension, "")).isdigit()
    }
    usual = _LEVELS.get(dimension, ["3", "5", "7"])
    printed = [level for level in usual if int(level) in codes and int(level) <= _MAX_DIGITS]
    return printed or usual


def _total_first(observed: ObservedTable) -> bool:
    rows = [row for row in body(observed.match.recognised) if any(not is_nothing(text) for text in row)]
    return bool(rows) and next((t.strip() for t in rows[0] if t.strip()), "").replace(" ", "") in _TOTAL
