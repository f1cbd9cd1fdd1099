"""The input codes (SR-..): one table with the title and the manual of each, read by the docs too."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.findings import NOWHERE, Finding, Location, Severity


@dataclass(frozen=True, slots=True)
class InputCode:
    """One kind of input fault: its usual level, title, what it means, and how to mend it."""

    code: str
    severity: Severity
    title: str
    what: str
    mend: str


_E, _W, _H = Severity.ERROR, Severity.WARNING, Severity.HINT

_TABLE = (
    InputCode(
        "SR-01",
        _E,
        "文件无法读取",
        "文件不存在、已损坏、加了密码、是旧的 .xls 格式，或者根本不是工作簿；YAML 文件则是语法不对。",
        "在 Excel 或 WPS 中打开文件，去掉密码，另存为“Excel 工作簿（.xlsx）”后再试；打不开的请从备份恢复。",
    ),
    InputCode(
        "SR-02",
        _E,
        "缺少工作表",
        "公开格式要求的明细表在工作簿（或 YAML）中没有，或者改了名字。",
        "用 gongkai new 生成的空白工作簿中的同名工作表补上；改过名字的改回来。没有数据也要保留空表。",
    ),
    InputCode(
        "SR-03",
        _H,
        "不认识的工作表",
        "工作簿中有格式不要求的工作表，其中的内容不会被读取。",
        "自己的底稿可以留着，不影响；如果是改了名字的明细表，请把名字改回来。",
    ),
    InputCode(
        "SR-04",
        _E,
        "缺少栏目",
        "工作表中找不到表头，或者表头缺了一栏。",
        "对照空白工作簿恢复表头文字；不要删除栏目，没有数的栏留空。",
    ),
    InputCode(
        "SR-05",
        _E,
        "不认识的栏目",
        "表头中有格式不要求的栏目，下面的内容无法归入任何一栏；同一栏出现两次也算。",
        "把栏目文字改回提示的名称；自己加的计算列请在栏目后写“（自动计算）”，程序就不读它。",
    ),
    InputCode(
        "SR-06",
        _E,
        "不是数",
        "应填数的单元格里是文字、百分数、日期或是非值，无法当作数。",
        "只填数字，不带文字说明；没有数的留空。显示成日期的，把单元格格式改成“数值”后重填。",
    ),
    InputCode(
        "SR-07",
        _E,
        "公式没有结果",
        "单元格是公式，但文件中没有保存它的计算结果（常见于由其他软件生成、未经 Excel 打开的文件）。",
        "在 Excel 或 WPS 中打开文件，重新计算并保存；或者把公式换成数值。",
    ),
    InputCode(
        "SR-08",
        _E,
        "单元格是错误值",
        "单元格显示 #DIV/0!、#REF!、#N/A 等错误值。",
        "改正公式，或者删去公式直接填数。",
    ),
    InputCode(
        "SR-09",
        _E,
        "科目编码不对",
        "功能分类科目应填七位项级编码，部门预算支出经济分类科目应填五位款级编码。",
        "从下拉清单中选择，或按当年《政府收支分类科目》改正。",
    ),
    InputCode(
        "SR-10",
        _E,
        "字典中没有的科目",
        "科目编码不在程序的字典中。字典不完整：写了科目名称的照用，全部科目只给一条提示；名称与另一个相近编码的"
        "完全相同的，可能是编码写错（警告）；没写名称的不能用（错误）。",
        "核对编码；编码无误的，在同一行的科目名称栏写上名称。",
    ),
    InputCode(
        "SR-11",
        _W,
        "科目名称不一致",
        "填写的科目名称与字典中该编码的名称不同，或者同一编码在几处写了不同的名称。字典中的名称没有在近年公开文件中"
        "核对过的只给提示，报告按填写的印；核对过的报告按字典印。",
        "核对编码是否填错；名称以当年《政府收支分类科目》为准，可以把名称栏清空。",
    ),
    InputCode(
        "SR-12",
        _E,
        "重复",
        "同一科目（或同一项目、指标、资金来源）在一张明细表中出现两次，会重复计算。",
        "合并成一行，或者删去多余的一行。",
    ),
    InputCode(
        "SR-13",
        _E,
        "缺少必填内容",
        "标有 * 的栏目或项没有填。",
        "补填；确实没有内容的，按填写说明写“无”。",
    ),
    InputCode(
        "SR-14",
        _E,
        "不在可选范围内",
        "这一格只能填清单中的内容。",
        "从下拉清单中选择。",
    ),
    InputCode(
        "SR-15",
        _E,
        "数量不对",
        "数量（个、人次、辆、批次、年度等）应是不小于零的整数。",
        "改成整数；没有的留空或填 0。",
    ),
    InputCode(
        "SR-16",
        _W,
        "金额是负数",
        "金额小于零。多数项目不应为负，确有冲减、调账等情形的可以。",
        "核对符号；确为负数的不用改。",
    ),
    InputCode(
        "SR-17",
        _W,
        "金额不到分",
        "金额换算成元以后多于两位小数，多半是公式算出来的。数值照原样使用。",
        "核对；把公式结果四舍五入到分。",
    ),
    InputCode(
        "SR-18",
        _E,
        "日期不对",
        "这一格应是日期，写法可以是 2023-12-31、2023年12月31日、20231231 或系统的 14 位时间；"
        "文字栏里被 Excel 自动改成日期的内容也在这里提醒（警告）。",
        "按其中一种写法重填；文字栏先把单元格格式改成“文本”再重填。",
    ),
    InputCode(
        "SR-19",
        _E,
        "不认识的项",
        "按项填写的工作表中，第一列的名称不是格式规定的项，填的内容无法归入。",
        "把名称改回提示的名称；自己加的行请移到别的工作表。",
    ),
    InputCode(
        "SR-20",
        _E,
        "这一格不用填",
        "该项没有这一栏（空白工作簿中是灰色），填了内容不会被使用。",
        "核对是否填错了格，把内容移到正确的格后清空这一格。",
    ),
    InputCode(
        "SR-21",
        _W,
        "文字中有不该有的字符",
        "文字中有看不见的控制字符（已去掉）。网页标签由 WZ-01 指出。",
        "核对这一格的文字；从网页复制时用“只粘贴文本”。",
    ),
    InputCode(
        "SR-22",
        _E,
        "金额单位不一致",
        "单元格或工作表上写的金额单位与“单位信息”中的金额单位不同，金额可能相差一万倍。",
        "全部金额用同一单位；确认后改正单元格，或者改正“单位信息”中的金额单位。",
    ),
    InputCode(
        "SR-23",
        _E,
        "YAML 结构不对",
        "YAML 的层次与明细表不符：该是列表的不是列表，该是“名称: 内容”的不是，或者同一个键写了两次。",
        "对照 gongkai new 生成的空白 YAML 改正缩进和层次。",
    ),
    InputCode(
        "SR-24",
        _E,
        "没有写明公开格式",
        "“单位信息”中没有“公开格式”，程序不知道按哪个省、哪一年的格式处理。",
        "填上格式名称，如空白工作簿中原来的内容；gongkai templates list 列出全部格式。",
    ),
    InputCode(
        "SR-25",
        _E,
        "文字太长",
        "一格文字超过 32767 字，Excel 的一格放不下，多半是把整份文件粘进了一格。",
        "删减文字，只留这一项要写的内容。",
    ),
)

INPUT_CODES: dict[str, InputCode] = {entry.code: entry for entry in _TABLE}


def report(
    code: str,
    message: str,
    location: Location = NOWHERE,
    hint: str = "",
    *,
    found: str = "",
    expected: str = "",
    severity: Severity | None = None,
) -> Finding:
    """A finding of an input code; the level and the hint are those of the table unless given."""
    entry = INPUT_CODES[code]
    return Finding(
        code,
        severity or entry.severity,
        message,
        location,
        hint or entry.mend,
        found=found,
        expected=expected,
    )
