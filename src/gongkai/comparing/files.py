"""The files of a comparison: the page to look at, and the Word file with tracked changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.comparing.inputs import place_name
from gongkai.comparing.words import marked_text
from gongkai.own_files import stamped
from gongkai.publication_files import file_stem

if TYPE_CHECKING:
    from gongkai.comparing.comparison import VersionComparison
    from gongkai.packs.library import Library
    from gongkai.writers.html.comparison import ComparisonPage

PAGE, REVISED = "（对照）.html", "（修订）.docx"
"""The endings of the names of both files."""


def comparison_files(comparison: VersionComparison, library: Library) -> dict[str, bytes]:
    """Both files by name. Raises CannotCompare where the reference .docx of the format is faulty."""
    from gongkai import pipeline
    from gongkai.comparing.comparison import CannotCompare
    from gongkai.writers.docx import StyleError, load_style
    from gongkai.writers.docx.tracked import write_tracked
    from gongkai.writers.html.comparison import comparison_html

    pack = comparison.pack
    try:
        style = (
            pipeline.style_of(pack)
            if pack is not None
            else load_style(library.root / "common" / "style" / "reference.docx")
        )
    except StyleError as fault:
        raise CannotCompare(str(fault)) from fault
    document = comparison.merged.document
    stem = file_stem(document)
    return {
        f"{stem}{PAGE}": stamped(comparison_html(comparison_page(comparison)), ("<!--", "-->")),
        f"{stem}{REVISED}": stamped(write_tracked(document, style)),
    }


def comparison_page(comparison: VersionComparison) -> ComparisonPage:
    """The content of the page as plain texts."""
    from gongkai.writers.html.comparison import CauseRow, ComparisonPage, PlaceRow

    causes = None
    if comparison.inputs is not None:
        causes = tuple(
            CauseRow(
                item.schedule,
                " ".join(part for part in (item.row, item.column) if part) or "整张表",
                item.kind,
                item.old,
                item.new,
                place_name(item.old_place),
                place_name(item.new_place),
                item.presumed,
                marked_text(item.old, item.new) if item.is_text else "",
            )
            for item in comparison.inputs
        )
    places = tuple(
        PlaceRow(
            item.number,
            item.kind,
            item.part,
            item.inside or ("" if item.what in ("句子", "单元格") else item.what),
            item.marked,
            item.difference,
            item.presumed,
            comparison.place(item.old_place),
            comparison.place(item.new_place),
        )
        for item in comparison.merged.differences
    )
    unread = tuple(f"没有读懂：{finding.message}（{finding.location}）" for finding in comparison.unread)
    title = f"{comparison.merged.document.title}：前后对照"
    return ComparisonPage(
        title,
        comparison.old.said,
        comparison.new.said,
        (*comparison.remarks, *unread),
        causes,
        places,
        comparison.merged.document,
    )
