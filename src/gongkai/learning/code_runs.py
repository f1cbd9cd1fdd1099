"""Paragraphs of which each is about one code: a run of them becomes one loop."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gongkai.frozen import frozen
from gongkai.learning.figures import BaseFigures
from gongkai.learning.known_amounts import KnownAmounts
from gongkai.learning.names_of_figures import NamesOfFigures
from gongkai.learning.observed import ObservedText
from gongkai.learning.said import amount_of, narrow, with_digits
from gongkai.model.expression import Name
from gongkai.model.labels import FUNCTION_DIMENSION, normal
from gongkai.plans.binding import Binding
from gongkai.sentences.quantities import Sort, quantities_of

_THREE = re.compile(
    r"(?P<a>[^(,。;、:“”\"\d.．]{2,30})\(类\)(?P<b>[^(,。;]{2,30}(?:\([^类款项]{1,4}\)[^(,。;]{0,20})?)\(款\)(?P<c>.{2,50}?)\(项\)"
)
_TWO = re.compile(
    r"^\s*\d{1,2}[.、．]\s*(?P<b>[^(,。;、:“”\"\d.．]{2,30}(?:\([^类款项]{1,4}\)[^(,。;]{0,20})?)\(款\)(?P<c>[^,。;:]{2,50}?)\(项\)"
)
"""An item below the heading of its class."""
_CLASS_HEADING = re.compile(
    r"^(?:\((?P<a>[一二三四五六七八九十]+)\)|(?P<b>[一二三四五六七八九十]+)、|(?P<c>\d{1,2})[.、．])\s*"
)
_DASHED = re.compile(r"[“\"](?P<a>[^“”\"\-－—]+)[-－—](?P<b>[^“”\"]+?)[-－—](?P<c>[^“”\"]+)[”\"]")
_ONE = re.compile(
    r"[“\"](?P<a>[^“”\"\-－—]{2,30})[”\"](?=科目)|^\s*\d{1,2}[.、．]\s*(?P<d>[一-龥]{3,20})\(类\)(?![^。]{0,20}\(款\))"
)
_CODED = re.compile(r"^\s*(?P<code>2\d{6})\s*")
NUMBERING = re.compile(r"^\s*(?P<open>[（(]?)\d{1,2}(?P<close>[)）.．、]+)\s*")
_CLASS, _SPENT = 3, "支出"
NAME_ALONE = "简称"
"""How a template writes the name of a class before （类）支出."""
_BEHIND_NAME = re.compile(r"\s*(?:年初|全年|预算|决算|支出|科目|\d)")
_LEVELS = {"a": "类名称", "b": "款名称", "c": "名称"}
_SEVERAL = 3  # paragraphs of a run that tell what is usual
_BEGINS = 12  # characters
_NAMED = 6  # characters of a name
_SAMPLE = re.compile(r"[XxＸ×]{2,}")


@frozen
class CodeItem:
    """A paragraph about a code ("" in a sample); `spans` gives by the name of a row's field where its text stands. One that
    only begins with the name of a class is not `sure` to be of a run."""

    text: str
    code: str
    length: int
    spans: Mapping[str, tuple[int, int]]
    sure: bool = True


def code_item(text: str, figures: BaseFigures) -> CodeItem | None:
    """What code a paragraph is about; None where it is about none."""
    half = narrow(text)
    codes = figures.pack.classification.functions
    if (coded := _CODED.match(half)) is not None and coded["code"] in codes:
        return _after_code(text, half, coded, codes)
    found = _THREE.search(half) or _DASHED.search(half)
    if found is not None and found.start() < 8:
        spans = {_LEVELS[key]: found.span(key) for key in _LEVELS}
        named = [found[key].strip() for key in "abc"]
        if any(_SAMPLE.fullmatch(name) for name in named):
            return CodeItem(text, "", 7, spans)
        code = _code_of(named, codes)
        return CodeItem(text, code, 7, spans)
    if (two := _TWO.search(half)) is not None:
        named = [two[key].strip() for key in "bc"]
        code = _code_of(["", *named], codes)
        return CodeItem(text, code, 7, {_LEVELS[key]: two.span(key) for key in "bc"})
    one = _ONE.search(half)
    if one is not None and one.start() < 8:
        key = "a" if one["a"] else "d"
        code = next(
            (each for each, name in codes.items() if len(each) == 3 and normal(name) == normal(one[key])), ""
        )
        if _SAMPLE.fullmatch(one[key]):
            return CodeItem(text, "", 3, {"名称": one.span(key)})
        if code:
            return CodeItem(text, code, 3, {"名称": one.span(key)})
    return _class_item(text, half, codes)


def _class_item(text: str, half: str, codes: Mapping[str, str]) -> CodeItem | None:
    """A paragraph that begins with the name of a class: 教育支出, 教育（类）支出."""
    numbering = NUMBERING.match(half)
    begin = numbering.end() if numbering is not None else 0
    found: tuple[int, str, int, str, bool] | None = None
    for code, name in codes.items():
        if len(code) != _CLASS:
            continue
        printed = narrow(name)
        for form, name_ends, field in _forms_of_class(printed):
            end = begin + len(form)
            if half.startswith(form, begin) and _BEHIND_NAME.match(half, end):
                found = max(found or (0, "", 0, "", False), (end, code, name_ends, field, "(类)" in form))
    if found is None:
        return None
    _, code, length, field, sure = found
    return CodeItem(text, code, _CLASS, {field: (begin, begin + length)}, sure)


def _forms_of_class(name: str) -> Iterator[tuple[str, int, str]]:
    """How a class may be called, how long its name is in that, and how a template writes the name."""
    stem = name.removesuffix(_SPENT)
    if stem != name:
        yield f"{stem}(类){_SPENT}", len(stem), NAME_ALONE
        yield f"{stem}(类)", len(stem), NAME_ALONE
    yield f"{name}(类)", len(name), "名称"
    yield name, len(name), "名称"


@frozen
class ClassHeading:
    """A heading that is the name of a class: `code`, its number's sort, and how a template of all classes writes it."""

    code: str
    numbering: str
    written: str


