"""The Word writer on a sample's tree against docxtpl on an equivalent template, and the deflate floor."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.measure import Measurement, alternately, best, forget_grids, sample_tree
from gongkai.writers.docx import docx_parts, load_style, write_docx
from gongkai.writers.ooxml import package

_ROW = re.compile(r"(<w:tr>.*?</w:tr>)", re.DOTALL)
_LOOP = "<w:tr><w:tc><w:tcPr/><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"
_TEXT = re.compile(r"(<w:t(?: [^>]*)?>)([^<]+)(</w:t>)")


def measure(root: Path, sample: str) -> list[Measurement]:
    """ms for each way of writing the same report, warm, one core."""
    document, pack = sample_tree(root, sample)
    style = load_style(pack.style)
    pages: dict[str, int] = {}
    parts = [
        content.encode() if isinstance(content, str) else content
        for content in docx_parts(document, style, pages).values()
    ]
    ours, floor = alternately(
        lambda: write_docx(document, style, pages),
        lambda: [_deflate(part) for part in parts],
        prepare=lambda: forget_grids(document),
    )
    template, context = _template(write_docx(document, style, pages))
    theirs = best(lambda: _render(template, context), rounds=3)
    return [
        Measurement("Word：本项目", ours),
        Measurement("Word：只压缩成品（下限）", floor),
        Measurement("Word：docxtpl 同内容模板", theirs),
    ]


def _deflate(part: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(part) + packer.flush()


def _template(report: bytes) -> tuple[bytes, dict[str, list[Any]]]:
    """A docxtpl template that renders to the same report, and its context.

    Every text is a tag; table rows that are alike but for their texts are one row in a loop, as
    somebody writing the template by hand would have it.
    """
    with zipfile.ZipFile(io.BytesIO(report)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"].decode()
    context: dict[str, list[Any]] = {"t": [], "g": []}
    pieces: list[str] = []
    for piece in filter(None, _ROW.split(body)):
        pieces.append(piece if piece.startswith("<w:tr>") else _tagged(piece, "t", context["t"]))
    looped: list[str] = []
    for is_row, run in groupby(pieces, key=lambda piece: piece.startswith("<w:tr>")):
        alike = list(run)
        looped += _loops(alike, context["g"]) if is_row else alike
    parts["word/document.xml"] = "".join(looped).encode()
    assert len(context["t"]) > 100, "hardly a text became a tag"
    assert len(context["g"]) > 10, "hardly a row stands in a loop"
    return package(parts), context


def _tagged(xml: str, name: str, texts: list[Any]) -> str:
    def tag(match: re.Match[str]) -> str:
        texts.append(html.unescape(match[2]))
        return f"{match[1]}{{{{ {name}[{len(texts) - 1}] }}}}{match[3]}"

    return _TEXT.sub(tag, xml)


def _loops(rows: list[str], groups: list[Any]) -> Iterator[str]:
    """Rows that are alike but for their texts, joined into loops."""

    def skeleton(row: str) -> str:
        return _tagged(row, "r", [])

    for frame, alike in groupby((row for row in rows if row), key=skeleton):
        filled: list[list[str]] = []
        for row in alike:
            texts: list[str] = []
            _tagged(row, "r", texts)
            filled.append(texts)
        groups.append(filled)
        yield _LOOP.format(f"{{%tr for r in g[{len(groups) - 1}] %}}")
        yield frame
        yield _LOOP.format("{%tr endfor %}")


def _render(template: bytes, context: dict[str, list[Any]]) -> bytes:
    from docxtpl import DocxTemplate

    report = DocxTemplate(io.BytesIO(template))
    report.render(context, autoescape=True)
    buffer = io.BytesIO()
    report.save(buffer)
    return buffer.getvalue()
