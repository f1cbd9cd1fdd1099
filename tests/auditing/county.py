"""A small county's publications as the bureau's handbook audits them: two Word files of ours, one with a wrong digit."""

from __future__ import annotations

import io
from pathlib import Path

import docx

from gongkai import pipeline
from tests.support.library import check_file

RIGHT, WRONG = "增长110.70%", "增长110.07%"
DOCUMENTS = (("甲局2024年决算.docx", "yangcheng-2024-final"), ("乙局2023年决算.docx", "qiemo-2023-final"))


def county(root: Path, folder: Path) -> Path:
    """Write the documents into a folder, the first with a rate whose digits are swapped; `root` is the checkout."""
    folder.mkdir()
    for name, sample in DOCUMENTS:
        (folder / name).write_bytes(published(root, sample))
    first = folder / DOCUMENTS[0][0]
    first.write_bytes(with_wrong_digits(first.read_bytes()))
    return folder


def published(root: Path, sample: str) -> bytes:
    """The Word file of a sample."""
    checked = check_file(root / "sample_inputs" / sample / "input.yaml")
    document = pipeline.compose(checked)
    assert document is not None and checked.subject is not None
    (content,) = pipeline.render(document, checked.subject.pack, ("docx",), pages=False).files.values()
    return content


def with_wrong_digits(content: bytes) -> bytes:
    document = docx.Document(io.BytesIO(content))
    said = next(each for each in document.paragraphs if RIGHT in each.text)
    text = said.text.replace(RIGHT, WRONG, 1)
    for run in said.runs:
        run.text = ""
    said.runs[0].text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
