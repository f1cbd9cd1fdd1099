"""Misspelt names that compile and are then without effect, planted one to a line in children of one format.

Each line of a file is a text with the code that must be told of it ("" for a sound line).
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.maintenance.planted import Planted

_Lines = tuple[tuple[str, str], ...]
_N, _C = "PK-35", "PK-05"  # found by lint alone; found by whatever loads the format

_PACK: _Lines = (
    ("stages: {previous: 上年决祘}", _N),
    ("phrases:", ""),
    ("  增减: {base: 上年决祘}", _N),
    ("  完成年初预算: {+numbers: 正纹}", _N),
    ("drafts:", ""),
    ("  by: [科木, 资金来源]", _N),
    ("carry:", ""),
    ("  opening: {年初结转和结余: 年末结转和结馀}", _N),
    ('  nothing: ["结余分配[资金来源=财政拔款]"]', _N),
    ("  usual: {基本支出: [行政运形]}", _N),
    ("  budget: {stage: 年初预祘}", _N),
    ("+tables: {headings: {科目代马: 科目编码}}", _N),
)
_REASONS: _Lines = (
    ("收支总体变动: {compare: 去年}", _N),
    ("三公经费变动: {+stage: 决祘}", _N),
    ("机关运行经费变动: {figure: 机关运行经费}", "PK-11"),
)
_RULES: _Lines = (
    ("equations:", ""),
    ("  BJ-18: {needs: 全年预祘}", _N),
    ("  +ZZ-01: {name: 甲, needs: 决算, equation: 收入总计 >= 0, level: 错误, hint: 核对}", ""),
    ("settings:", ""),
    ("  JG-14:", ""),
    ("    options:", ""),
    ("      公开: 公开日其", _N),
    ("      +公开日: 公开日期", _N),
    ("  WN-19: {options: {先填: 本年收入合汁}}", _N),
    ("  BJ-14: {options: {科目名称: 行政运形}}", _N),
    ("  WN-10: {options: {名称最少字数: 六}}", _N),
    ("  +WN-16: {options: {随便: 3, 更多: 甲乙}}", _N),
)
_PROSE: _Lines = (
    ("@修改上级", ""),
    ("收入{{收入总计|限(资金来源='财政拔款')|万元}}万元。", "PK-22"),
    ("收入{{收入总计|限(资金来源='财政拨款')|万元}}万元。", ""),
    ("收入{{收入总计|万元('正纹')}}万元。", "PK-22"),
    ("收入{{收入总计|全部}}。", ""),
    ("{% if 公开主体 == '部们' %}甲。{% endif %}", "PK-22"),
    ("{% if 公开主体 in ['部门', '单位'] %}甲。{% endif %}", ""),
    ("完成{{支出总计|完成率('年初预算')}}%。", "PK-36"),
    ("{% if 支出总计|在('年初预算') %}完成{{支出总计|完成率('年初预算')}}%。{% endif %}", ""),
    ("@换業", "PK-27"),
    ("＠换页", "PK-27"),
    ("@图两年收支", "PK-27"),
    ("@换页", ""),
)
_EVERY_FIELD: _Lines = (
    ("phrases:", ""),
    ("  +全部: {base: 上年决算, 任意: '差{差额}万元、{差数}个、{比率}%、{完成率}%、{差异率}%、", ""),
    ("    本{本数}万元、基{基数}万元、{年度}年、{上年度}年'}", ""),
)
_LOADED: Mapping[str, _Lines] = {
    "rules.yaml": (
        ("equations:", ""),
        ("  +ZZ-02:", ""),
        ("    {name: 甲, equation: 收入总计 >= 0, over: 收入, level: 错误, hint: 核对}", _C),
        ("  +ZZ-03:", ""),
        ("    name: 甲", ""),
        ("    equation: 收入总计 >= 0", ""),
        ("    each: 科木", _C),
        ("    over: 收入", ""),
        ("    hint: 核对", ""),
        ("requirements:", ""),
        ("  +ZZ-04:", ""),
        ("    {name: 甲, schedule: 支出, columns: [科目名称], hint: 核对,", ""),
        ("    rows: {资金来源: 其他资今}}", _C),
        ("  +ZZ-05:", ""),
        ("    {name: 甲, schedule: 支出, columns: [科目名称], hint: 核对,", ""),
        ("    rows: {资金来源: 其他资金|一般公共预算财政拨款}}", ""),
    ),
    "schedules/三公经费.yaml": (
        ("lines:", ""),
        ("  因公出国（境）人次: {columns: [决祘]}", _C),
    ),
    "schedules/基本支出经济分类.yaml": (("prefill: 经济科木", _C),),
    "digest.yaml": (("figures:", ""), ("  收入总计: {+unit: 亿元}", _C)),
    "charts/两年收支.yaml": (("+unit: 万圆", _C),),
}
_LOADED_PACK: _Lines = (
    ("titles: {+页角: 甲}", _C),
    ("phrases: {增减: {增加: '增加{差颚}万元，增长{比率}%', 减少: '减少{差额}万元（{基 数}）'}}", _C),
    ("cover: {+sub: 甲}", _C),
    ("consolidate: {set: {公开主体: 部们}}", _C),
    ("drafts: {words: {增加: '{名称}增加{差颚}万元', +增多: 甲}}", _C),
)


def _planted(name: str, files: Mapping[str, _Lines], pack: _Lines) -> Planted:
    told = [
        (file, number + (3 if file == "pack.yaml" else 0), code)
        for file, lines in {**files, "pack.yaml": pack}.items()
        for number, (_, code) in enumerate(lines, 1)
        if code
    ]
    texts = {file: "".join(f"{text}\n" for text, _ in lines) for file, lines in files.items()}
    return Planted(name, texts, tuple(told), "".join(f"{text}\n" for text, _ in pack))


PLANTED_NAMES = (
    _planted("words", {"reasons.yaml": _REASONS, "rules.yaml": _RULES}, _PACK),
    _planted("prose", {"narrative/收支决算情况.j2": _PROSE}, _EVERY_FIELD),
    _planted(
        "tables",
        {
            "tables/支出决算表.yaml": (("levels: ['3', '4']", _N),),
            "tables/收入决算表.yaml": (("dimension: 科木", _N),),
        },
        (),
    ),
    _planted("codes", {}, (("+tables: {code: 公开01表}", "PK-37"),)),
    _planted("loaded", _LOADED, _LOADED_PACK),
)
