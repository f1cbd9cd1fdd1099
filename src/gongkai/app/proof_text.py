"""What `templates prove` says on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from gongkai.findings import Location
from gongkai.money import percent
from gongkai.proving import Miss, Proof, Share

_LONG = 160


def proof_text(proof: Proof, published: str, most: int) -> str:
    """The shares, table by table, then at most `most` missed rows and as many sentences; none are shown with 0."""
    return "\n".join(_lines(proof, published, most))


def _lines(proof: Proof, published: str, most: int) -> Iterator[str]:
    yield f"与 {published} 对照："
    yield f"报表的行 {_share(proof.rows)}"
    yield from _below(proof.tables, proof.lacking)
    if proof.lacking & proof.tables.keys():
        yield f"  本格式有的表：{_share(proof.rows_of_own)}"
    if proof.forms:
        yield f"附表的行 {_share(proof.form_rows)}，其中的文字由会计填写"
        yield from _below(proof.forms, proof.lacking)
    if proof.sentences.all:
        yield f"写数的句子 {_share(proof.sentences)}，分句 {_share(proof.clauses)}；原因由会计填写，用词不同的整句算没有印出"
    if proof.decimals:
        first = proof.decimals[0]
        yield f"  其中 {len(proof.decimals)} 句只是小数位不同，算印出了；要一样的，改 pack.yaml 里 numbers 的 decimals、trim。例如："
        yield f"  {first.place}：{_short(first.printed)}"
        yield f"  本格式印的是：{_short(first.instead)}"
    yield from _misses("没有印出的行", proof.missed_rows, most)
    yield from _misses("没有印出的句子", proof.missed_sentences, most)


def _below(shares: Mapping[str, Share], lacking: Set[str]) -> Iterator[str]:
    for title, share in shares.items():
        if share.right < share.all:
            yield f"  {title}：{_share(share)}{'，本格式没有这张表' if title in lacking else ''}"


def _share(share: Share) -> str:
    return f"{share.right}/{share.all}（{percent(share.rate)}）" if share.all else "没有"


def _misses(what: str, misses: Sequence[Miss], most: int) -> Iterator[str]:
    if not misses:
        return
    if not most:
        yield f"{what} {len(misses)} 处，用 gongkai templates prove 逐处看"
        return
    yield ""
    yield f"{what}（{len(misses)}）："
    for miss in misses[:most]:
        yield f"- {miss.place}：{_short(miss.printed)}"
        yield f"  本格式{'印的是：' + _short(miss.instead) if miss.instead else '没有与它相近的'}"
        if miss.made_by != Location():
            yield f"  在 {miss.made_by.file} 第 {miss.made_by.line} 行"
    if len(misses) > most:
        yield f"  ……另有 {len(misses) - most} 处，--show {len(misses)} 全部列出"


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"
