"""Names in templates that every report fills in."""

from __future__ import annotations

import pytest

from gongkai.plans.filled_names import with_names


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{年度}}年", "2024年"),
        ("{{ 上年度 }}年决算", "2023年决算"),
        ("{{单位名称}}", r"甲\1局"),
        ("{{别的}}", "{{别的}}"),
    ],
)
def test_what_is_known_is_filled_in(text: str, filled: str) -> None:
    assert with_names(text, "2024", r"甲\1局") == filled


def test_what_is_not_known_stays() -> None:
    assert with_names("{{年度}}{{上年度}}{{单位名称}}", "", "") == "{{年度}}{{上年度}}{{单位名称}}"
