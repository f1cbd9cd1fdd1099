"""Tables of economic codes in blocks side by side, and tables of one row under a tree of headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongkai.learning.observed import ObservedTable
from gongkai.learning.table_draft import TableDraft
from gongkai.learning.table_reading import Reader, body, column_names, column_numbers, header_paths
from gongkai.learning.variables import Variables
from gongkai.learning.yaml_text import OneLine, YamlValue
from gongkai.model.definitions import STAGE
from gongkai.model.labels import ECONOMIC_DIMENSION, normal
from gongkai.packs.tables import EconomicTable, SingleTable
from gongkai.plans.binding import Binding
from gongkai.recognition.national_match import BlockMeanings

_SPAN = 3
_FIGURE = "基本支出经济分类"
_CLASS = 3  # digits


def is_economic_table(blocks: Sequence[BlockMeanings]) -> bool:
    """Whether blocks of code, name and figure stand side by side."""
    return len(blocks) > 1 and all(
        block.reading is not None
        and block.reading.rows == ECONOMIC_DIMENSION
        and len(block.labels) == _SPAN - 1
        and len(block.numbers) == 1
        for block in blocks
    )


def economic_table(
    draft: TableDraft,
    observed: ObservedTable,
    blocks: Sequence[BlockMeanings],
    reader: Reader,
    variables: Variables,
) -> bool:
    """Fill in a table of economic codes; False where a block has no codes of the year's list."""
    paths = header_paths(observed.match.recognised, variables)
    base = reader.base_table(observed)
    known = list(reader.pack.classification.economic)
    entries: list[YamlValue] = []
    for block in blocks:
        codes = [code for code in _codes(block) if code in known]
        if not codes:
            return False
        upper = paths[block.labels[0]]
        group: dict[str, YamlValue] = {"group": upper[0]} if len(upper) > 1 else {}
        entries.append(OneLine(group | {"codes": OneLine(list(_runs(codes, known)))}))
        left_out = [code for code in _codes(block) if code not in known]
        if left_out:
            draft.ask("这些经济科目在本年字典里没有", "、".join(left_out))
    own = [paths[column][-1] if paths[column] else "" for column in (*blocks[0].labels, *blocks[0].numbers)]
    footers = _footers(observed, blocks, base, reader)
    draft.values |= {
        "kind": ECONOMIC_DIMENSION,
        "figure": _FIGURE,
        "block_titles": OneLine(own),
        "blocks": entries,
    }
    if isinstance(base, EconomicTable) and base.dashes:
        draft.values["dashes"] = OneLine(
            {code: text for code, text in base.dashes.items() if len(code) == _CLASS}
        )
    if footers:
        draft.values["footers"] = footers
    return True


def _codes(block: BlockMeanings) -> list[str]:
    return [
        code
        for meaning in block.rows
        if meaning is not None and (code := dict(meaning.where).get(ECONOMIC_DIMENSION, "")).isdigit()
    ]


def _runs(codes: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    """Codes that follow each other in the list as FIRST-LAST."""
    start = 0
    for number in range(1, len(codes) + 1):
        here = known.index(codes[number - 1])
        if number == len(codes) or known.index(codes[number]) != here + 1:
            first, last = codes[start], codes[number - 1]
            yield first if first == last else f"{first}-{last}"
            start = number


def _footers(
    observed: ObservedTable, blocks: Sequence[BlockMeanings], base: object, reader: Reader
) -> dict[str, YamlValue]:
    """The totals in the last row, each with the number of blocks that it stands below."""
    rows = body(observed.match.recognised)
    starts = {block.labels[0]: number for number, block in enumerate(blocks)}
    known = (
        {footer.label: footer.figure for footer in base.footers} if isinstance(base, EconomicTable) else {}
    )
    labels = [
        (starts[column], text.strip())
        for column, text in enumerate(rows[-1])
        if column in starts and text.strip()
    ]
    found: dict[str, YamlValue] = {}
    for place, (first, label) in enumerate(labels):
        last = labels[place + 1][0] if place + 1 < len(labels) else len(blocks)
        if label in known:
            figure = reader.figures.text(Binding(known[label]))
            found[label] = OneLine({"figure": figure, "blocks": str(last - first)})
    return found


def single_table(draft: TableDraft, observed: ObservedTable, reader: Reader, variables: Variables) -> bool:
    """Fill in a table of one row; False where no column is known."""
    found = observed.match.recognised
    paths = header_paths(found, variables)
    blocks = reader.blocks(found, variables.year)
    said = {column: meaning for block in blocks for column, meaning in block.numbers.items()}
    base = reader.base_table(observed)
    columns: dict[str, YamlValue] = {}
    names = column_names(found, variables)
    for column, path in enumerate(paths):
        binding = _base_column(base, path)
        if binding is None and (meaning := said.get(column)) is not None:
            block = next(each for each in blocks if column in each.numbers)
            binding = reader.figure(meaning[0], block, meaning[1])
        heading = names[column]
        if binding is None or not heading or heading in columns:
            draft.ask(f"“{heading}”一栏是哪个数没有认出来，草稿里没有这一栏", heading)
            continue
        spec: dict[str, YamlValue] = {"figure": reader.figures.text(binding)}
        if binding.stage:
            spec["where"] = OneLine({STAGE: binding.stage})
        columns[heading] = OneLine(spec)
    if not columns:
        return False
    draft.values["kind"] = "单行"
    if (how := column_numbers(found)) != "":
        draft.values["numbered"] = how
    draft.values["columns"] = columns
    return True


def _base_column(base: object, path: Sequence[str]) -> Binding | None:
    """The column of the base table whose headings all stand over a printed one, in whatever order; the one with the most."""
    own = {normal(text) for text in path}
    best: tuple[int, Binding] | None = None
    for column in base.columns if isinstance(base, SingleTable) else ():
        wanted = {normal(text) for text in column.path}
        called = (
            {other for other, text in base.recognise.headings.items() if normal(text) in wanted}
            if isinstance(base, SingleTable)
            else set()
        )
        missing = wanted - own
        fits = not missing or (len(missing) == 1 and bool(called & own))
        if column.figure is not None and fits and (best is None or len(wanted) > best[0]):
            best = (len(wanted), Binding(column.figure, column.path[-1], column.where))
    return best[1] if best is not None else None
