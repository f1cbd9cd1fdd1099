"""Build the inputs of the gallery and run `gongkai check` on them as a user would.

A case is a folder with `case.yaml` and `expected.txt`. The input is `base.yaml` with changes, as YAML or as
a workbook, or a file given byte by byte:

    title: 金额里写了文字          codes: [SR-06]        exit: 1
    set: {收入/0/决算/一般公共预算财政拨款: 约120万元}   add: {收入: {…}}   drop: [变动原因]
    text: {旧: 新}                 changes in the YAML text itself (comments, duplicate keys, indentation)
    cells: [{sheet: 收入, cell: D6, value: …}]          a workbook (merge: D6:D7); sheets: {rename: {…}, copy: {…}, remove: […], add: […]}
    file: 坏.xlsx  content: not a workbook              a whole file; base64: true for bytes
"""

from __future__ import annotations

import base64
import contextlib
import io
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
BASE = HERE / "base.yaml"
# Put together here, so that no telephone number stands in the repository.
MARKS = {"@MOBILE@": "138" + "0" * 8, "@LONG@": "长" * 40_000}


def cases() -> list[Path]:
    return sorted(path.parent for path in HERE.glob("*/case.yaml"))


def load(case: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((case / "case.yaml").read_text(encoding="utf-8"))
    return loaded


def build(case: dict[str, Any], folder: Path) -> Path:
    """Write the input of a case into `folder` and return its path."""
    if "file" in case:
        path = folder / str(case["file"])
        content = case["content"]
        path.write_bytes(base64.b64decode(content) if case.get("base64") else str(content).encode())
        return path
    path = folder / "input.yaml"
    path.write_text(_changed(case), encoding="utf-8")
    if "cells" in case or "sheets" in case:
        return _workbook(case, path)
    return path


def _changed(case: dict[str, Any]) -> str:
    text = BASE.read_text(encoding="utf-8")
    if any(key in case for key in ("set", "add", "drop")):
        data = yaml.load(text, Loader=yaml.BaseLoader)  # texts only, from our own file
        for place, value in case.get("set", {}).items():
            _assign(data, place.split("/"), value)
        for schedule, row in case.get("add", {}).items():
            data.setdefault(schedule, []).append(row)
        for place in case.get("drop", []):
            *way, last = place.split("/")
            del _at(data, way)[int(last) if last.isdigit() else last]
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    for old, new in case.get("text", {}).items():
        assert old in text, old
        text = text.replace(old, new, 1)
    for mark, value in MARKS.items():
        text = text.replace(mark, value)
    return text


def _at(data: Any, way: list[str]) -> Any:
    for step in way:
        data = data[int(step)] if isinstance(data, list) else data.setdefault(step, {})
    return data


def _assign(data: Any, way: list[str], value: Any) -> None:
    target = _at(data, way[:-1])
    target[int(way[-1]) if isinstance(target, list) else way[-1]] = value


def _workbook(case: dict[str, Any], source: Path) -> Path:
    import openpyxl

    from gongkai.blanks import write_workbook
    from tests.support.library import read_file

    loaded = read_file(source)
    assert loaded.pack is not None, loaded.findings
    assert loaded.department is not None, loaded.findings
    content = write_workbook(loaded.pack.inputs, loaded.pack.classification, loaded.department)
    book = openpyxl.load_workbook(io.BytesIO(content))
    for old, new in case.get("sheets", {}).get("copy", {}).items():
        book.copy_worksheet(book[old]).title = new
    for change in case.get("cells", []):
        cell = book[change["sheet"]][change["cell"]]
        assert str(cell.value).startswith(str(change["was"])), (change, cell.value)
        cell.value = change["value"]
        if "format" in change:
            cell.number_format = change["format"]
        if "merge" in change:
            book[change["sheet"]].merge_cells(change["merge"])
    sheets = case.get("sheets", {})
    for old, new in sheets.get("rename", {}).items():
        book[old].title = new
    for name in sheets.get("remove", []):
        del book[name]
    for name in sheets.get("add", []):
        book.create_sheet(name)["A1"] = "自己的底稿"
    path = source.with_suffix(".xlsx")
    book.save(path)
    return path


def run_check(path: Path) -> tuple[int, str]:
    """The exit code and what `gongkai check` prints, up to the counts of its findings.

    What follows counts all rules and lists the reasons; it would change with every rule anywhere.
    """
    from gongkai.app.main import app

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = app(["check", str(path)], standalone_mode=False)
    lines = printed.getvalue().splitlines(keepends=True)
    end = next((number for number, line in enumerate(lines, 1) if line.startswith("核对结果：")), len(lines))
    return int(code or 0), "".join(lines[:end])
