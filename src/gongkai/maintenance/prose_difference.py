"""What changes in the prose of a format: sections, wordings of comparisons, number styles, glossary."""

from __future__ import annotations

from gongkai.maintenance.change_lines import changed, changes_of_order, sentence_changes, used_items
from gongkai.packs.pack import Pack, Phrase
from gongkai.packs.plain_words import reader_text, sentences_in_words


def narrative_changes(old: Pack, new: Pack) -> list[tuple[str, list[str]]]:
    before, after = used_items(old, "正文"), used_items(new, "正文")
    found = []
    for name in after:
        now = sentences_in_words(reader_text(new.narrative[name].text))
        then = sentences_in_words(reader_text(old.narrative[name].text)) if name in before else []
        title = next((text.lstrip("# ") for text in now if text.startswith("## ")), name)
        texts = sentence_changes(then, now)
        if texts:
            found.append((title, [text.replace("## ", "标题 ").replace("#", "") for text in texts]))
    return found


def phrase_changes(old: Pack, new: Pack) -> list[str]:
    found = changes_of_order(list(old.phrases), list(new.phrases), "用语")
    for name, phrase in new.phrases.items():
        before = old.phrases.get(name)
        if before is not None:
            found += _phrase(before, phrase)
    return found


def _phrase(old: Phrase, new: Phrase) -> list[str]:
    found = changed(old.base, new.base, f"“{new.name}”比较的对象")
    for situation in dict.fromkeys([*old.wording, *new.wording]):
        before, after = old.wording.get(situation), new.wording.get(situation)
        if before != after:
            texts = [f"“{text}”" if text else "（不写）" for text in (before, after)]
            found.append(f"“{new.name}”{situation}时由{texts[0]}改为{texts[1]}")
    return found


def number_style_changes(old: Pack, new: Pack) -> list[str]:
    found = []
    for name, style in new.numbers.items():
        before = old.numbers.get(name)
        if before is None or before == style:
            continue
        found += changed(f"{before.decimals} 位", f"{style.decimals} 位", f"{name}的小数")
        if before.thousands != style.thousands:
            found.append(f"{name}的数字{'加' if style.thousands else '不加'}千分位")
        if before.zero != style.zero:
            shown = [
                ("照印" if zero is None else f"印作“{zero}”" if zero else "不印")
                for zero in (before.zero, style.zero)
            ]
            found.append(f"{name}的零由{shown[0]}改为{shown[1]}")
    return found


def glossary_changes(old: Pack, new: Pack) -> list[str]:
    before, after = dict(old.glossary), dict(new.glossary)
    found = changes_of_order(list(before), list(after), "名词")
    for term, meaning in after.items():
        if term in before and before[term] != meaning:
            found.append(f"“{term}”的解释有改动\n原：{before[term]}\n现：{meaning}")
        elif term not in before:
            found.append(f"“{term}”：{meaning}")
    return found
