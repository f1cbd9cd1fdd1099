"""Forms and uploaded files, read in memory with limits on their number and size."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath

from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from gongkai.files import shown_name
from gongkai.frozen import frozen
from gongkai.source import MAX_BYTES, Source
from gongkai.web.refusal import Refusal

_FIELDS = 5_000
_TEXT = 200_000
_DIGITS = 6  # of a number that is sent: more than any version or count has
MOST_FILES = 20
"""The most files in one form."""
_NAME = 120  # characters of a file's name that are kept
MAX_BODY = MAX_BYTES + 2_000_000
"""The longest body of a request in bytes: the largest file and the rest of its form."""


class _InMemory(MultiPartParser):
    """A parser that keeps files in memory: Starlette's writes larger ones to disk, for which it needs a thread."""

    spool_max_size = MAX_BODY * 2


@frozen
class SentForm:
    """The fields and files of a form. A field that is not there is empty."""

    data: FormData

    def text(self, name: str) -> str:
        value = self.data.get(name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else ""

    async def file(self, name: str) -> Source | None:
        """The uploaded file, None where none was chosen. Raises Refusal on one that is too large."""
        return next(iter(await self.files(name)), None)

    async def files(self, name: str) -> list[Source]:
        """All files of a field. Raises Refusal on one that is too large."""
        found = []
        for value in self.data.getlist(name):
            if not isinstance(value, UploadFile) or not value.filename:
                continue
            content = await value.read()
            if len(content) > MAX_BYTES:
                raise body_too_large()
            found.append(Source(file_name(value.filename), content, None, len(content)))
        return found


def small_number(text: str) -> int | None:
    """The number that a field or address gives in at most six digits; None for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def body_too_large() -> Refusal:
    words = f"一次最多 {MAX_BYTES // 1_000_000} MB（几个文件合计）。请看一看是不是选错了文件。"
    return Refusal(413, "文件太大", words)


def file_name(given: str) -> str:
    """The last part of a name sent by a browser, without control characters; it can never be a path."""
    last = PurePosixPath(given.replace("\\", "/")).name.strip(" .") or "未命名"
    shown = unicodedata.normalize("NFC", shown_name(Path(last)))
    stem, dot, suffix = shown.rpartition(".")
    return shown if len(shown) <= _NAME else f"{stem[: _NAME - len(suffix) - 1]}{dot}{suffix}"[:_NAME]


async def read_form(request: Request, most_files: int = MOST_FILES) -> SentForm:
    """The form of a request, read once and kept with the request. Raises Refusal where it is damaged or too large."""
    if not hasattr(request.state, "form"):
        request.state.form = await _read(request, most_files)
    form: SentForm = request.state.form
    return form


async def _read(request: Request, most_files: int) -> SentForm:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == "multipart/form-data":
            parser = _InMemory(
                request.headers,
                request.stream(),
                max_files=most_files,
                max_fields=_FIELDS,
                max_part_size=_TEXT,
            )
            return SentForm(await parser.parse())
        if kind == "application/x-www-form-urlencoded":
            return SentForm(await request.form(max_fields=_FIELDS, max_part_size=_TEXT))
    except (MultiPartException, FormParserError, ValueError, KeyError) as error:
        raise _refused(str(getattr(error, "message", "")), most_files) from error
    except Exception as error:
        if type(error).__name__ != "HTTPException":  # Starlette's own answer to the same
            raise
        raise _refused(str(getattr(error, "detail", "")), most_files) from error
    raise _damaged()


def _refused(why: str, most_files: int) -> Refusal:
    """The refusal of a form, by what Starlette says of it."""
    if "aximum" not in why:
        return _damaged()
    words = f"一个框里最多写约 {_TEXT // 30_000} 万个字，一次最多选 {most_files} 个文件；名单长的请用文件交。什么也没有改动。"
    return Refusal(413, "写得太长，或者文件太多", words)


def _damaged() -> Refusal:
    return Refusal(400, "表单不完整", "送来的内容读不出来，什么也没有改动。请回到上一页再试一次。")
