"""Packages are whole and the same bytes for the same parts, whichever library deflates them."""

from __future__ import annotations

import importlib
import io
import sys
import zipfile
from collections.abc import Iterator
from types import ModuleType

import pytest

from gongkai.writers import ooxml

PARTS = {
    "[Content_Types].xml": "<Types/>",
    "xl/表.xml": "".join(f"<c><v>{number / 7}</v></c>" for number in range(20_000)),
    "media/空": b"",
    "media/图": bytes(range(256)) * 500,
}


@pytest.fixture(params=["isal.isal_zlib", "zlib"])
def deflating(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module as it is with the extra `fast`, and as it is without."""
    with monkeypatch.context() as patch:
        if request.param == "zlib":
            patch.setitem(sys.modules, "isal", None)
        yield importlib.reload(ooxml)
        assert ooxml.deflate.__name__ == request.param
    importlib.reload(ooxml)


def test_a_reader_finds_what_was_put_in(deflating: ModuleType) -> None:
    with zipfile.ZipFile(io.BytesIO(deflating.package(PARTS))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == list(PARTS)
        for name, content in PARTS.items():
            assert archive.read(name) == (content.encode() if isinstance(content, str) else content)
            assert archive.getinfo(name).compress_type == zipfile.ZIP_DEFLATED


def test_same_parts_same_bytes(deflating: ModuleType) -> None:
    first = deflating.package(PARTS)
    assert first == deflating.package(list(PARTS.items()))
    assert len(first) < sum(len(content) for content in PARTS.values()) / 3
