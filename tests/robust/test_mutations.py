"""2,000 damaged inputs by a fixed seed: findings or a right report, never a traceback, a hang or a wrong sum."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from gongkai import pipeline
from gongkai.inputs.grid import Grid, read_grids
from gongkai.inputs.opened import Form
from gongkai.inputs.sheets import WorkbookForm
from gongkai.inputs.yamlform import YamlForm
from gongkai.yamlsource import parse_yaml
from tests.robust import books, trees
from tests.robust.damage import TEXTS
from tests.robust.trial import CLEAN, STOPPED, UNREADABLE, WARNED, check_form, outcome, time_limit

SEED = 20231231
PARTS, EACH = 40, 50  # 2,000 trials
SECONDS = 20.0  # one takes 0.05; a machine under load may take longer
SAMPLES = Path(__file__).parents[2] / "sample_inputs"


@cache
def _trees() -> list[Any]:
    found = []
    for path in sorted(SAMPLES.glob("*/input.yaml")):
        node, faults = parse_yaml(path.read_text(encoding="utf-8"), path.name)
        assert node is not None and not faults, path
        found.append(node.plain())
    assert found, "no sample_inputs/*/input.yaml"
    return found


@cache
def _contents() -> list[bytes]:
    found = [path.read_bytes() for path in sorted(SAMPLES.glob("*/input.xlsx"))]
    assert found, "no sample_inputs/*/input.xlsx"
    return found


@cache
def _books() -> list[list[Grid]]:
    return [read_grids(content, "input.xlsx") for content in _contents()]


@cache
def _weights(kind: str) -> list[float]:
    """Small samples more often than large ones, so that the time goes into many trials."""
    if kind == "tree":
        return [1 / sum(1 for _ in trees.scalars(root)) for root in _trees()]
    return [1 / sum(len(row) for grid in grids for row in grid.rows.values()) for grids in _books()]


def _damaged(number: int) -> tuple[str, Form]:
    """The damaged input of a number, and what was done to it."""
    rng = random.Random(SEED * 100_003 + number)
    times = rng.choice([1, 1, 1, 2, 3])
    chosen: list[Callable[..., None]]
    if number % 2:
        root = trees.copied(rng.choices(_trees(), _weights("tree"))[0])
        chosen = rng.choices(trees.MUTATIONS, k=times)
        for mutate in chosen:
            if root:
                mutate(root, rng)
        form: Form = YamlForm("变异.yaml", trees.to_node(root))
    else:
        grids = books.copied(rng.choices(_books(), _weights("book"))[0])
        chosen = rng.choices(books.MUTATIONS, k=times)
        for mutate in chosen:
            if grids:
                mutate(grids, rng)
        form = WorkbookForm("变异.xlsx", grids)
    return "+".join(mutate.__name__ for mutate in chosen), form


@pytest.mark.parametrize("part", range(PARTS))
def test_damaged_inputs_end_in_findings_or_a_right_report(
    part: int, record_property: Callable[[str, object], None]
) -> None:
    counts: Counter[str] = Counter()
    faults = []
    for number in range(part * EACH, (part + 1) * EACH):
        name, form = _damaged(number)
        try:
            with time_limit(SECONDS):
                counts[outcome(check_form(form), draft=number % 10 == 0, forms=number % 4 == 0)] += 1
        except Exception as error:  # all of a part are reported, not the first only
            faults.append(f"{number} {name}: {type(error).__name__}: {error}"[:600])
    record_property("变异结果", dict(counts))
    assert not faults, "\n".join(faults)
    assert sum(counts.values()) == EACH


def test_the_mutations_reach_every_outcome() -> None:
    """Else the trials would prove nothing about one of them."""
    seen: set[str] = set()
    for number in range(400):
        seen.add(outcome(check_form(_damaged(number)[1])))
        if seen == {UNREADABLE, STOPPED, WARNED, CLEAN}:
            return
    pytest.fail(f"only {sorted(seen)}")


# Some through real files, as a user's program would save them.
FILES, FILES_EACH = 12, 20


def _saved(content: bytes, rng: random.Random) -> bytes:
    """A sample with cells changed in its XML, or sheets changed in the package."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheets = sorted(name for name in parts if name.startswith("xl/worksheets/sheet"))
    for _ in range(rng.randint(1, 3)):
        name = rng.choice(sheets)
        xml = parts[name].decode()
        way = rng.randrange(8)
        if way == 0:
            parts["xl/workbook.xml"] = _swap_sheets(parts["xl/workbook.xml"].decode(), rng).encode()
            continue
        if way == 1:
            rows = re.findall(r"<row .*?</row>", xml, re.DOTALL)
            xml = xml.replace(rng.choice(rows), "", 1) if rows else xml
        elif way == 2:
            xml = re.sub(r"<row ", '<row hidden="1" ', xml)
        elif way == 3:
            xml = xml.replace(
                "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A5:D7"/></mergeCells>'
            )
        else:
            xml = _changed_cell(xml, rng)
        parts[name] = xml.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def _changed_cell(xml: str, rng: random.Random) -> str:
    cells = list(re.finditer(r'<c r="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>)', xml, re.DOTALL))
    if not cells:
        return xml
    cell = rng.choice(cells)
    text = escape(rng.choice(TEXTS)).encode("utf-8", "ignore").decode()
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "_x0007_", text)
    place = cell[1]
    made = rng.choice(
        [
            f'<c r="{place}"/>',
            f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>',
            f'<c r="{place}" t="str"><f>A1&amp;"x"</f><v>{text}</v></c>',
            f'<c r="{place}"><f>1/0</f></c>',
            f'<c r="{place}" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
            f'<c r="{place}" t="b"><v>1</v></c>',
            f'<c r="{place}" t="d"><v>2023-12-31T00:00:00</v></c>',
            f'<c r="{place}"><v>1E+300</v></c>',
            f'<c r="{place}"><v>1E-300</v></c>',
            f'<c r="{place}"><v>NaN</v></c>',
            f'<c r="{place}"><v>{"9" * 5000}</v></c>',
            f'<c r="{place}" t="s"><v>999999</v></c>',
            f'<c r="{place}" t="zzz"><v>1</v></c>',
            f'<c r="{place}" s="99999"><v>1</v></c>',
        ]
    )
    return xml[: cell.start()] + made + xml[cell.end() :]


def _swap_sheets(xml: str, rng: random.Random) -> str:
    names = re.findall(r'<sheet name="([^"]*)"', xml)
    first, second = rng.sample(names, 2)
    return (
        xml.replace(f'name="{first}"', 'name="@"')
        .replace(f'name="{second}"', f'name="{first}"')
        .replace('name="@"', f'name="{second}"')
    )


@pytest.mark.parametrize("part", range(FILES))
def test_damaged_files_end_in_findings_or_a_right_report(
    part: int, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    counts: Counter[str] = Counter()
    faults = []
    path = tmp_path / "填报.xlsx"
    for number in range(part * FILES_EACH, (part + 1) * FILES_EACH):
        rng = random.Random(SEED * 7 + number)
        path.write_bytes(_saved(rng.choices(_contents(), _weights("book"))[0], rng))
        try:
            with time_limit(SECONDS):
                counts[outcome(pipeline.check(path), forms=False)] += 1
        except Exception as error:
            faults.append(f"{number}: {type(error).__name__}: {error}"[:600])
    record_property("变异文件", dict(counts))
    assert not faults, "\n".join(faults)
    assert sum(counts.values()) == FILES_EACH