def class_heading(text: str, figures: BaseFigures, loop: str) -> ClassHeading | None:
    """What class a heading names and nothing else, （一）公共安全（类）; None where it names none. `loop` is the variable of
    the loop over classes."""
    half = narrow(text.strip())
    numbering = _CLASS_HEADING.match(half)
    if numbering is None:
        return None
    kind = str(numbering.lastgroup)
    count = "{{loop.index}}" if kind == "c" else "{{loop.index|中文数}}"
    number = text.strip()[: numbering.end()].replace(numbering[kind], count)
    rest = half[numbering.end() :]
    for code, name in figures.pack.classification.functions.items():
        for form, length, field in _forms_of_class(narrow(name)) if len(code) == _CLASS else ():
            if rest == form:
                behind = text.strip()[numbering.end() + length :]
                return ClassHeading(code, kind, f"{number}{{{{{loop}.{field}}}}}{behind}")
    return None


def _after_code(text: str, half: str, coded: re.Match[str], codes: Mapping[str, str]) -> CodeItem:
    """A paragraph that begins with a code of seven digits, then the names of what it is of."""
    code = coded["code"]
    spans = {"编码": coded.span("code")}
    at = coded.end()
    for key, name in (("款名称", codes.get(code[:5], "")), ("名称", codes[code])):
        printed = narrow(name)
        if printed and half.startswith(printed, at):
            spans[key] = (at, at + len(printed))
            at += len(printed)
    return CodeItem(text, code, 7, spans)


def _code_of(names: Sequence[str], codes: Mapping[str, str]) -> str:
    wanted = [normal(name) for name in names]
    found = [
        code
        for code, name in codes.items()
        if len(code) == 7
        and normal(name) == wanted[2]
        and (not wanted[0] or normal(codes.get(code[:3], "")) == wanted[0])
    ]
    if not found:  # a class that was called otherwise in earlier years
        found = [code for code, name in codes.items() if len(code) == 7 and normal(name) == wanted[2]]
        found = [code for code in found if normal(codes.get(code[:5], "")) == wanted[1]]
    exact = [code for code in found if normal(codes.get(code[:5], "")) == wanted[1]]
    return exact[0] if len(exact) == 1 else found[0] if len(found) == 1 else ""


