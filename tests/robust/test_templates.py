"""A format from a stranger: its templates reach nothing but the figures and stop in time, its files stay inside
its folder, and whatever is wrong with it is a finding with file and line."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.maintenance.lint import lint_format
from gongkai.packs.inheritance import NarrativeFile
from gongkai.packs.location import templates_root
from gongkai.sections.compose import templates_of
from tests.robust.command import gongkai, refused
from tests.robust.damage import TEXTS
from tests.robust.hostile import SAMPLES, TEXT, YAMLS
from tests.robust.trial import time_limit
from tests.support.library import check_file, library_of, load_pack, read_file

PARENT = "shanxi/final_accounts/2023"
FORMAT = "other/final_accounts/2023"
SECONDS = 30.0
_MANY = "[1,2,3,4,5,6,7,8,9,10]"
_NESTED = "".join(f"{{% for {name} in {_MANY} %}}" for name in "abcdefghijkl")
_LONG = "".join(f"{{% for {name} in {_MANY} %}}" for name in "abcd") + "字" * 9000 + "{% endfor %}" * 4
_END = "{% endfor %}" * 12

# What a template tries, and what the finding must say.
TRIED = {
    "classes": ("{{ ''.__class__.__mro__ }}", "__class__"),
    "classes by index": ("{{ ''['__class__'] }}", "__class__"),
    "classes by filter": ("{{ ['']|map(attribute='__class__')|list }}", "__class__"),
    "globals of a function": ("{{ 明细.func.__globals__ }}", "func"),
    "a file through an argument": ("{{ 明细.args[0].style.read_text() }}", "args"),
    "a file removed": ("{{ 评分.__self__.pack.style.unlink() }}", "__self__"),
    "Jinja's own globals": ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "__init__"),
    "itself": ("{{ self._TemplateReference__context }}", "_TemplateReference__context"),
    "a format string": ("{{ '{0.__class__}'.format(1) }}", "只能调用"),
    "loops in loops": (f"{_NESTED}{_END}", "请检查循环"),
    "loops that write": (f"{_NESTED}{{{{ 单位名称 }}}}{_END}", "请检查循环"),
    "long text in loops": (_LONG, "请检查循环"),
    "a macro that calls itself": ("{% macro a(n) %}{{ a(n) }}{% endmacro %}{{ a(1) }}", "没有尽头"),
    "a macro that calls itself twice": (
        "{% macro a(n) %}{% if n %}{{ a(n-1) }}{{ a(n-1) }}{% endif %}{% endmacro %}{{ a(60) }}",
        "请检查循环",
    ),
    "a loop in itself": ("{% for r in [1] recursive %}{{ loop([1]) }}{% endfor %}", "没有尽头"),
    "a text doubled": ("{% set x = '长长' %}" + "{% set x = x ~ x %}" * 60, "超过"),
    "a block doubled": ("{% set x %}长长{% endset %}" + "{% set x %}{{x}}{{x}}{% endset %}" * 60, "超过"),
    "a list doubled": ("{% set x = [1, 2] %}" + "{% set x = x + x %}" * 60, "太长"),
    "a text times": ("{{ '长' * 1000000000 }}", "不能这样用"),
    "a text padded": ("{{ '%1000000000d' % 1 }}", "不能这样用"),
    "a text centred": ("{{ '长'|center(1000000000) }}", "center"),
    "a power": ("{{ 9**9**9**9 }}", "不能这样用"),
    "a range": ("{% for a in range(1000000000) %}{% endfor %}", "range"),
    "a file of the system": ("{% include '/etc/passwd' %}", "/etc/passwd"),
    "a file above": ("{% include '../../../../pyproject.toml' %}", "pyproject.toml"),
    "itself included": ("{% include '概况' %}", "没有尽头"),
    "itself imported": ("{% import '概况' as x %}", "没有尽头"),
    "a module": ("{% import 'os' as os %}", "没有正文"),
    "a block never closed": ("{% for a in b %}", "格式不对"),
    "a comment never closed": ("{# 注释", "格式不对"),
    "a division": ("{{ 1/0 }}", "无法生成"),
    "the counters set back": (
        f"{{% set x = _session.made(-9000000) %}}{_LONG}",
        "没有名称“_session”",
    ),
}


@pytest.fixture(scope="module")
def loaded() -> pipeline.Loaded:
    found = read_file(SAMPLES / "liulin-2023-final" / "input.yaml")
    assert found.pack is not None and "概况" in found.pack.narrative
    return found


@pytest.mark.parametrize("name", TRIED)
def test_a_template_cannot_get_out_or_go_on(name: str, loaded: pipeline.Loaded) -> None:
    text, said = TRIED[name]
    assert loaded.pack is not None
    file = "other/概况.j2"
    pack = replace(
        loaded.pack, narrative={**loaded.pack.narrative, "概况": NarrativeFile(f"正文\n\n{text}\n", file)}
    )
    style = pack.style.read_bytes()
    with time_limit(SECONDS):
        checked = pipeline.check_department(replace(loaded, pack=pack))
    faults = [item for item in checked.findings if item.code == "PK-09"]
    assert len(faults) == 1, checked.findings[:3]
    assert said in faults[0].message
    assert faults[0].location.file == file
    assert faults[0].location.line in (3, 4)
    assert not checked.publishable and pipeline.compose(checked, True) is None
    assert pack.style.read_bytes() == style


def test_what_templates_of_the_formats_do_is_far_below_the_limits(loaded: pipeline.Loaded) -> None:
    """Else a limit would be met by a large department before anyone notices."""
    from gongkai.sections import sandbox

    assert loaded.pack is not None
    steps: list[int] = []
    made = sandbox.Session.made

    def counted(session: sandbox.Session, size: int) -> None:
        made(session, size)
        steps.append(max(session.steps / sandbox.MAX_STEPS, session.size / sandbox.MAX_RENDERED_TEXT))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox.Session, "made", counted)
        for path in sorted(SAMPLES.glob("*/input.yaml")):
            check_file(path)
    assert steps, "no template was counted"
    assert max(steps) < 0.05, max(steps)
    assert templates_of(loaded.pack).environment.globals == {}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of formats with one of a stranger's, which extends one of ours."""
    folder = tmp_path / "templates"
    for name in ("common", "national", "shanxi"):
        shutil.copytree(templates_root() / name, folder / name)
    own = folder / FORMAT
    own.mkdir(parents=True)
    (own / "pack.yaml").write_text(f"format: {FORMAT}\nextends: {PARENT}\nname: 别处\n", encoding="utf-8")
    return folder


