"""The formats of the checkout as one library for all tests of a process, and stages of the pipeline from a path."""

from __future__ import annotations

from pathlib import Path

from gongkai import pipeline
from gongkai.findings import Finding
from gongkai.packs.library import Library
from gongkai.packs.location import templates_root
from gongkai.packs.pack import Pack
from gongkai.source import Source

LIBRARY = Library(templates_root())


def library_of(root: Path | None) -> Library:
    """The formats of the checkout; a new library of those below `root`, which a test may have changed."""
    return LIBRARY if root is None else Library(root)


def load_pack(format: str, root: Path | None = None) -> tuple[Pack | None, tuple[Finding, ...]]:
    return library_of(root).pack(format)


def read_file(path: Path, root: Path | None = None) -> pipeline.Loaded:
    return pipeline.read(Source.from_path(path), library_of(root))


def check_file(
    path: Path, root: Path | None = None, other: pipeline.Loaded | None = None
) -> pipeline.Checked:
    return pipeline.check(Source.from_path(path), library_of(root), other)
