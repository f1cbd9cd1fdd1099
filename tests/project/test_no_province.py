"""No Python knows a province: names, table codes and prescribed wording stand in `templates/` only.

Prescribed wording is read from the packs themselves: what is written there, outside Jinja, in prose
templates, titles, notes, forms and the glossary. Eight Chinese characters of it in a row, with or
without the punctuation between them, may not stand in `src/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from gongkai.yamlsource import Node, parse_yaml

WINDOW = 8
PROVINCES = [
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
]
ROMAN = [
    "beijing",
    "tianjin",
    "hebei",
    "shanxi",
    "neimenggu",
    "liaoning",
    "jilin",
    "heilongjiang",
    "shanghai",
    "jiangsu",
    "zhejiang",
    "anhui",
    "fujian",
    "jiangxi",
    "shandong",
    "henan",
    "hubei",
    "hunan",
    "guangdong",
    "guangxi",
    "hainan",
    "chongqing",
    "sichuan",
    "guizhou",
    "yunnan",
    "xizang",
    "shaanxi",
    "gansu",
    "qinghai",
    "ningxia",
    "xinjiang",
]
TABLE_CODE = re.compile(r"公开\s*\d\d\s*表")
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
SOFT_PUNCTUATION = re.compile(r"[“”‘’（）《》、，：]")
HAN = re.compile("[\u4e00-\u9fff]+")
PLACE = "行政区划名称"


def source_files(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((root / "src").rglob("*.py"))
        if path.stat().st_size
    }


def windows(text: str) -> Iterator[str]:
    """Every run of WINDOW Chinese characters, commas and quotation marks aside."""
    for run in HAN.findall(SOFT_PUNCTUATION.sub("", text)):
        for start in range(len(run) - WINDOW + 1):
            yield run[start : start + WINDOW]


def scalars(node: Node) -> Iterator[str]:
    return (part.text for part in node.walk() if part.text)


def printed_wording(path: Path) -> Iterable[str]:
    """The texts of a pack's file that a report prints as they stand."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".j2":
        return [JINJA.sub("\n", text)]
    node, findings = parse_yaml(text, path.name)
    assert node is not None, path
    assert not findings, (path, findings)
    if path.parent.name != "tables":
        return [JINJA.sub("\n", scalar) for scalar in scalars(node)]
    # A table's columns and rows are named by figures, which are the vocabulary of the query.
    parts = [node.get(key) for key in ("title", "notes", "empty_note", "caption")]
    return [JINJA.sub("\n", scalar) for part in parts if part is not None for scalar in scalars(part)]


def prescribed(root: Path) -> dict[str, str]:
    """Each window of prescribed wording with the file it is prescribed in."""
    files = [
        *(root / "templates").glob("**/narrative/**/*.j2"),
        *(root / "templates").glob("**/tables/*.yaml"),
        *(root / "templates").glob("**/forms/*.yaml"),
        *(root / "templates").glob("**/glossary.yaml"),
    ]
    kinds = {path.parent.name for path in files if path.suffix != ".j2"} | {path.suffix for path in files}
    assert {".j2", "tables", "forms"} <= kinds, f"packs without prose, tables or forms: only {sorted(kinds)}"
    return {
        window: path.relative_to(root).as_posix()
        for path in sorted(files)
        for text in printed_wording(path)
        for window in windows(text)
    }


def counties(root: Path) -> set[str]:
    """The places of the samples: as their folders spell them, and in Chinese with and without 县, 市, 区."""
    inputs = sorted((root / "sample_inputs").glob("*/input.yaml"))
    assert inputs, "no sample"
    names: set[str] = set()
    for path in inputs:
        node, findings = parse_yaml(path.read_text(encoding="utf-8"), path.name)
        assert node is not None, (path, findings)
        places = {text for part in node.walk() if (found := part.get(PLACE)) for text in scalars(found)}
        assert places, f"{path} does not say {PLACE}"
        names |= {path.parent.name.partition("-")[0], *places}
        names |= {name[:-1] for name in places if len(name) > 2}
    return names


def test_no_province_or_county(root: Path) -> None:
    sources = source_files(root)
    assert len(PROVINCES) == len(ROMAN) == 31
    assert len(sources) > 30, "hardly any source was read"
    places = counties(root)
    words = re.compile("|".join([*PROVINCES, *(re.escape(name) for name in places if not name.isascii())]))
    roman = re.compile(rf"\b({'|'.join([*ROMAN, *filter(str.isascii, places)])})\b", re.IGNORECASE)
    found = [f"{name}: {match[0]}" for name, text in sources.items() for match in words.finditer(text)]
    found += [f"{name}: {match[0]}" for name, text in sources.items() for match in roman.finditer(text)]
    assert found == []


def test_no_table_code(root: Path) -> None:
    sources = source_files(root)
    assert len(sources) > 30, "hardly any source was read"
    codes = [
        path
        for path in (root / "templates").glob("**/tables/*.yaml")
        if TABLE_CODE.search(path.read_text("utf-8"))
    ]
    assert codes, "no pack has a table code, so the pattern is wrong"
    assert [
        f"{name}: {match[0]}" for name, text in sources.items() for match in TABLE_CODE.finditer(text)
    ] == []


def test_no_prescribed_sentence(root: Path) -> None:
    sources, wording = source_files(root), prescribed(root)
    assert len(sources) > 30, "hardly any source was read"
    assert len(wording) > 1000, "hardly any sentence was read"
    found = {
        f"{name}: {window} ({wording[window]})"
        for name, text in sources.items()
        for window in windows(text)
        if window in wording
    }
    assert sorted(found) == []


@pytest.mark.parametrize("text", ["本年收入合计，包括结转", "说明：本年收入（合计）包括结转。"])
def test_windows_see_through_punctuation(text: str) -> None:
    assert "本年收入合计包括" in set(windows(text))


def test_windows_stop_at_the_end_of_a_sentence() -> None:
    assert list(windows("本年收入合计。包括结转")) == []