def _found(root: Path, lint: bool = True) -> list[str]:
    """What lint and a department say of the stranger's format; nothing may escape them."""
    source = root.parent / "填报.yaml"
    source.write_text(TEXT.replace(f"公开格式: {PARENT}", f"公开格式: {FORMAT}"), encoding="utf-8")
    with time_limit(SECONDS):
        found = lint_format(FORMAT, library_of(root)) if lint else []
        checked = check_file(source, root)
    if checked.readable and (document := pipeline.compose(checked, True)) is not None:
        assert checked.loaded.pack is not None
        rendered = pipeline.render(document, checked.loaded.pack, ("docx",), pages=False)
        found += rendered.findings
    for item in [*found, *checked.findings]:
        assert item.location.file or item.location.path, item
    return [item.message for item in [*found, *checked.findings] if item.severity.rank == 0]


def test_the_strangers_format_works_as_it_stands(root: Path) -> None:
    assert not _found(root)


WRONG: dict[str, tuple[Callable[[Path], object], str]] = {
    "parent above": (lambda own: _pack(own, "extends: ../../../x"), "不存在"),
    "parent anywhere": (lambda own: _pack(own, "extends: /etc"), "不存在"),
    "parent with a long name": (lambda own: _pack(own, "extends: " + "长" * 5000), "不存在"),
    "parent is itself": (lambda own: _pack(own, f"extends: {FORMAT}"), "成环"),
    "codes above": (lambda own: _pack(own, f"extends: {PARENT}\nclassification: ../../.."), "科目字典"),
    "codes nowhere": (lambda own: _pack(own, f"extends: {PARENT}\nclassification: ''"), "科目字典"),
    "part above": (
        lambda own: _pack(
            own, f"extends: {PARENT}\nparts: {{+坏: {{items: [正文 ../../../../etc/passwd]}}}}"
        ),
        "没有正文",
    ),
    "table above": (
        lambda own: _pack(own, f"extends: {PARENT}\nparts: {{+坏: {{items: [表 ../../x]}}}}"),
        "没有表",
    ),
    "file left out above": (
        lambda own: _pack(own, f"extends: {PARENT}\nwithout: [../../../shanxi/pack.yaml]"),
        "无从去掉",
    ),
    "folder as file": (lambda own: (own / "figures.yaml").mkdir(), "不是文件"),
    "link to nothing": (lambda own: (own / "figures.yaml").symlink_to("没有"), "不是文件"),
    "link to itself": (lambda own: (own / "glossary.yaml").symlink_to("glossary.yaml"), "不是文件"),
    "template that is no text": (
        lambda own: _write(own / "narrative/概况.j2", b"\xff\xfe\x00"),
        "不是 UTF-8",
    ),
    "style that is no Word file": (
        lambda own: _write(own / "style/reference.docx", b"PK\x03\x04"),
        "样式文件",
    ),
    "style that is empty": (lambda own: _write(own / "style/reference.docx", b""), "样式文件"),
    **{
        f"figures: {name}": (lambda own, make=make: _write(own / "figures.yaml", make()), said)
        for name, (make, said) in YAMLS.items()
        if name not in ("anchor", "two documents", "open quote", "gbk", "utf-16", "utf-16 without mark")
        and said not in ("太大", "最外层", "空的")
    },
}


