"""Merges two versions of a report into one document, in which removed and added text is marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from gongkai.comparing.alignment import Abreast, aligned, only_moved, told_apart
from gongkai.comparing.charts import lone_chart, merged_chart
from gongkai.comparing.difference import (
    CAME,
    CHANGED,
    HEADING,
    LINE_AROUND,
    MOVED,
    PARAGRAPH,
    SENTENCE,
    WENT,
    WHOLE_TABLE,
    Merged,
    ReportDifference,
)
from gongkai.comparing.likeness import alike
from gongkai.comparing.notes import Notes
from gongkai.comparing.rows import TableRows, filled_texts, short
from gongkai.comparing.sides import BY_TEXT, ReportSide, block_texts
from gongkai.comparing.tables import MergedRows, apart, whole_table
from gongkai.comparing.words import ADDED, REMOVED, Piece, compared, marked_text
from gongkai.tree.change_marks import WHOLE_ADDED, WHOLE_REMOVED, added, numbered, removed
from gongkai.tree.nodes import (
    Block,
    Chart,
    Contents,
    Cover,
    CoverLine,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Table,
)

_LEAST_ALIKE = 0.5


def merged(old: ReportSide, new: ReportSide) -> Merged:
    """Both documents in one, in the order of the new one; removed parts stay where they were."""
    merging = _Merging(old, new)
    blocks = tuple(merging.blocks())
    before, after = old.document, new.document
    document = Document(
        after.title,
        after.subject,
        after.file_stem,
        tuple(_keyed(blocks)),
        header=marked_text(before.header, after.header),
    )
    return Merged(document, merging.notes.found)


def _keyed(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with new unique keys, since a removed block may have the same key as an added one."""
    for number, block in enumerate(blocks):
        yield replace(block, key=f"{number}") if isinstance(block, Heading | Table | Chart) else block


