"""Open a user's file and read it as a department: the only way in."""

from __future__ import annotations

from typing import Protocol

from gongkai.findings import Finding, Location, report
from gongkai.frozen import frozen
from gongkai.intake.assembly import Assembly, amount_unit, told_together
from gongkai.intake.numbers import UNIT_FACTORS
from gongkai.intake.raw_schedule import RawSchedule
from gongkai.intake.subject_codes import SubjectBook
from gongkai.intake.workbook_form import WorkbookForm
from gongkai.intake.yaml_form import YamlForm
from gongkai.model.classification import Classification
from gongkai.model.department import Department
from gongkai.model.labels import FORMAT_LINE, IDENTITY_SCHEDULE, UNIT_LINE
from gongkai.model.schema import InputSpec
from gongkai.readers.input_suffixes import YAML_SUFFIXES
from gongkai.readers.limits import MAX_YAML_BYTES, TooLarge
from gongkai.readers.package import Damaged, Protected
from gongkai.readers.workbook import WORKBOOKS, NoWorkbook, read_workbook
from gongkai.source import MAX_BYTES, Source, Trouble
from gongkai.yamlsource import parse_yaml

# Where the place of such a finding is a schedule itself, nobody knows what it holds: it is missing, of another shape,
# has a copy that says something else, or another table below it.
_UNKNOWN = ("SR-02", "SR-23", "SR-03", "SR-05")
_TROUBLES = {
    Trouble.NO_FILE: ("不是文件", "请检查是不是文件夹；要填文件夹里的那个工作簿"),
    Trouble.BROKEN: ("在压缩包里解不开：没有传完整，或者坏了", "请重新压缩、重新传一次"),
    Trouble.CLOSED: ("打不开", "请检查是不是文件夹、有没有读取权限，是否正被其他程序占用"),
}
# What spreadsheet programs open and can save as a workbook; whatever else it is, saving it anew helps nobody.
_OF_SPREADSHEETS = (
    ".csv",
    ".txt",
    ".tsv",
    ".xlsb",
    ".xlt",
    ".xltx",
    ".xltm",
    ".ett",
    ".fods",
    ".htm",
    ".html",
    ".mht",
    ".xml",
    "",
)
_CHOOSE = "请选填好的那个工作簿；内容写在别的文件里的，填进 gongkai new 生成的空白工作簿"
_SAVE_AS = "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”"
_OTHERWISE = {
    "docx": "请找到用 gongkai new 生成并填好的工作簿；Word 文档不是填报用的",
    "doc": "请找到用 gongkai new 生成并填好的工作簿；Word 文档不是填报用的",
    "pdf": "请找到用 gongkai new 生成并填好的工作簿；PDF 不是填报用的",
    "zip": "请先解压，再交里面的工作簿",
}


class InputForm(Protocol):
    """Either form of the input."""

    findings: list[Finding]

    @property
    def has_identity(self) -> bool: ...

    @property
    def filled(self) -> bool: ...

    def format(self) -> tuple[str, Location]: ...

    def schedules(self, spec: InputSpec) -> dict[str, RawSchedule]: ...

    def check_units(self, spec: InputSpec, unit: str) -> list[Finding]: ...


@frozen
class OpenedInput:
    """An input that can be read. `format` is what it says under 单位信息/公开格式, `file` the file's name."""

    format: str
    file: str
    form: InputForm

    def read(self, spec: InputSpec, classification: Classification) -> tuple[Department, list[Finding]]:
        """The department, every value typed by the spec, and all findings of the whole input."""
        raws = self.form.schedules(spec)
        identity = spec.schedule(IDENTITY_SCHEDULE)
        column = identity.columns[0].name if identity is not None else ""
        unit = amount_unit(raws.get(IDENTITY_SCHEDULE), tuple(UNIT_FACTORS), UNIT_LINE, column)
        assembly = Assembly(unit, SubjectBook(classification))
        absent = {item.location.path for item in self.form.findings if item.code in _UNKNOWN}
        schedules = {
            item.name: assembly.schedule(item, raws.get(item.name), item.name in absent)
            for item in spec.schedules
        }
        assembly.sums(schedules)
        findings = [*self.form.findings, *told_together(assembly.findings), *assembly.subjects.close()]
        findings += self.form.check_units(spec, unit)
        return Department(self.format, schedules, unit, self.file, self.form.filled), findings


