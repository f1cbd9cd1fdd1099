"""What LibreOffice shows of workbooks: many of them converted by one process, values read from what it wrote."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import signal
import subprocess
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

from gongkai.readers.cells import Fault, letters
from gongkai.readers.sheet_cells import SheetCells
from gongkai.readers.xlsx import read_sheets

AT_ONCE = 50
HANGS_AFTER = 600
"""Seconds for one start; it ends only what hangs."""

Shown = dict[tuple[str, str], object]
"""Values by sheet and cell: texts without blanks at the ends, numbers as float, dates as datetime."""


def soffice() -> str | None:
    return shutil.which("soffice")


def converted(books: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """The workbooks that LibreOffice could open, as it saves them, by name; one start for some fifty of them."""
    made, out = folder / "in", folder / "out"
    made.mkdir(parents=True)
    files = [made / f"{name}.xlsx" for name in books]
    for file, content in zip(files, books.values(), strict=True):
        file.write_bytes(content)
    for start in range(0, len(files), AT_ONCE):
        batch = files[start : start + AT_ONCE]
        _convert(batch, out, folder / "profile")
        # Where it fell over a file it never came to those behind: backwards it comes to them.
        left = [file for file in reversed(batch) if not (out / file.name).exists()]
        if left:
            _convert(left, out, folder / "profile")
    return {path.stem: path.read_bytes() for path in out.glob("*.xlsx")} if out.is_dir() else {}


def saved_as(content: bytes, kind: str, folder: Path, given: str = "xlsx") -> bytes:
    """A file of the kind `given` as LibreOffice saves it in another kind (ods, xls, docx, pdf …)."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"given.{given}"
    file.write_bytes(content)
    _convert([file], folder / "out", folder / "profile", kind)
    return (folder / "out" / f"given.{kind.partition(':')[0]}").read_bytes()


def _convert(
    files: Sequence[Path], out: Path, profile: Path, kind: str = "xlsx:Calc MS Excel 2007 XML"
) -> None:
    command = [
        soffice() or "soffice",
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
    ]
    process = subprocess.Popen(
        [*command, kind, "--outdir", str(out), *map(str, files)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # soffice is a script: what it starts would outlive it
    )
    try:
        process.wait(HANGS_AFTER)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def shown_by_libreoffice(content: bytes) -> Shown:
    """The values in a workbook that LibreOffice wrote; read by openpyxl, so by nothing of ours."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    found: Shown = {}
    for sheet in book.worksheets:
        if SheetCells(sheet.title, "").is_read:
            for row in sheet.iter_rows():
                for cell in row:
                    if (value := _plain(cell.value)) is not None:
                        found[sheet.title, cell.coordinate] = value
    return found


def read_by_us(content: bytes) -> Shown:
    """What our reader makes of a workbook; formulas without a result are left out, each being an error of its own."""
    found: Shown = {}
    for grid in read_sheets(content, ""):
        for row in grid.rows.values():
            for cell in row.values():
                value = _plain(cell.value)
                if cell.fault is not Fault.NO_RESULT and value is not None:
                    found[grid.title, f"{letters(cell.column)}{cell.row}"] = value
    return found


def waiting(content: bytes) -> set[tuple[str, str]]:
    """The cells whose formula has no result in the file."""
    return {
        (grid.title, f"{letters(cell.column)}{cell.row}")
        for grid in read_sheets(content, "")
        for row in grid.rows.values()
        for cell in row.values()
        if cell.fault is Fault.NO_RESULT
    }


def _plain(value: object) -> object:
    if isinstance(value, bool | dt.datetime | dt.time | dt.timedelta) or value is None:
        return value
    if isinstance(value, int | float):
        return float(f"{value:.12g}")
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    return text or None
