"""Open data: what the tables of a report print, as one Tabular Data Package (zip of CSV, JSON and `datapackage.json`).

Each printed cell is one row with all that it takes to understand it alone, so that tables of every shape, forms too,
have the same columns. Only what is printed is in it; of a figure printed in 万元 it holds the exact 元.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.money import WAN, plain, rounded
from gongkai.own_files import COMMENT_MARK_LENGTH
from gongkai.tree.keys import FilledCell, filled_cells
from gongkai.tree.nodes import DRAFT_MARK, Document, Number, Table
from gongkai.writers.task import Task

_COMMENT = ("#", "")
"""How the mark of our files stands in the comment at the end of the zip."""
_FIELDS = (
    ("年度", "string", "报告的年度"),
    ("单位名称", "string", "编报的部门或单位"),
    ("表", "string", "表号，没有表号的是表的简称"),
    ("行", "integer", "表头以下第几行"),
    ("列", "integer", "第几列"),
    ("编码", "string", "科目等的编码；几个科目合在一起的用 | 分开"),
    ("项目", "string", "这一行左边的各个标签，用 / 分开"),
    ("栏目", "string", "这一列上边的各层表头，用 / 分开"),
    ("阶段", "string", "决算、年初预算、上年决算等；上年决算是年度的前一年的数"),
    ("数值", "number", "精确的数；金额一律是元"),
    ("计量单位", "string", "数值的单位：元、%，计数的为空"),
    ("印出", "string", "报告里印出的样子"),
    ("印出单位", "string", "印出的数的单位"),
)
_NAMES = tuple(name for name, _, _ in _FIELDS)
_STAGE = "阶段"
_SCHEMA = "schema.json"  # the same for all tables
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_UNSAFE = tuple("=+-@＝＋－＠")  # a spreadsheet takes the wide ones for signs too
_NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?%?|[-－—]+")
_Row = dict[str, str | int | Decimal | None]


def write(task: Task) -> bytes:
    """The package, the same for the same document; its end says that a mark of ours follows as its comment."""
    document = task.document
    files: dict[str, bytes] = {}
    resources: list[dict[str, object]] = []
    for number, table in enumerate(document.tables, 1):
        rows = list(_rows(table, document))
        stem = f"{number:02d}-{_file_name(table)}"
        for kind, content in (("csv", _csv(rows)), ("json", _json(rows))):
            path = f"{kind}/{stem}.{kind}"
            files[path] = content
            resources.append(_resource(table, f"table-{number:02d}-{kind}", path, content))
    described = json.dumps(_package(document, resources), ensure_ascii=False, indent=1).encode()
    return _zip({"datapackage.json": described, _SCHEMA: _schema(), **files})


def safe_in_spreadsheets(text: str) -> str:
    """A text as it may stand in a CSV file: one that a spreadsheet would take for a formula begins with a '.

    Numbers stay numbers, with their minus, and so do dashes alone, which no spreadsheet computes.
    """
    bare = text.lstrip()
    unsafe = bare.startswith(_UNSAFE) or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if unsafe and not _NUMBER.fullmatch(text.strip()) else text


def _rows(table: Table, document: Document) -> Iterator[_Row]:
    for filled in filled_cells(table):
        number = filled.cell.number
        if filled.is_label or not (filled.cell.text or number):
            continue
        value, unit = _exact(number) if number is not None else (None, "")
        part = dict(number.origin.filters) if number is not None and number.origin is not None else {}
        yield {
            "年度": document.year,
            "单位名称": document.publisher,
            "表": table.code or table.sheet or table.title,
            "行": filled.row,
            "列": filled.column,
            "编码": _code(filled, part),
            "项目": _joined(label for label in filled.labels if not label.isdigit()),
            "栏目": _joined(text for text in filled.headings if not text.isdigit()),
            "阶段": "|".join(part.get(_STAGE, ())),
            "数值": value,
            "计量单位": unit,
            "印出": filled.cell.text,
            "印出单位": number.unit if number is not None else "",
        }


def _joined(texts: Iterator[str]) -> str:
    return "/".join(short for text in texts if (short := "".join(text.split())))


def _exact(number: Number) -> tuple[Decimal, str]:
    """The exact value in 元 of an amount; of anything else the value as printed."""
    scale = WAN if number.unit == "万元" else Decimal(1)
    if number.unit not in ("万元", "元"):
        return number.value, number.unit
    exact = number.origin.derivation.value if number.origin is not None else number.value * scale
    if (
        rounded(exact / scale, number.decimals) != number.value
    ):  # printed is something else than the figure itself
        exact = number.value * scale
    return exact, "元"


def _code(filled: FilledCell, part: dict[str, tuple[str, ...]]) -> str:
    """The codes that the figure is of; else the code beside it, which is longer than a number of a row."""
    codes = [
        values for values in part.values() if all(value.isdigit() and len(value) > 2 for value in values)
    ]
    if codes:
        return "|".join(codes[-1])
    beside = [label for label in filled.labels if label.isdigit() and len(label) > 2]
    return beside[-1] if beside else ""


def _csv(rows: Sequence[_Row]) -> bytes:
    """UTF-8 with a byte order mark, without which Excel here takes it for GBK."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_NAMES)
    for row in rows:
        writer.writerow([_in_csv(row[name]) for name in _NAMES])
    return stream.getvalue().encode("utf-8-sig")