class _Merging:
    def __init__(self, old: ReportSide, new: ReportSide) -> None:
        self.old, self.new = old, new
        self.notes = Notes(old, new)
        self.exact = old.keyed and new.keyed
        self.texts = block_texts(old.document), block_texts(new.document)
        self.keys = old.keys(), new.keys()
        self.pairs = self._pairs()
        said = [
            [f"{key}\n{side.said(text)}" if text else "" for key, text in zip(keys, told, strict=True)]
            for side, keys, told in zip((old, new), self.keys, self.texts, strict=True)
        ]
        self.moved = only_moved(self.pairs, said[0], said[1])
        self.path: list[tuple[int, str]] = []  # headings above the current block, with their levels

    def _pairs(self) -> list[Abreast]:
        before, after = self.texts
        blocks, others = self.old.document.blocks, self.new.document.blocks

        def likeness(one: int, other: int) -> float:
            if type(blocks[one]) is not type(others[other]):
                return 0.0
            return alike(before[one], after[other])

        return aligned(
            told_apart(self.keys[0], before), told_apart(self.keys[1], after), likeness, _LEAST_ALIKE
        )

    def blocks(self) -> Iterator[Block]:
        for pair in self.pairs:
            self.notes.blocks = (pair.old, pair.new)
            before = self.old.document.blocks[pair.old] if pair.old is not None else None
            after = self.new.document.blocks[pair.new] if pair.new is not None else None
            shown = after or before
            if isinstance(shown, Heading):
                self.path = [entry for entry in self.path if entry[0] < shown.level]
                self.path.append((shown.level, short(shown.text)))
            if before is not None and after is not None:
                by_text = BY_TEXT in self.keys[1][pair.new or 0]
                yield from self._both(before, after, pair.presumed or by_text)
            elif after is not None:
                yield from self._came(after, pair.new)
            elif before is not None:
                yield from self._went(before, pair.old)

    def _same(self, old: str, new: str) -> bool:
        return self.old.said(old) == self.new.said(new)

    @property
    def where(self) -> str:
        """The two nearest headings above, else the page."""
        headings = " ＞ ".join(text for _, text in self.path[-2:])
        pages = self.new.place(self.notes.blocks[1]).page or self.old.place(self.notes.blocks[0]).page
        return headings or (f"第 {pages} 页" if pages else "封面和开头")

    def _both(self, old: Block, new: Block, presumed: bool) -> Iterator[Block]:
        if isinstance(old, Heading) and isinstance(new, Heading):
            if self._same(old.text, new.text):
                yield new
                return
            text = marked_text(old.text, new.text, self.exact)
            number = self.notes.add(
                ReportDifference(CHANGED, HEADING, self.where, old.text, new.text, text, presumed=presumed)
            )
            yield replace(new, text=numbered(text, number))
        elif isinstance(old, Paragraph) and isinstance(new, Paragraph):
            yield replace(new, runs=self._runs(old, new, presumed))
        elif isinstance(old, Table) and isinstance(new, Table):
            yield from self._table(old, new)
        elif isinstance(old, Chart) and isinstance(new, Chart):
            yield merged_chart(old, new, self.notes)
        elif isinstance(old, Cover) and isinstance(new, Cover):
            yield self._cover(old, new)
        else:
            yield new

    def _runs(self, old: Paragraph, new: Paragraph, presumed: bool) -> tuple[Run, ...]:
        """The merged words of both paragraphs, each as bold as in its own version."""
        if self._same(old.text, new.text):
            return new.runs
        pieces: list[tuple[Piece, int]] = []
        for item in compared(old.text, new.text, self.exact):
            number = 0
            if item.old != item.new:
                kind = CHANGED if item.old and item.new else CAME if item.new else WENT
                said = item.old.strip(), item.new.strip()
                number = self.notes.add(
                    ReportDifference(kind, SENTENCE, self.where, *said, item.marked, presumed=presumed)
                )
            pieces += [(piece, number if place == 0 else 0) for place, piece in enumerate(item.pieces)]
        return tuple(_looks(pieces, _bold(old), _bold(new)))

    def _cover(self, old: Cover, new: Cover) -> Cover:
        ones, others = [line.text for line in old.lines], [line.text for line in new.lines]
        lines = []
        roles = [line.role for line in old.lines], [line.role for line in new.lines]
        for pair in aligned(told_apart(roles[0], ones), told_apart(roles[1], others), lambda *_: 1.0, 0.5):
            before = ones[pair.old] if pair.old is not None else ""
            after = others[pair.new] if pair.new is not None else ""
            line = new.lines[pair.new] if pair.new is not None else old.lines[pair.old or 0]
            lines.append(CoverLine(self._line("封面", before, after), line.role))
        return Cover(tuple(lines))

    def _line(self, where: str, old: str, new: str) -> str:
        """A merged line of the cover or around a table."""
        if self._same(old, new):
            return new
        kind = CHANGED if old and new else CAME if new else WENT
        whole = "" if kind == CHANGED else WHOLE_ADDED if new else WHOLE_REMOVED
        text = marked_text(old, new, self.exact)
        return numbered(
            whole + text, self.notes.add(ReportDifference(kind, LINE_AROUND, where, old, new, text))
        )

    def _table(self, old: Table, new: Table) -> Iterator[Table]:
        rows = self._rows_of(old, new)
        if not rows.fits:
            yield self._whole(old, WENT)
            yield self._whole(new, CAME)
            return
        name = self._name(new)
        yield replace(
            new,
            title=self._line(name, old.title, new.title),
            code=self._line(name, old.code, new.code),
            caption=self._caption(name, old, new),
            rows=rows.rows(self.notes, name),
            notes=tuple(self._notes(name, old, new)),
            heads=(),
        )

    def _rows_of(self, old: Table, new: Table) -> MergedRows:
        """The merged rows. In files that were read, heading rows and row spans are uncertain, so other readings of them
        are tried where the tables do not fit."""
        before, after = TableRows(old, self.old, self.new), TableRows(new, self.new, self.old)
        if self.exact:
            return MergedRows(before, after)
        heads = min(len(before.headings), len(after.headings))
        old, new = before.with_headings(heads), after.with_headings(heads)
        rows = MergedRows(TableRows(old, self.old, self.new), TableRows(new, self.new, self.old))
        if rows.fits and not rows.split:
            return rows
        old, new = apart(old), apart(new)
        return MergedRows(TableRows(old, self.old, self.new), TableRows(new, self.new, self.old))

    def _name(self, table: Table) -> str:
        """The short name of a table; in a document that was read its key is the title printed above it."""
        return (
            short(table.title or table.code or ("" if self.new.keyed else table.key))
            or f"{self.where} 中的表"
        )

    def _caption(self, name: str, old: Table, new: Table) -> tuple[tuple[str, str, str], ...]:
        if len(old.caption) != len(new.caption):
            went = [tuple(removed(part, whole=True) for part in line) for line in old.caption]
            came = [tuple(added(part, whole=True) for part in line) for line in new.caption]
            before, after = (" ".join(" ".join(line) for line in table.caption) for table in (old, new))
            self.notes.add(
                ReportDifference(CHANGED, LINE_AROUND, name, before, after, marked_text(before, after))
            )
            return tuple((left, middle, right) for left, middle, right in (*went, *came))
        lines = []
        for before_line, after_line in zip(old.caption, new.caption, strict=True):
            left, middle, right = (
                self._part(name, one, other) for one, other in zip(before_line, after_line, strict=True)
            )
            lines.append((left, middle, right))
        return tuple(lines)

    def _part(self, name: str, old: str, new: str) -> str:
        """One part of a caption line, merged by itself."""
        if old == new:
            return new
        text = marked_text(old, new)
        kind = CHANGED if old and new else CAME if new else WENT
        return numbered(text, self.notes.add(ReportDifference(kind, LINE_AROUND, name, old, new, text)))

    def _notes(self, name: str, old: Table, new: Table) -> Iterator[str]:
        pairs = aligned(
            old.notes, new.notes, lambda one, other: alike(old.notes[one], new.notes[other]), _LEAST_ALIKE
        )
        for pair in pairs:
            before = old.notes[pair.old] if pair.old is not None else ""
            after = new.notes[pair.new] if pair.new is not None else ""
            yield self._line(f"{name} 表注", before, after)

    def _whole(self, table: Table, kind: str, moved: bool = False) -> Table:
        """A table that only one version has (or that moved)."""
        cells = tuple(text for row in table.rows for text in filled_texts(row))
        went = kind == WENT
        size = f"{len(table.rows)} 行"
        name = self._name(table)
        text = f"{table.title or name}（{size}）"
        marked = removed(text) if went else added(text)
        if moved and went:
            return whole_table(table, went, 0)
        shown = MOVED if moved else kind
        before, after = text if went or moved else "", "" if went else text
        number = self.notes.add(
            ReportDifference(shown, WHOLE_TABLE, name, before, after, marked, cells=cells)
        )
        return whole_table(table, went, number)

    def _came(self, block: Block, index: int | None) -> Iterator[Block]:
        assert index is not None
        before = self.moved.get(index)
        self.notes.blocks = (before, index)
        yield from self._alone(block, CAME, before is not None)

    def _went(self, block: Block, index: int | None) -> Iterator[Block]:
        yield from self._alone(block, WENT, index in self.moved.values())

    def _alone(self, block: Block, kind: str, moved: bool) -> Iterator[Block]:
        """A block that only one version has; a moved one is noted at its new position only."""
        went = kind == WENT
        mark = removed if went else added
        if isinstance(block, Table):
            yield self._whole(block, kind, moved)
        elif isinstance(block, Heading):
            number = self._note(block.text, HEADING, kind, moved)
            yield replace(block, text=_numbered(mark(block.text, whole=True), number))
        elif isinstance(block, Paragraph):
            number = self._note(block.text, PARAGRAPH, kind, moved)
            whole = WHOLE_REMOVED if went else WHOLE_ADDED
            runs = [
                replace(run, text=mark(run.text), number=None, words=()) for run in block.runs if run.text
            ]
            first = Run(_numbered(whole, number))
            yield replace(block, runs=(first, *runs))
        elif isinstance(block, Chart):
            yield lone_chart(block, kind, self.notes)
        elif isinstance(block, Cover):
            yield Cover(tuple(CoverLine(mark(line.text, whole=True), line.role) for line in block.lines))
        elif isinstance(block, Contents | PageBreak) and not went:
            yield block

    def _note(self, text: str, what: str, kind: str, moved: bool) -> int:
        """Note a difference and return its number; 0 at the old position of a moved block."""
        if moved and kind == WENT:
            return 0
        if moved:
            return self.notes.add(ReportDifference(MOVED, what, self.where, text, text, text))
        if kind == WENT:
            return self.notes.add(ReportDifference(WENT, what, self.where, text, "", removed(text)))
        return self.notes.add(ReportDifference(CAME, what, self.where, "", text, added(text)))


def _numbered(text: str, number: int) -> str:
    return numbered(text, number) if number else text


def _bold(paragraph: Paragraph) -> list[bool]:
    """Whether each character is bold."""
    return [run.bold for run in paragraph.runs for _ in run.text]


def _looks(pieces: Sequence[tuple[Piece, int]], old: list[bool], new: list[bool]) -> Iterator[Run]:
    """Runs that are either bold or not; each has its own marks, so that no mark spans two runs."""
    before = after = 0
    for piece, number in pieces:
        size = len(piece.text)
        bold = old[before : before + size] if piece.kind == REMOVED else new[after : after + size]
        start = 0
        for look, stretch in groupby(bold):
            end = start + len(list(stretch))
            text = Piece(piece.kind, piece.text[start:end]).marked
            yield Run(numbered(text, number) if number and not start else text, bold=look)
            start = end
        before += size if piece.kind != ADDED else 0
        after += size if piece.kind != REMOVED else 0
