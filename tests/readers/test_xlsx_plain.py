"""What is read without building a tree is what a parser would give; everything else is left to the parser."""

from __future__ import annotations

from xml.etree.ElementTree import ParseError, fromstring

import pytest

from gongkai.readers.xlsx_plain import plain_cells, plain_strings, style_and_type

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(rows: str, behind: str = "") -> bytes:
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData>{behind}</worksheet>'.encode()


def strings(items: str) -> bytes:
    return f'<sst xmlns="{NAMESPACE}">{items}</sst>'.encode()


def test_cells_with_content_come_with_their_attributes_and_the_ranges_beside_them() -> None:
    rows = (
        '<row r="1" spans="1:3"><c r="A1" s="10" t="s"><v>0</v></c><c r="B1" s="3"/></row><row r="2"/>'
        '<row r="3"><c r="AB3"><f>A1&gt;1</f><v>2.5</v></c><c r="AC3" t="str"><v>a&lt;b</v></c></row>'
    )
    found = plain_cells(sheet(rows, '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'))
    assert found is not None
    assert found[0] == [("A1", ' s="10" t="s"', "0"), ("AB3", "", "2.5"), ("AC3", ' t="str"', "a&lt;b")]
    assert found[1] == ["A1:B1"]
    assert [style_and_type(attributes) for _, attributes, _ in found[0]] == [
        ("10", "s"),
        ("", ""),
        ("", "str"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A2"><v>1</v></c></row>',  # the cell of another row
        '<row r="1"><c r="A11"><v>1</v></c></row>',
        '<row r="1"><c r="A2"/></row>',
        '<row r="1"></row><c r="A1"><v>1</v></c>',
        '<row r="1"><c r="A1" s="1" s="2"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s" s="2"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>\x01</v></c></row>',
        '<row r="1"><c r="A1"><f>1<g/></f><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v></v></c></row>',
        '<row r="1"><c r="A1"<v>1</v></c></row>',
        '<row r="01"><c r="A01"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>甲\r\n乙</v></c></row>',  # a parser would change the line end
        '<row r="1"><c r="A1" t="str"><v>&#30002;</v></c></row>',
        '<row r="1"><c r="A1" s="1" t="s"><v>甲</v></c></row><row r="1" spans="\x01"/>',
    ],
)
def test_rows_that_do_not_fit_are_left_to_the_parser(rows: str) -> None:
    assert plain_cells(sheet(rows)) is None


@pytest.mark.parametrize(
    "items",
    [
        "<si><t>甲</t></si><si><t></t></si><si><t> 乙&amp;丙 </t></si>",
        '<si><t xml:space="preserve"> 甲 </t></si><si><t>乙&gt;</t></si>',
        "<si><t>甲</t></si>",
        "<si><t>_x4</t></si><si><t>&lt;&amp;lt;</t></si>",
    ],
)
def test_plain_strings_are_those_of_a_parser(items: str) -> None:
    parsed = [item.findtext(f"{{{NAMESPACE}}}t") for item in fromstring(strings(items))]
    assert plain_strings(strings(items)) == parsed


@pytest.mark.parametrize(
    "items",
    [
        "<si><t>甲</t></si><si><r><t>乙</t></r></si>",
        "<si><r><t>甲</t></r></si><si><t>乙</t></si>",
        "<si/><si><t>乙</t></si>",
        "<si><t>甲</t></si><si/>",
        "<si><t>甲</t><rPh><t>乙</t></rPh></si>",
        "<si><t>甲</t></si><si/><si><t>乙</t></si>",
        "<si><t>甲</t></si> <si><t>乙</t></si>",
        "<si><t>甲\x02</t></si>",
        "<si><t>甲\r</t></si>",
        "<si><t>&#30002;</t></si>",
        "<si><t>甲<b>乙</b></t></si>",
        "",
    ],
)
def test_strings_that_are_not_plain_are_left_to_the_parser(items: str) -> None:
    assert plain_strings(strings(items)) is None


def test_parts_that_are_no_xml_are_never_plain() -> None:
    for part in (strings("<si><t>甲</t></si></si><si>"), sheet("</row><row>"), sheet("", "<a></b>")):
        with pytest.raises(ParseError):
            fromstring(part)
        assert plain_strings(part) is None and plain_cells(part) is None


def test_what_stands_around_the_rows_may_hold_nothing_that_a_parser_reads_differently() -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    whole = sheet(row).decode()
    assert plain_cells(whole.encode()) is not None
    for odd in (
        sheet(row, "<!-- -->"),
        sheet(row, "<sheetData></sheetData>"),
        sheet(row, '<mergeCell count="1" ref="A1:B1"/>'),
        whole.replace("<sheetData>", "<AlternateContent/><sheetData>").encode(),
        whole.replace(NAMESPACE, "urn:other").encode(),
        whole.encode("utf-16"),
    ):
        assert plain_cells(odd) is None
