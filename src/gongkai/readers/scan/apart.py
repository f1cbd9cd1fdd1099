"""Pages of a PDF that are pictures, recognised in a process of its own with limits of time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from gongkai.readers.limits import TooLarge
from gongkai.readers.package import Damaged
from gongkai.readers.pdf.apart import packed_part, restored_part
from gongkai.readers.printed_document import PrintedPart

MOST_PAGES = 60
_SECONDS = 120
"""On the clock for each page; one takes some ten seconds, and the machine may be busy."""


def can_recognise() -> bool:
    """Whether the extra `ocr` is installed."""
    return all(find_spec(name) is not None for name in ("pypdfium2", "rapidocr", "onnxruntime"))


def recognised_pages(content: bytes, file: str, pages: Sequence[int]) -> dict[int, PrintedPart]:
    """The pages by their number as they were recognised, every cell and line of them doubtful.

    Raises TooLarge, Damaged.
    """
    if len(pages) > MOST_PAGES:
        raise TooLarge(f"有 {len(pages)} 页是图片，最多识别 {MOST_PAGES} 页")
    command = [sys.executable, "-m", "gongkai.readers.scan.apart", *map(str, pages)]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=_SECONDS * len(pages), check=False
        )
    except subprocess.TimeoutExpired:
        raise TooLarge("的图片识别了很久还没有完") from None
    try:
        found: list[Any] = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        raise Damaged("图片识别不出来（识别程序异常退出，或者内存不够）") from None
    return {part.page: part for part in (restored_part(file, True, *each) for each in found)}


def run_recogniser() -> None:
    """The process itself: a PDF from standard input, numbers of pages as arguments, JSON to standard output."""
    import pypdfium2

    from gongkai.readers.pdf.document import part_of
    from gongkai.readers.scan.picture import SCALE
    from gongkai.readers.scan.words import Recogniser

    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    recogniser = Recogniser()
    parts = []
    for number in map(int, sys.argv[1:]):
        page = document[number - 1]
        picture = page.render(scale=SCALE, grayscale=True).to_numpy()
        picture = picture[:, :, 0] if picture.ndim == 3 else picture
        found = recogniser.page(picture.copy(), *page.get_size())
        parts.append(packed_part(part_of(found, "", number)))
    sys.stdout.write("\n" + json.dumps(parts))


if __name__ == "__main__":
    run_recogniser()