def open_input(source: Source) -> tuple[OpenedInput | None, list[Finding]]:
    """Open a workbook or a YAML file (`readers.input_suffixes`).

    None where nothing can be read at all, with the one finding that says why. Findings may also come
    with an opened YAML file (a key written twice).
    """
    file, suffix = source.name, source.suffix
    if source.trouble is Trouble.MISSING:
        return _fail(file, f"找不到文件“{file}”", "请检查文件名和所在的文件夹")
    if source.trouble is Trouble.NO_FILE:  # a folder has no suffix that could be wrong
        what, hint = _TROUBLES[source.trouble]
        return _fail(file, f"“{file}”{what}", hint)
    if suffix not in WORKBOOKS + YAML_SUFFIXES:
        what = f"是“{suffix}”文件" if suffix else "没有扩展名"
        hint = _SAVE_AS if suffix in _OF_SPREADSHEETS else _CHOOSE
        return _fail(file, f"“{file}”{what}，不能直接读取", hint)
    if source.trouble in _TROUBLES:
        what, hint = _TROUBLES[source.trouble]
        return _fail(file, f"“{file}”{what}", hint)
    if source.size > (MAX_YAML_BYTES if suffix in YAML_SUFFIXES else MAX_BYTES):
        hint = "请确认是不是填好的工作簿（或 YAML），删去图片再试"
        return _fail(file, f"“{file}”有 {source.size // 1_000_000} MB，太大了", hint)
    if not source.content.strip():
        return _fail(file, f"“{file}”是空的", "请用 gongkai new 重新生成空白工作簿，或从备份恢复")
    if suffix in YAML_SUFFIXES:
        return _open_yaml(source.content, file)
    return _open_workbook(source.content, file)


def _fail(file: str, message: str, hint: str) -> tuple[None, list[Finding]]:
    return None, [report("SR-01", message, Location(file=file), hint)]


_NO_INPUT = (
    "请选用 gongkai new 领的、填好的那一份；生成的公开表、校核报告是成品，不能再交来核对；"
    f"“{IDENTITY_SCHEDULE}”改了名的，改回原名"
)


def _with_format(
    form: InputForm, file: str, findings: list[Finding]
) -> tuple[OpenedInput | None, list[Finding]]:
    name, place = form.format()
    if name:
        return OpenedInput(name, file, form), findings
    if not form.has_identity:
        message = f"“{file}”里没有“{IDENTITY_SCHEDULE}”，不是填报用的"
        return None, [*findings, report("SR-24", message, Location(file=file), _NO_INPUT)]
    message = f"“{IDENTITY_SCHEDULE}”中没有写明“{FORMAT_LINE}”"
    return None, [*findings, report("SR-24", message, place, found="没有", expected=FORMAT_LINE)]


def _open_workbook(content: bytes, file: str) -> tuple[OpenedInput | None, list[Finding]]:
    try:
        grids = read_workbook(content, file)
    except Protected:
        return _fail(file, f"“{file}”加了密码，无法读取", "请在 Excel 或 WPS 中打开，去掉密码后保存")
    except NoWorkbook as fault:
        what = f"{fault}，不是工作簿" if fault.kind else "不是 Excel 工作簿"
        return _fail(file, f"“{file}”{what}", _OTHERWISE.get(fault.kind, _SAVE_AS))
    except TooLarge as fault:
        return _fail(file, f"“{file}”{fault}", "请把数据复制到空白工作簿再试")
    except Damaged as fault:
        message = f"“{file}”已损坏，或者不是 Excel 工作簿：{fault}"
        return None, [report("SR-01", message, fault.place(file), f"{_SAVE_AS}；打不开的请从备份恢复")]
    return _with_format(WorkbookForm(file, grids), file, [])


def _open_yaml(content: bytes, file: str) -> tuple[OpenedInput | None, list[Finding]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _fail(file, f"“{file}”不是 UTF-8 编码", "请在记事本中打开，另存为，编码选择 UTF-8")
    root, found = parse_yaml(text, file)
    if root is None:
        return None, found
    findings = [report("SR-23", item.message, item.location, item.hint) for item in found]
    if not root.is_mapping:
        return _fail(file, f"“{file}”的最外层应是“明细表: 内容”", "请对照 gongkai new 生成的空白 YAML 填写")
    return _with_format(YamlForm(file, root), file, findings)