def run_figure(
    items: Sequence[CodeItem], lead: str, names: NamesOfFigures, known: KnownAmounts
) -> Binding | None:
    """The figure whose codes a run lists: the one that the words before it name, if the tables do not say otherwise."""
    figures = names.figures
    amounts = [
        (item.code, amount_of(number))
        for item in items
        if item.code
        for number in list(quantities_of(with_digits(item.text)))[-4:]
        if number.sort == Sort.MONEY
    ]

    def contradicted(binding: Binding) -> bool:
        told: dict[str, list[bool]] = {}
        for code, (amount, rounding) in amounts:
            says = known.agrees(binding.at(FUNCTION_DIMENSION, code), amount, rounding)
            if says is not None:
                told.setdefault(code, []).append(says)
        wrong = sum(not any(each) for each in told.values())
        return bool(told) and wrong * 2 > len(told)

    plain = re.sub(r"\s|[“”（）()]", "", lead).replace("收入支出", "支出")
    said = [name for name in names.by_name if len(name) >= _NAMED and "收入" not in name and name in plain]
    named = sorted(said, key=len, reverse=True)
    wanted = [binding for name in named for binding in names.by_name[name]]
    wanted += [
        Binding(Name(name), name)
        for name in figures.pack.definitions.figures
        if "支出" in name and len(figures.parts(Binding(Name(name), name)) or ()) == 1
    ]
    for binding in wanted:
        if figures.within(binding.name, FUNCTION_DIMENSION) and not contradicted(binding):
            return binding
    return None


def items_below(blocks: Sequence[ObservedText], at: int, figures: BaseFigures) -> list[CodeItem]:
    """The paragraphs from a place on that are about items of the classification; none where other text stands between."""
    found: list[CodeItem] = []
    while at < len(blocks) and not blocks[at].level:
        item = code_item(blocks[at].text, figures)
        if item is None or item.length == _CLASS:
            return []
        found.append(item)
        at += 1
    return found


def fullest(items: Sequence[CodeItem]) -> CodeItem:
    """The paragraph of a run that says the most; of several the first that is numbered and named as most are."""
    forms = [(NUMBERING.sub(r"\g<open>\g<close>", item.text[:8])[:3], tuple(item.spans)) for item in items]
    usual = Counter(forms)
    most = max(map(said_by, items))
    best = [number for number, item in enumerate(items) if said_by(item) == most]
    return items[max(best, key=lambda number: (usual[forms[number]], -number))]


def without_odd(best: CodeItem, items: Sequence[CodeItem]) -> tuple[CodeItem, list[str]]:
    """A paragraph of a run without the sentences that state something which no other one of several does, and those."""
    if len(items) < _SEVERAL:
        return best, []
    others = [item.text for item in items if item is not best]
    kept, odd = "", []
    for sentence in re.findall(r"[^。]*。?", best.text):
        states = any(quantities_of(with_digits(sentence)))
        if (
            kept
            and states
            and not any(_same_words(sentence, each) for text in others for each in text.split("。"))
        ):
            odd.append(sentence)
        else:
            kept += sentence
    return replace(best, text=kept), odd


def _same_words(one: str, other: str) -> bool:
    """Whether two sentences say the same of other amounts, by the words before their first number."""
    words = [re.sub(r"\s", "", re.split(r"\d", text, maxsplit=1)[0])[:_BEGINS] for text in (one, other)]
    return words[0][: len(words[0]) // 2 + 1] == words[1][: len(words[0]) // 2 + 1]


def said_by(item: CodeItem) -> int:
    half = with_digits(item.text)
    return sum(1 for _ in quantities_of(half)) * 10 + ("原因" in half) * 5 + ("主要用于" in half)