def _in_csv(value: str | int | Decimal | None) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else safe_in_spreadsheets(str(value))


def _json(rows: Sequence[_Row]) -> bytes:
    """Rows as objects; numbers with all their digits, which a float might not hold."""
    lines = [
        "{" + ", ".join(f"{_text(name)}: {_in_json(row[name])}" for name in _NAMES) + "}" for row in rows
    ]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


def _in_json(value: str | int | Decimal | None) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return "null" if value is None else _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _file_name(table: Table) -> str:
    """The short name of a table as part of a file's name."""
    name = table.code or table.sheet or table.title
    return re.sub(r"[^\w（）-]+", "", name)[:40] or "表"


def _resource(table: Table, name: str, path: str, content: bytes) -> dict[str, object]:
    kind = path.rpartition(".")[2]
    found: dict[str, object] = {
        "profile": "tabular-data-resource",
        "name": name,
        "title": table.title or table.sheet,
        "description": "\n".join(table.notes),
        "path": path,
        "format": kind,
        "mediatype": "text/csv" if kind == "csv" else "application/json",
        "encoding": "utf-8",
        "schema": _SCHEMA,
    }
    if kind == "csv":  # frictionless counts the bytes of these alone
        digest = hashlib.sha256(content).hexdigest()
        found |= {"bytes": len(content), "hash": f"sha256:{digest}", "dialect": {"skipInitialSpace": False}}
    return found


def _schema() -> bytes:
    fields = [{"name": name, "type": kind, "description": about} for name, kind, about in _FIELDS]
    schema = {"fields": fields, "missingValues": [""], "primaryKey": ["行", "列"]}
    return json.dumps(schema, ensure_ascii=False, indent=1).encode()


def _package(document: Document, resources: list[dict[str, object]]) -> dict[str, object]:
    year = document.year if document.year.isdigit() else ""
    return {
        "profile": "tabular-data-package",
        "name": "-".join(["gongkai", *([year] if year else []), "tables"]),
        "title": f"{document.title}（{DRAFT_MARK}）" if document.draft else document.title,
        "description": (
            "报告中各张表印出的内容，每格一行；没有报告以外的内容。CSV 是带 BOM 的 UTF-8，以 = + - @ 开头的文字前面"
            "加了一个 '，以免被当作公式；JSON 里是原样的文字。"
        ),
        "contributors": [{"title": document.publisher, "role": "publisher"}] if document.publisher else [],
        "resources": resources,
    }


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            archive.writestr(info, content)
    length = len("".join(_COMMENT)) + COMMENT_MARK_LENGTH
    return buffer.getvalue()[:-2] + length.to_bytes(2, "little")
