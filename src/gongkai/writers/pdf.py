"""From a Word report to PDF through LibreOffice, and from the PDF the printed page of each heading.

LibreOffice runs headless in a directory and with a profile of its own, so that it disturbs no
window that the user has open and leaves nothing behind. Where it is absent everything here returns
None, and Word fills in the contents itself.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.findings import Finding, Severity
from gongkai.writers.docx import entries, write_docx
from gongkai.writers.task import Task

if TYPE_CHECKING:
    from pypdf import PdfReader

    from gongkai.tree.nodes import Document
    from gongkai.writers.docx import Style

WORD_FILE = "gongkai.writers.word_file"
TIMEOUT = 120.0  # seconds for one conversion
# A footer is a line of its own; a dash beside a figure in a table is not one.
_PRINTED_NUMBER = re.compile(r"^[ \t]*[—–-][ \t]*(\d{1,4})[ \t]*[—–-][ \t]*$", re.MULTILINE)

# Replacements, on a Linux machine, for the fonts that come with Windows. LibreOffice searches for seconds if a
# font is missing and has no replacement.
_STAND_INS = {
    "宋体": ("SimSun", "Noto Serif CJK SC", "AR PL UMing CN", "Source Han Serif SC"),
    "仿宋": ("FangSong", "FangSong_GB2312", "STFangsong", "AR PL UMing CN", "Noto Serif CJK SC"),
    "仿宋_GB2312": ("FangSong", "AR PL UMing CN", "Noto Serif CJK SC"),
    "黑体": ("SimHei", "Noto Sans CJK SC", "WenQuanYi Zen Hei"),
    "楷体": ("KaiTi", "KaiTi_GB2312", "AR PL UKai CN", "Noto Serif CJK SC"),
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "Noto Serif CJK SC", "AR PL UMing CN"),
}


def write(task: Task) -> bytes | None:
    """The PDF of the Word file; None where there is no LibreOffice or it fails."""
    word = task.made(WORD_FILE)
    made = None if word is None else convert_to_pdf(word)
    if made is None:
        hint = "请安装 LibreOffice，或在 Word 中另存为 PDF"
        message = "没有生成 PDF：没有找到 LibreOffice 或转换失败"
        task.findings.append(Finding("WD-02", Severity.WARNING, message, hint=hint))
    return made


def find_libreoffice() -> str | None:
    """The LibreOffice program, from the search path or where Windows and macOS install it."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    roots = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)")]
    places = [Path(root) / "LibreOffice/program/soffice.exe" for root in roots if root]
    places.append(Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"))
    return next((str(place) for place in places if place.is_file()), None)


def convert_to_pdf(content: bytes, timeout: float = TIMEOUT, suffix: str = ".docx") -> bytes | None:
    """The PDF of a Word or other text file, with an outline; None without LibreOffice, in time-out or on failure."""
    program = find_libreoffice()
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / f"report{suffix}"
        source.write_bytes(_ragged(content) if suffix == ".docx" else content)
        options = 'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}'
        profile = (folder / "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck"]
        command += ["--convert-to", options, "--outdir", str(folder), str(source)]
        if not _run(command, _environment(folder), timeout):
            return None
        target = source.with_suffix(".pdf")
        return target.read_bytes() if target.is_file() else None


def _ragged(content: bytes) -> bytes:
    """The same Word file without justified lines: of such a line LibreOffice (7.4) loses a punctuation mark at its end."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as word,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for info in word.infolist():
            part = word.read(info)
            if info.filename.startswith("word/") and info.filename.endswith(".xml"):
                part = part.replace(b'<w:jc w:val="both"/>', b'<w:jc w:val="left"/>')
            copy.writestr(info.filename, part)
    return made.getvalue()


def _run(command: Sequence[str], environment: dict[str, str], timeout: float) -> bool:
    """Run to the end, False where it cannot be started or fails; on time-out end the program with the children it started (soffice.bin)."""
    try:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:  # it is there and cannot be started, or nothing can be
        return False
    try:
        return process.wait(timeout) == 0
    except subprocess.TimeoutExpired:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False


def _environment(folder: Path) -> dict[str, str]:
    """The environment with font stand-ins on systems that use fontconfig."""
    environment = dict(os.environ)
    if sys.platform in ("win32", "darwin"):
        return environment
    system = environment.get("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{family}</string></test>'
        f'<edit name="family" mode="append" binding="same">{"".join(f"<string>{n}</string>" for n in names)}</edit>'
        "</match>"
        for family, names in _STAND_INS.items()
    )
    config = folder / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">{system}</include>{rules}</fontconfig>',
        encoding="utf-8",
    )
    environment["FONTCONFIG_FILE"] = str(config)
    return environment


def heading_pages(pdf: bytes, titles: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Printed page number of each heading, given (key, title) in document order.

    The PDF's outline is read beside the list, in order, so that headings with the same words are
    told apart. A heading that the outline lacks, or whose page prints no number, is left out.
    """
    from io import BytesIO

    from pypdf import PdfReader

    reader = PdfReader(BytesIO(pdf))
    outline = list(_outline(reader, reader.outline))
    numbers = _PrintedNumbers(reader)
    result: dict[str, int] = {}
    position = 0
    for key, title in titles:
        wanted = _plain(title)
        for index in range(position, len(outline)):
            text, page = outline[index]
            if _plain(text) == wanted:
                position = index + 1
                if (printed := numbers.of(page)) is not None:
                    result[key] = printed
                break
    return result


def number_pages(document: Document, style: Style, timeout: float = TIMEOUT) -> dict[str, int] | None:
    """Printed page numbers by key of heading or table: the document is written, converted and read.

    None where LibreOffice is absent or fails, or where not every heading was found: a contents
    with gaps would be worse than one that Word fills in.
    """
    pdf = convert_to_pdf(write_docx(document, style, {}), timeout)
    if pdf is None:
        return None
    wanted = [(entry.key, entry.text) for entry in entries(document)]
    found = heading_pages(pdf, wanted)
    return found if len(found) == len(wanted) else None


def _plain(text: str) -> str:
    """Text for comparison: compatibility forms unified, spaces dropped."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _outline(reader: PdfReader, items: Sequence[Any]) -> Iterator[tuple[str, int]]:
    """(title, page index) of the outline's entries, flattened in document order."""
    for item in items:
        if isinstance(item, list):
            yield from _outline(reader, item)
            continue
        page = reader.get_destination_page_number(item)
        if page is not None and page >= 0:
            yield str(item.title), page


def page_number(text: str) -> int | None:
    """The page number in a page's text: the last line that is a number between dashes."""
    found = _PRINTED_NUMBER.findall(unicodedata.normalize("NFKC", text))
    return int(found[-1]) if found else None


class _PrintedNumbers:
    """The number in the footer of a page, read from its text.

    Reading the text of a page is slow, so pages in between two pages whose numbers are known, and
    differ as the pages do, are not read.
    """

    def __init__(self, reader: PdfReader) -> None:
        self.reader = reader
        self.known: dict[int, int | None] = {}

    def of(self, page: int) -> int | None:
        if page not in self.known:
            self.known[page] = self._infer(page)
        return self.known[page]

    def _infer(self, page: int) -> int | None:
        before = [number for number in self.known if number < page and self.known[number] is not None]
        last = len(self.reader.pages) - 1
        if before and last > page:
            if last not in self.known:
                self.known[last] = self._read(last)
            start, end = self.known[max(before)], self.known[last]
            if start is not None and end is not None and end - start == last - max(before):
                return start + page - max(before)
        return self._read(page)

    def _read(self, page: int) -> int | None:
        return page_number(self.reader.pages[page].extract_text() or "")
