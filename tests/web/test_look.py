"""Style, script and templates of the pages: small, plain, and nothing that a strict policy forbids."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise

import pytest

from gongkai.web import handbook, look

COLOURS = re.compile(r"--([a-z]+):(#[0-9a-f]{3,6})")
PAGES = look.environment().list_templates()


def test_style_and_script_are_small() -> None:
    assert 2_000 < len(look.style().encode()) <= 12_000
    assert 2_000 < len(look.script().encode()) <= 10_000


def test_the_fonts_are_those_that_are_there() -> None:
    assert '16px/1.7 "Microsoft YaHei","Noto Sans CJK SC",sans-serif' in look.style()
    assert "url(" not in look.style() and "@import" not in look.style()


@pytest.mark.parametrize(
    "forbidden",
    ["eval(", "new Function", "innerHTML", "document.write", "https:", 'setTimeout("', "import("],
)
def test_the_script_makes_no_code_of_text_and_asks_nobody_else(forbidden: str) -> None:
    assert forbidden not in look.script()
    assert re.findall(r"https?:[^\"]*", look.script()) == [
        "http://page"
    ]  # a name to reckon with, never asked


def test_templates_have_no_style_and_no_handler_of_their_own() -> None:
    assert len(PAGES) > 8
    for name in PAGES:
        text = look.environment().loader.get_source(look.environment(), name)[0]  # type: ignore[union-attr]
        assert not re.search(r"\s(style|on\w+)=", text), name
        assert "http:" not in text and "https:" not in text, name
        safe = set(re.findall(r"\{\{\s*([\w.]+)\|safe", text))
        assert safe <= {"style", "script", "entry.html", "pages"}, name


def test_colours_stand_out() -> None:
    """Every pair of colour and ground of the style has a contrast of 4.5 and more."""
    named = dict(COLOURS.findall(look.style()))
    pairs = re.findall(
        r"color:(?:var\(--(\w+)\)|(#[0-9a-f]{3,6}));background:(?:var\(--(\w+)\)|(#[0-9a-f]{3,6}))",
        look.style(),
    )
    pairs += re.findall(
        r"background:(?:var\(--(\w+)\)|(#[0-9a-f]{3,6}))(?:;border-color:[^;}]+)?;color:(?:var\(--(\w+)\)|(#[0-9a-f]{3,6}))",
        look.style(),
    )
    found = [(named.get(one, plain), named.get(other, ground)) for one, plain, other, ground in pairs]
    found += [
        (named[name], ground)
        for name in ("ink", "soft", "blue")
        for ground in (named["paper"], named["ground"])
    ]
    assert len(found) > 12
    assert [pair for pair in found if contrast(*pair) < 4.5] == []


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(char * 2 for char in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_contrast_is_reckoned_as_wcag_says() -> None:
    assert round(contrast("#000", "#ffffff"), 1) == 21
    assert round(contrast("#777777", "#fff"), 2) == 4.48


def test_the_handbook_is_taken_apart() -> None:
    sections = handbook.sections()
    assert len(sections) > 8
    for titles in (handbook.ON_FILLING, handbook.ON_CHECKING, handbook.ON_REASONS, handbook.QUESTIONS):
        assert all(len(section.html) > 100 for section in handbook.sections_titled(titles))
    whole = "".join(section.html for section in sections)
    assert "<table>" in whole and "<li>" in whole and "<pre>" in whole
    for left in ("](", "**", "| --", "!["):
        assert left not in whole
    for before, after in pairwise(sections):
        assert before.title != after.title


def test_what_the_handbook_says_is_escaped() -> None:
    blocks = "".join(
        handbook._blocks(
            ["a <b> & `<i>` **x**", "- 一", "  续", "", "| 甲 | 乙 |", "|---|---|", "| 1 | <2> |"]
        )
    )
    assert blocks == (
        "<p>a &lt;b&gt; &amp; <code>&lt;i&gt;</code> <b>x</b></p><ul><li>一续</li></ul>"
        '<table><thead><tr><th scope="col">甲</th><th scope="col">乙</th></tr></thead><tbody><tr><td>1</td><td>&lt;2&gt;</td></tr></tbody></table>'
    )


def test_the_offline_page_has_its_heading_before_the_program_runs() -> None:
    shell = (files("gongkai.page") / "inside" / "shell.html").read_text("utf-8")
    main = shell.partition("{% block main %}")[2]
    assert main.strip().startswith("<h1>") and main.count("<h1>") == 1
