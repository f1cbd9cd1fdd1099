"""Names that mean the same in every format stand once, in `model.labels` and its neighbours, and are imported from there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from gongkai.model import definitions, explanations, labels

HELD = {
    value
    for module, names in (
        (
            labels,
            (
                "IDENTITY_SCHEDULE",
                "FORMAT_LINE",
                "UNIT_LINE",
                "PLACE_LINE",
                "CODE_COLUMN",
                "CODE_NAME_COLUMN",
                "PROJECT_NAME",
                "FUNCTION_DIMENSION",
                "ECONOMIC_DIMENSION",
                "SOURCE_DIMENSION",
                "NATURE_DIMENSION",
                "REASON_SCHEDULE",
                "NAMES_SCHEDULE",
                "CODE_SHEET",
                "ORIGINS_SHEET",
            ),
        ),
        (definitions, ("STAGE",)),
        (explanations, ("EXPLANATION_SCHEDULE",)),
    )
    for name in names
    for value in [getattr(module, name)]
}
HOMES = {"model/labels.py", "model/definitions.py", "model/explanations.py"}
# Where the same word is another thing.
ELSEWHERE = {
    "科目": {
        "auditing/prose_names.py": "the word behind a name in a sentence",
        "auditing/text_tables.py": "the word behind a name in a sentence",
        "maintenance/figure_names.py": "the function of templates",
        "maintenance/lint_templates.py": "the function of templates",
        "packs/plain_words.py": "the function of templates",
        "sections/vocabulary.py": "the function of templates",
        "packs/tables.py": "a kind of table",
        "learning/code_tables.py": "a kind of table",
        "learning/draft.py": "a format that is being drafted, as it is written",
    },
    "经济科目": {
        "model/schema.py": "a type of column",
        "packs/tables.py": "a kind of table",
        "packs/compilers/input_spec.py": "a list of codes",
    },
    "项目名称": {
        "auditing/forms.py": "a label of a printed form",
        "auditing/form_totals.py": "a label of a printed form",
    },
    "科目编码": {
        "learning/draft.py": "a column of a format that is being drafted",
        "maintenance/code_rows.py": "a heading in the Ministry's lists",
        "maintenance/published_codes.py": "a heading in the Ministry's lists",
        "writers/check_report.py": "a heading of the check report; writers know no model",
    },
    "科目名称": {
        "maintenance/code_rows.py": "a heading in the Ministry's lists",
        "maintenance/published_codes.py": "a heading in the Ministry's lists",
        "rules/crosscheck/bj_14_project_under_administration.py": "an option of the rule",
    },
    "变动原因": {"writers/check_report.py": "a sheet of the check report; writers know no model"},
    "阶段": {"writers/open_data.py": "a heading of the open data; writers know no model"},
}


def held(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The structural names that stand as literals, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in HELD:
            yield node.value, node.lineno


def test_structural_names_stand_once(root: Path) -> None:
    source = root / "src" / "gongkai"
    found: dict[str, dict[str, int]] = {}
    for path in sorted(source.rglob("*.py")):
        module = path.relative_to(source).as_posix()
        for name, line in held(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(name, {})[module] = line
    assert found.keys() == HELD, "a name that stands nowhere is none of the structure"
    at_home = {name: places.keys() & HOMES for name, places in found.items()}
    assert {name: homes for name, homes in at_home.items() if len(homes) != 1} == {}
    others = {name: places.keys() - HOMES for name, places in found.items() if places.keys() - HOMES}
    assert others == {name: places.keys() for name, places in ELSEWHERE.items()}


def test_a_second_place_is_found() -> None:
    assert list(held(ast.parse('a = 1\nb = facts["科目"]\n"""科目编码是哪一栏"""'))) == [("科目", 2)]
