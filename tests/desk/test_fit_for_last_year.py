"""Numbers of another kind of document, another year or another unit are never taken for last year's."""

from __future__ import annotations

import functools
from itertools import product

import pytest

from gongkai.desk.begun_input import begun
from gongkai.desk.fit_for_last_year import may_be_one_unit
from gongkai.desk.new_input import CannotCarry
from gongkai.packs.pack import DOCUMENT_KINDS
from gongkai.source import Source
from tests.conftest import ROOT
from tests.readers.test_docx import paragraph, word
from tests.recovering.test_published_input import published, read
from tests.support.library import LIBRARY
from tests.support.packed import with_part

SAMPLES = {
    "final_accounts": "liulin-2023-final",
    "budget": "xingxian-2023-budget",
    "self_evaluation": "qinglong-2023-evaluation",
}
WANTED = {
    "final_accounts": "shanxi/final_accounts/2024",
    "budget": "shanxi/budget/2024",
    "self_evaluation": "hebei/self_evaluation/2024",
}


@functools.cache
def files(sample: str) -> dict[str, Source]:
    """What a sample publishes, by suffix."""
    department, pack, _ = read(ROOT / "sample_inputs" / sample / "input.yaml")
    made = published(department, pack, ("docx", "xlsx"))
    return {name.rpartition(".")[2]: Source(name, content) for name, content in made.items()}


def refusal(format: str, *sources: Source, last_format: str = "") -> str:
    pack, _ = LIBRARY.pack(format)
    assert pack is not None
    with pytest.raises(CannotCarry) as caught:
        begun(pack, sources, LIBRARY, last_format)
    return str(caught.value)


@pytest.mark.parametrize(
    ("kind", "wanted"), [pair for pair in product(SAMPLES, WANTED) if len(set(pair)) > 1]
)
def test_a_document_of_another_kind_is_refused(kind: str, wanted: str) -> None:
    said = refusal(WANTED[wanted], files(SAMPLES[kind])["xlsx"])
    assert f"是{DOCUMENT_KINDS[kind]}（“" in said and f"2023 年度的{DOCUMENT_KINDS[wanted]}" in said


@pytest.mark.trial
@pytest.mark.parametrize("kind", SAMPLES)
def test_a_document_of_the_same_kind_is_taken(kind: str) -> None:
    pack, _ = LIBRARY.pack(WANTED[kind])
    assert pack is not None
    for source in files(SAMPLES[kind]).values():
        assert begun(pack, [source], LIBRARY).read_as


def test_naming_last_years_format_does_not_let_another_kind_in() -> None:
    said = refusal(
        WANTED["final_accounts"],
        files(SAMPLES["budget"])["docx"],
        last_format="shanxi/final_accounts/2023",
    )
    assert "是部门预算公开" in said


def test_the_tables_tell_where_there_is_no_cover() -> None:
    source = files(SAMPLES["budget"])["docx"]
    content = with_part(source.content, "word/document.xml", lambda xml: xml.replace("年度部门预算公开", ""))
    assert content != source.content
    assert "是部门预算公开" in refusal(WANTED["final_accounts"], Source("表.docx", content))


def test_sections_tell_where_there_are_no_tables() -> None:
    lines = ["第二部分 部门预算表", "一、收入预算情况说明", "二、支出预算情况说明", "三、2023年收支预算情况"]
    source = Source("文字.docx", word("".join(map(paragraph, lines))))
    assert "是部门预算公开" in refusal(WANTED["final_accounts"], source)


def test_a_cover_over_the_tables_of_another_kind_is_refused() -> None:
    cover = Source(
        "封面.docx", word(paragraph("兴县人力资源和社会保障局") + paragraph("2023年度部门决算公开"))
    )
    tables = files(SAMPLES["budget"])["docx"]
    said = refusal(WANTED["final_accounts"], cover, tables)
    assert f"中的 {tables.name} 是部门预算公开" in said


def test_documents_of_two_years_or_units_are_not_one() -> None:
    mine = files(SAMPLES["final_accounts"])
    other = files("qiemo-2023-final")["docx"]
    said = refusal(WANTED["final_accounts"], mine["xlsx"], other)
    assert "柳林县人力资源和社会保障局" in said and "且末县人力资源和社会保障局" in said
    older = Source(
        "旧.docx", word(paragraph("柳林县人力资源和社会保障局") + paragraph("2022年度单位决算公开"))
    )
    said = refusal(WANTED["final_accounts"], mine["docx"], older)
    assert "2022" in said and "旧.docx" in said


def test_an_input_is_of_last_year_and_stands_alone() -> None:
    path = ROOT / "sample_inputs" / SAMPLES["final_accounts"] / "input.xlsx"
    own = Source.from_path(path)
    assert "2023 年度" in refusal("shanxi/final_accounts/2025", own)
    assert own.name in refusal(WANTED["final_accounts"], own, files(SAMPLES["final_accounts"])["docx"])
    pack, _ = LIBRARY.pack(WANTED["final_accounts"])
    assert pack is not None
    assert not begun(pack, [own], LIBRARY, "shanxi/final_accounts/2023").read_as


def test_a_short_name_is_that_of_the_same_unit() -> None:
    assert may_be_one_unit("柳林县人社局", "柳林县人力资源和社会保障局")
    assert may_be_one_unit("柳林县人力资源和社会保障局（本级）", "柳林县人力资源和社会保障局")
    assert not may_be_one_unit("柳林县人社局", "且末县人力资源和社会保障局")
