"""An input of the same year as a published document, for trying a format: what the document prints, nothing else."""

from __future__ import annotations

from gongkai.model.department import Department
from gongkai.packs.library import Library
from gongkai.packs.pack import Pack
from gongkai.readers.printed_document import PrintedDocument
from gongkai.recognition.reading import reading_of
from gongkai.recovering.published_input import recovered


def drafted_department(
    document: PrintedDocument, library: Library, pack: Pack
) -> tuple[Department, tuple[str, ...]]:
    """The department behind a document of a format, and what is not certain of it, each a Chinese sentence."""
    reading = reading_of(document, library, pack.format)
    wanted = {
        spec.name: {column.name: column.name for column in spec.number_columns}
        for spec in pack.inputs.schedules
    }
    found = recovered(reading, pack, wanted)
    return found.department, found.remarks()
