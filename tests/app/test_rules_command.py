"""`gongkai rules`: the catalogue and the manual of one rule, as they are printed."""

from __future__ import annotations

from gongkai.rules.catalogue import catalogue
from gongkai.rules.engine import algorithmic_rules
from tests.app.test_commands import run
from tests.support.library import LIBRARY, load_pack

FORMAT = "shanxi/final_accounts/2023"


def test_the_catalogue_lists_every_rule() -> None:
    done = run("rules")
    assert done.returncode == 0
    *lines, last = done.stdout.splitlines()
    packs = [load_pack(info.format)[0] for info in LIBRARY.published()]
    data = {
        rule.code
        for pack in packs
        if pack is not None
        for rule in (*pack.equations, *pack.requirements, *pack.references)
    }
    listed = {line.split("\t")[0] for line in lines}
    assert data <= listed
    assert {rule.code for rule in algorithmic_rules()} <= listed
    assert all(len(line.split("\t")) == 4 for line in lines)
    assert last.startswith(f"共 {len(listed)} 个编号")


def test_one_format() -> None:
    done = run("rules", "--format", FORMAT)
    assert done.returncode == 0
    assert "JX-29\t" in done.stdout
    assert "xinjiang" not in done.stdout


def test_a_rule_that_is_data() -> None:
    done = run("rules", "bn-05", "--format", FORMAT)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "BN-05 收入总计等于支出总计（错误）"
    for part in (
        "查什么：收入总计 = 支出总计",
        "容差：",
        "怎么改：",
        "来自：national/final_accounts/2023/rules.yaml",
    ):
        assert part in done.stdout


def test_an_algorithmic_rule_and_an_input_code() -> None:
    done = run("rules", "JX-13", "--format", FORMAT)
    for part in (
        "查什么：",
        "为什么：",
        "通过：",
        "违反：",
        "怎么改：",
        "依据：",
        "来自：程序",
        f"格式：{FORMAT}",
    ):
        assert part in done.stdout
    assert "怎么改：" in run("rules", "SR-06").stdout


def test_an_unknown_code_or_format() -> None:
    done = run("rules", "BN-99")
    assert done.returncode == 2
    assert "没有规则“BN-99”" in done.stderr
    assert "BN-05" in done.stderr
    assert run("rules", "--format", "某省/final_accounts/2023").returncode == 2


def test_every_manual_has_its_parts() -> None:
    packs = [load_pack(info.format)[0] for info in LIBRARY.published()]
    entries = catalogue(pack for pack in packs if pack is not None)
    assert len(entries) > 100
    for entry in entries:
        labels = [label for label, _ in entry.manual]
        assert labels[0] == "查什么", entry
        assert "怎么改" in labels, entry
        assert all(text for _, text in entry.manual), entry
        assert entry.formats
