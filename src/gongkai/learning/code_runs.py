"""Paragraphs of which each is about one code: a run of them becomes one loop."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gongkai.frozen import frozen
from gongkai.learning.figures import BaseFigures
from gongkai.learning.known_amounts import KnownAmounts
from gongkai.learning.names_of_figures import NamesOfFigures
from gongkai.learning.said import amount_of, narrow, with_digits
from gongkai.model.expression import Name
from gongkai.model.labels import FUNCTION_DIMENSION, normal
from gongkai.plans.binding import Binding
from gongkai.sentences.quantities import Sort, quantities_of

_THREE = re.compile(
    r"(?P<a>[^(,。;、:“”\"\d.．]{2,30})\(类\)(?P<b>[^(,。;]{2,30}(?:\([^类款项]{1,4}\)[^(,。;]{0,20})?)\(款\)(?P<c>.{2,50}?)\(项\)"
)
_DASHED = re.compile(r"[“\"](?P<a>[^“”\"\-－—]+)[-－—](?P<b>[^“”\"]+?)[-－—](?P<c>[^“”\"]+)[”\"]")
_ONE = re.compile(
    r"[“\"](?P<a>[^“”\"\-－—]{2,30})[”\"](?=科目)|^\s*\d{1,2}[.、．]\s*(?P<d>[一-龥]{3,20})\(类\)(?![^。]{0,20}\(款\))"
)
_CODED = re.compile(r"^\s*(?P<code>2\d{6})\s*")
NUMBERING = re.compile(r"^\s*(?P<open>[（(]?)\d{1,2}(?P<close>[)）.．、]+)\s*")
_CLASS, _SPENT = 3, "支出"
_BEHIND_NAME = re.compile(r"\s*(?:年初|全年|预算|决算|支出|科目|\d)")
_LEVELS = {"a": "类名称", "b": "款名称", "c": "名称"}
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
    found: tuple[int, str, bool] | None = None
    for code, name in codes.items():
        if len(code) != _CLASS:
            continue
        printed = narrow(name)
        stem = printed.removesuffix(_SPENT)
        for form in (f"{stem}(类){_SPENT}", f"{stem}(类)", printed):
            end = begin + len(form)
            if half.startswith(form, begin) and _BEHIND_NAME.match(half, end):
                found = max(found or (0, "", False), (end, code, "(类)" in form))
    if found is None:
        return None
    return CodeItem(text, found[1], _CLASS, {"名称": (begin, found[0])}, found[2])


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
        if len(code) == 7 and normal(name) == wanted[2] and normal(codes.get(code[:3], "")) == wanted[0]
    ]
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
