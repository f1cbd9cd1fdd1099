"""Open a user's file and read it as a department: the only way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from gongkai.findings import Finding, Location, report
from gongkai.intake.assembly import Assembly, amount_unit, rounded_once
from gongkai.intake.numbers import UNIT_FACTORS
from gongkai.intake.raw_schedule import RawSchedule
from gongkai.intake.subject_codes import SubjectBook
from gongkai.intake.workbook_form import WorkbookForm
from gongkai.intake.yaml_form import YamlForm
from gongkai.model.classification import Classification
from gongkai.model.department import Department
from gongkai.model.labels import FORMAT_LINE, IDENTITY_SCHEDULE, UNIT_LINE
from gongkai.model.schema import InputSpec
from gongkai.readers.limits import MAX_YAML_BYTES, TooLarge
from gongkai.readers.package import Damaged
from gongkai.readers.registry import OLD_SUFFIXES, SAVE_AS, YAML_SUFFIXES, SheetReader, sheet_reader
from gongkai.source import MAX_BYTES, Source, Trouble
from gongkai.yamlsource import parse_yaml

_TROUBLES = {
    Trouble.NO_FILE: ("不是文件", "请检查是不是文件夹；要填文件夹里的那个工作簿"),
    Trouble.BROKEN: ("在压缩包里解不开：没有传完整，或者坏了", "请重新压缩、重新传一次"),
    Trouble.CLOSED: ("打不开", "请检查是不是文件夹、有没有读取权限，是否正被其他程序占用"),
}


class InputForm(Protocol):
    """Either form of the input."""

    findings: list[Finding]

    def format(self) -> tuple[str, Location]: ...

    def schedules(self, spec: InputSpec) -> dict[str, RawSchedule]: ...

    def check_units(self, spec: InputSpec, unit: str) -> list[Finding]: ...


@dataclass(frozen=True, slots=True)
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
        schedules = {item.name: assembly.schedule(item, raws.get(item.name)) for item in spec.schedules}
        findings = [*self.form.findings, *rounded_once(assembly.findings), *assembly.subjects.close()]
        findings += self.form.check_units(spec, unit)
        return Department(self.format, schedules, unit, self.file), findings


def open_input(source: Source) -> tuple[OpenedInput | None, list[Finding]]:
    """Open a workbook or YAML file of a kind that `readers.registry` names.

    None where nothing can be read at all, with the one finding that says why. Findings may also come
    with an opened YAML file (a key written twice).
    """
    file, suffix = source.name, source.suffix
    if source.trouble is Trouble.MISSING:
        return _fail(file, f"找不到文件“{file}”", "请检查文件名和所在的文件夹")
    reader = sheet_reader(suffix)
    if reader is None and suffix not in YAML_SUFFIXES:
        what = "旧格式的工作簿" if suffix in OLD_SUFFIXES else f"“{suffix or '没有扩展名'}”文件"
        return _fail(file, f"“{file}”是{what}，不能直接读取", SAVE_AS)
    if source.trouble in _TROUBLES:
        what, hint = _TROUBLES[source.trouble]
        return _fail(file, f"“{file}”{what}", hint)
    if source.size > (MAX_YAML_BYTES if reader is None else MAX_BYTES):
        hint = "请确认是不是填好的工作簿（或 YAML），删去图片再试"
        return _fail(file, f"“{file}”有 {source.size // 1_000_000} MB，太大了", hint)
    if not source.content.strip():
        return _fail(file, f"“{file}”是空的", "请用 gongkai new 重新生成空白工作簿，或从备份恢复")
    if reader is None:
        return _open_yaml(source.content, file)
    return _open_workbook(source.content, file, reader)


def _fail(file: str, message: str, hint: str) -> tuple[None, list[Finding]]:
    return None, [report("SR-01", message, Location(file=file), hint)]


def _with_format(
    form: InputForm, file: str, findings: list[Finding]
) -> tuple[OpenedInput | None, list[Finding]]:
    name, place = form.format()
    if name:
        return OpenedInput(name, file, form), findings
    message = f"“{IDENTITY_SCHEDULE}”中没有写明“{FORMAT_LINE}”"
    return None, [*findings, report("SR-24", message, place, found="没有", expected=FORMAT_LINE)]


def _open_workbook(
    content: bytes, file: str, reader: SheetReader
) -> tuple[OpenedInput | None, list[Finding]]:
    if (other := reader.another_kind(content)) is not None:
        return _fail(file, f"“{file}”{other[0]}", other[1])
    try:
        sheets = reader.read_sheets(content, file)
    except TooLarge as fault:
        return _fail(file, f"“{file}”{fault}", "请把数据复制到空白工作簿再试")
    except Damaged as fault:
        message = f"“{file}”已损坏，或者不是 Excel 工作簿：{fault}"
        return None, [report("SR-01", message, fault.place(file), f"{SAVE_AS}；打不开的请从备份恢复")]
    return _with_format(WorkbookForm(file, sheets), file, [])


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