def _pack(own: Path, lines: str) -> None:
    (own / "pack.yaml").write_text(f"format: {FORMAT}\nname: 别处\n{lines}\n", encoding="utf-8")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize("name", WRONG)
def test_a_format_that_is_wrong_is_told(name: str, root: Path) -> None:
    spoil, said = WRONG[name]
    spoil(root / FORMAT)
    messages = _found(root)
    assert any(said in message for message in messages), messages


@pytest.mark.parametrize("format", ["../../x", "/etc", "长" * 5000, "a/b/c/../../../x", "a\0b", "..", ""])
def test_a_format_is_never_looked_for_outside(format: str, tmp_path: Path, root: Path) -> None:
    """What an input names as its format is a name below the folder of formats, or no format."""
    outside = root.parent / "x"
    shutil.copytree(root / FORMAT, outside)
    pack, faults = load_pack(format, root)
    assert pack is None
    assert [item.code for item in faults] == (["PK-00"] if format else [])
    if "\0" in format or not format:
        return
    for command in (["templates", "explain", format], ["templates", "lint", format]):
        refused(gongkai(*command), 1, 2)
    refused(gongkai("new", "--format", format, "-o", tmp_path / "新.xlsx"), 2)
    refused(gongkai("templates", "new", format, "--from", PARENT), 1, 2)


@pytest.mark.trial
@pytest.mark.parametrize("part", range(3))
def test_a_damaged_format_ends_in_findings(part: int, root: Path) -> None:
    """Lines of a format's own YAML lost, doubled, or with something else behind the colon."""
    rng = random.Random(20231231 + part)
    own = root / PARENT
    files = sorted(path for path in own.rglob("*") if path.suffix in (".yaml", ".j2"))
    assert len(files) > 10
    kept = {path: path.read_text(encoding="utf-8") for path in files}
    seen = 0
    for number in range(16):
        path = rng.choice(files)
        lines = kept[path].split("\n")
        at = rng.randrange(len(lines))
        way = rng.randrange(4)
        if way == 0:
            del lines[at]
        elif way == 1:
            lines.insert(at, rng.choice(lines))
        elif ":" in lines[at]:
            lines[at] = lines[at].split(":")[0] + ": " + rng.choice(TEXTS).replace("\n", " ")[:2000]
        else:
            lines[at] = rng.choice(TEXTS).replace("\n", " ")[:2000]
        path.write_text("\n".join(lines), encoding="utf-8", errors="ignore")
        seen += bool(_found(root, lint=number == 0))
        path.write_text(kept[path], encoding="utf-8")
    assert seen, "no damage was found"
