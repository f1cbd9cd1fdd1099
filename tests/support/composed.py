"""A sample as read and as composed, for tests that change the department or the pack in between."""

from __future__ import annotations

from pathlib import Path

from gongkai.model.book import Book
from gongkai.model.department import Department
from gongkai.model.ledger import Ledger
from gongkai.packs.pack import Pack
from gongkai.sections.compose import compose_document
from gongkai.tree.nodes import Document
from tests.support.library import read_file

SAMPLES = sorted(path.name for path in Path("sample_inputs").iterdir() if (path / "input.yaml").is_file())
assert len(SAMPLES) == 5


def loaded(name: str) -> tuple[Pack, Department]:
    found = read_file(Path("sample_inputs") / name / "input.yaml")
    assert found.pack is not None and found.department is not None
    return found.pack, found.department


def composed(pack: Pack, department: Department) -> Document:
    document = compose_document(pack, department, Book(Ledger(department), pack.definitions)).document
    assert document is not None
    return document
