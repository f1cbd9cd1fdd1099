"""`gongkai rules`: the catalogue of rules, or the manual of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.app.environment import library
from gongkai.app.printed_findings import finding_text
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import UserFault

if TYPE_CHECKING:
    from gongkai.packs.pack import Pack
    from gongkai.rules.catalogue import RuleEntry


def rules(
    code: Annotated[str, typer.Argument(metavar="[编号]", help="如 BN-05；不写就列出全部规则")] = "",
    format: Annotated[
        str, typer.Option("--format", metavar="格式", help="只看一个格式，见 gongkai templates list")
    ] = "",
) -> None:
    """列出核对规则（编号、级别、名称、来自哪里），或说明一条规则：查什么、怎么改。"""
    from gongkai.rules.catalogue import catalogue

    entries = catalogue(_packs(format))
    if not code:
        for line in _listed(entries):
            say(line)
        return
    wanted = code.strip().upper()
    # BN-05a has a small letter; a capital one is accepted too
    found = [entry for entry in entries if entry.code.upper() == wanted]
    if not found:
        say(_registered(wanted) or _unknown(wanted, entries))
        return
    say("\n\n".join(_manual(entry) for entry in found))


def _packs(format: str) -> list[Pack]:
    """The pack of a format, or those of all formats that can be published."""
    formats = [format] if format else [info.format for info in library().published()]
    packs = []
    for name in formats:
        pack, faults = library().pack(name)
        if pack is None or faults:
            raise UserFault("\n".join(finding_text(finding) for finding in faults))
        packs.append(pack)
    return packs


def _listed(entries: list[RuleEntry]) -> list[str]:
    """One line per code; where formats differ in name or level, one line each."""
    lines: dict[tuple[str, str, str, str], None] = {}
    for entry in entries:
        lines[entry.code, entry.level, entry.name, entry.source] = None
    codes = len({entry.code for entry in entries})
    return ["\t".join(line) for line in lines] + [f"共 {codes} 个编号；gongkai rules 编号 看一条规则的说明"]


def _manual(entry: RuleEntry) -> str:
    lines = [f"{entry.code} {entry.name}（{entry.level}）"]
    lines += [f"{label}：{text}" for label, text in entry.manual]
    lines.append(f"来自：{entry.source}")
    lines.append(f"格式：{'、'.join(entry.formats)}")
    return "\n".join(lines)


def _registered(code: str) -> str:
    """The manual of a code that does not belong to a rule (SR-.., PK-.., HZ-..)."""
    from gongkai.codes import CODES

    entry = CODES.get(code)
    if entry is None:
        return ""
    more = [f"{label}：{text}" for label, text in entry.more]
    head = f"{entry.code} {entry.title}（{entry.severity.value}）"
    return "\n".join([head, f"是什么：{entry.what}", *more, f"怎么改：{entry.mend}"])


def _unknown(code: str, entries: list[RuleEntry]) -> str:
    from gongkai.codes import CODES

    group = sorted(
        {known for known in (*CODES, *(entry.code for entry in entries)) if known.startswith(code[:3])}
    )
    near = f"；{code[:2]} 组有：{'、'.join(group)}" if group else "；gongkai rules 列出全部规则"
    raise UserFault(f"没有规则“{code}”{near}")
