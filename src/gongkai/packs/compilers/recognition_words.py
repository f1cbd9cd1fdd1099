"""`recognise` of a table: other titles, headings and row labels under which a published table may appear."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from gongkai.findings import Finding
from gongkai.model.labels import normal
from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.packs.tables import OtherWords
from gongkai.packs.told import spelling_hint
from gongkai.plans.table_plan import TablePlan
from gongkai.plans.title_words import TitleWords

RECOGNISE = "recognise"


def read_words(key: str, reader: MappingReader, findings: list[Finding]) -> OtherWords:
    """The words as declared; `check_words` compares them with the plan of the table."""
    node = reader.node_of(RECOGNISE)
    if node is None:
        return OtherWords()
    inner = MappingReader(node, findings, f"表“{key}”的 {RECOGNISE}")
    title = None
    said = inner.node_of("title")
    if said is not None:
        words = MappingReader(said, findings, f"表“{key}”认标题的字")
        every, some, never = words.texts("all"), words.texts("any"), words.texts("not")
        words.close()
        if not (every or some):
            words.fault(f"表“{key}”认标题的字要写 all 或 any：只有 not，什么标题都合")
        else:
            title = TitleWords.of(every, some, never)
    found = OtherWords(title, _called(inner, "headings"), _called(inner, "rows"))
    inner.close()
    return found


def _called(reader: MappingReader, key: str) -> dict[str, str]:
    """The table's own word by the normal form of each alternative."""
    found: dict[str, str] = {}
    for own, node in reader.entries(key):
        for item in node.items if node.is_list else [node]:
            other = normal(item.text)
            if not other:
                reader.fault(f"{reader.what}里“{own}”的别的叫法是空的", item, "写出别处用的字，不需要的删去")
            elif found.get(other, own) != own:
                reader.fault(f"{reader.what}里“{item.text}”既是“{own}”又是“{found[other]}”", item)
            found[other] = own
    return found


def check_words(words: OtherWords, title: str, plan: TablePlan, reader: MappingReader) -> None:
    """A finding for each alternative whose word the table lacks, or that is a word of the table itself."""
    if words.title is not None and not words.title.fit(title):
        reader.fault(f"{reader.what}自己的标题“{title}”不合认标题的字")
    headings = {text for path in plan.paths for text in path}
    labels = {text for label in plan.labels for text in label.texts}
    for called, own, what in ((words.headings, headings, "表头"), (words.rows, labels, "行名")):
        _check(called, own, what, reader)


def _check(called: Mapping[str, str], own: Collection[str], what: str, reader: MappingReader) -> None:
    known = {normal(text): text for text in own}
    for other, meant in called.items():
        if normal(meant) not in known:
            reader.fault(f"{reader.what}没有叫“{meant}”的{what}", hint=spelling_hint(meant, own))
        elif other in known and known[other] != meant:
            reader.fault(f"{reader.what}的{what}“{known[other]}”不能又是“{meant}”的别的叫法")
