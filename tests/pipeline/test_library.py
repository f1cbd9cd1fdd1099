"""One library serves many threads; two libraries share nothing; a library shows its formats as it first read them."""

from __future__ import annotations

import gc
import shutil
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from gongkai import pipeline
from gongkai.declared import Declared, Keeper
from gongkai.intake.schedule_lookup import lookup_of
from gongkai.model.book import Book
from gongkai.model.department import Department
from gongkai.packs.library import Library
from gongkai.packs.location import templates_root
from gongkai.packs.pack import Pack
from gongkai.sections.compose import templates_of
from gongkai.source import Source

FORMAT = "shanxi/final_accounts/2023"
THREADS = 8

Outcome = tuple[str, dict[str, bytes]]


@pytest.fixture
def sources(samples: list[Path]) -> list[Source]:
    """The samples, and two of them damaged: one cut short, one with an amount that is none."""
    found = [Source(f"{folder.name}.xlsx", (folder / "input.xlsx").read_bytes()) for folder in samples]
    assert len(found) == 5
    whole = found[0].content
    text = (samples[1] / "input.yaml").read_text(encoding="utf-8")
    wrong = text.replace(": 20", ": 二十", 3)
    assert wrong != text
    return [*found, Source("半截.xlsx", whole[: len(whole) // 2]), Source("错数.yaml", wrong.encode())]


def outcome(source: Source, library: Library) -> Outcome:
    """All that a user gets of an input: the findings in their order, and the bytes of every file."""
    checked = pipeline.check(source, library)
    told = repr((checked.findings, [(item.code, item.status, item.checked) for item in checked.coverage]))
    if not checked.readable:
        return told, {}
    document = pipeline.compose(checked, draft=not checked.publishable)
    assert document is not None and checked.subject is not None
    rendered = pipeline.render(document, checked.subject.pack, ("docx", "xlsx"), pages=False)
    return told, {**rendered.files, **pipeline.check_report(checked, document)}


@pytest.mark.trial
def test_threads_share_a_library(sources: list[Source]) -> None:
    """Everything that a library keeps is made while eight threads ask for it at once."""
    expected = [outcome(source, Library(templates_root())) for source in sources]
    assert [len(files) for _, files in expected].count(3) >= 5
    assert len({told for told, _ in expected}) == len(sources)
    library = Library(templates_root())
    together = Barrier(THREADS)

    def work(number: int) -> list[tuple[int, Outcome]]:
        together.wait()
        turn = [(number + step) % len(sources) for step in range(len(sources))]
        return [(index, outcome(sources[index], library)) for index in turn]

    with ThreadPoolExecutor(THREADS) as pool:
        results = [item for thread in pool.map(work, range(THREADS)) for item in thread]
    assert len(results) == THREADS * len(sources)
    for index, result in results:
        assert result == expected[index], sources[index].name


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    root = tmp_path / "templates"
    shutil.copytree(templates_root(), root)
    return root


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def title(library: Library, samples: list[Path]) -> str:
    (folder,) = [item for item in samples if item.name.startswith("liulin")]
    checked = pipeline.check(Source.from_path(folder / "input.yaml"), library)
    document = pipeline.compose(checked)
    assert document is not None
    return document.title


def test_two_roots_in_one_process(copy: Path, samples: list[Path]) -> None:
    """Each says what its own files say, in whatever order they are asked."""
    ours, theirs = Library(templates_root()), Library(copy)
    before = title(ours, samples)
    changed(copy / FORMAT / "pack.yaml", "  主题:", "  标题: 另一处的标题\n  主题:")
    assert title(theirs, samples) == "另一处的标题"
    assert title(ours, samples) == before != "另一处的标题"
    assert title(theirs, samples) == "另一处的标题"


CHANGES: dict[str, Callable[[Path], None]] = {
    "pack.yaml": lambda root: changed(root / FORMAT / "pack.yaml", "name: ", "name: 改过的"),
    "prose": lambda root: (
        (root / FORMAT / "narrative" / "概况.j2").write_text("改过。\n", encoding="utf-8") and None
    ),
    "codes": lambda root: changed(
        root / "common/codes/2023/functions.csv", "一般公共服务支出", "改过的服务支出"
    ),
}


def seen(library: Library) -> tuple[Any, ...]:
    pack, _ = library.pack(FORMAT)
    assert pack is not None
    return pack.name, dict(pack.narrative), dict(pack.classification.functions)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_seen_by_a_new_library_only(name: str, copy: Path) -> None:
    old = Library(copy)
    before = seen(old)
    CHANGES[name](copy)
    assert seen(old) == before
    assert seen(Library(copy)) != before


def test_a_changed_style_is_seen_by_a_new_library_only(copy: Path) -> None:
    old, _ = Library(copy).pack(FORMAT)
    assert old is not None
    before = pipeline.style_of(old)
    assert pipeline.style_of(old) is before
    other = copy / FORMAT / "style" / "reference.docx"
    other.parent.mkdir(exist_ok=True)
    other.write_bytes(b"not a Word file")
    new, _ = Library(copy).pack(FORMAT)
    assert new is not None and new.style == other
    assert pipeline.style_of(old) is before


def keepers(value: object, seen: set[int]) -> list[Keeper]:
    """Every declaration below a value that keeps something."""
    if id(value) in seen:
        return []
    seen.add(id(value))
    found = [value] if isinstance(value, Keeper) else []
    inner: list[object] = []
    if is_dataclass(value) and not isinstance(value, type):
        inner = [getattr(value, field.name) for field in fields(value) if field.name != "_kept"]
    elif isinstance(value, dict):
        inner = list(value.values())
    elif isinstance(value, tuple | list):
        inner = list(value)
    return [*found, *(keeper for item in inner for keeper in keepers(item, seen))]


def test_what_a_pack_keeps_is_its_own(samples: list[Path]) -> None:
    """The same formats in two libraries: nothing that was worked out for one is met in the other."""
    one, two = Library(templates_root()), Library(templates_root())
    assert title(one, samples) == title(two, samples)
    first, second = one.pack(FORMAT)[0], two.pack(FORMAT)[0]
    assert first is not None and second is not None and first is not second
    assert templates_of(first) is templates_of(first) is not templates_of(second)
    spec = first.inputs.schedules[0]
    assert lookup_of(spec) is lookup_of(spec) is not lookup_of(second.inputs.schedules[0])
    kept = [
        {
            id(made)
            for keeper in keepers(pack, set())
            for made in keeper._kept.values()
            if not isinstance(made, bool) and made not in ((), frozenset())  # Python has one of each
        }
        for pack in (first, second)
    ]
    assert len(kept[0]) > len(first.inputs.schedules) / 2
    assert not kept[0] & kept[1]


def alive() -> Counter[str]:
    """How much of formats and departments there is in this process."""
    gc.collect()
    kinds = (Declared, Pack, Department, Book)
    return Counter(type(item).__name__ for item in gc.get_objects() if isinstance(item, kinds))


@pytest.mark.parametrize("suffix", ["xlsx", "yaml"])
def test_nothing_of_a_library_outlives_it(suffix: str, samples: list[Path]) -> None:
    """What a process remembers holds no format and no department: they end with their library."""
    folder = samples[0]
    source = Source.from_path(folder / f"input.{suffix}")
    outcome(source, Library(templates_root()))  # what belongs to the process is there
    before = alive()
    library = Library(templates_root())
    assert outcome(source, library)[1]
    assert alive() - before  # what is counted is what a library has
    del library
    assert alive() == before
