"""A format as one zip: what is taken, what is left, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from gongkai.packs import travelling
from gongkai.packs.library import Library
from gongkai.packs.travelling import Unusable, formats_of, packed, put_beside, unpacked

ID = "moxian/final_accounts/2024"


def archive(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as out:
        for name, content in files.items():
            out.writestr(name, content)
    return made.getvalue()


def test_what_belongs_to_a_format_is_taken_and_the_rest_left() -> None:
    content = archive(
        {
            f"我的/{ID}/pack.yaml": "a",
            f"我的/{ID}/tables/t.yaml": "b",
            f"我的/{ID}/narrative/n.j2": "c",
            f"我的/{ID}/style/reference.docx": "d",
            f"我的/{ID}/evil.py": "import os",
            f"我的/{ID}/other.docx": "e",
            "我的/说明.txt": "f",
            "__MACOSX/x.yaml": "g",
        }
    )
    files = unpacked(content)
    assert files == {
        f"{ID}/pack.yaml": b"a",
        f"{ID}/tables/t.yaml": b"b",
        f"{ID}/narrative/n.j2": b"c",
        f"{ID}/style/reference.docx": b"d",
    }
    assert formats_of(files) == [ID]


def test_names_packed_under_chinese_windows_are_read() -> None:
    name = f"{ID}/tables/收入.yaml"
    # zipfile writes UTF-8 and says so; another program wrote GBK and did not.
    content = archive({f"{ID}/pack.yaml": "a", f"{ID}/tables/XXXX.yaml": "b"})
    content = content.replace(b"XXXX", "收入".encode("gb18030"))
    assert set(unpacked(content)) == {f"{ID}/pack.yaml", name}


@pytest.mark.parametrize(
    "name",
    [
        "../x/pack.yaml",
        f"/{ID}/pack.yaml",
        f"{ID}/../../../pack.yaml",
        f"C:\\{ID}\\pack.yaml",
        f"{ID}/./pack.yaml",
        f"{ID}//pack.yaml",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(Unusable, match="名称"):
        unpacked(archive({f"{ID}/pack.yaml": "a", name: "b"}))


def test_what_is_no_format_is_refused() -> None:
    for content, words in (
        (b"", "压缩包"),
        (b"PK\3\4 rubbish", "压缩包"),
        (archive({"x.txt": "a"}), "没有格式"),
        (archive({"pack.yaml": "a"}), "没有格式"),
        (archive({f"a/{ID}/pack.yaml": "a", f"b/{ID}/pack.yaml": "a"}), "同一个文件夹"),
        (archive({f"{ID}/pack.yaml": b" " * 2_000_000}), "太大"),
    ):
        with pytest.raises(Unusable, match=words):
            unpacked(content)


def test_a_damaged_zip_is_refused() -> None:
    whole = archive({f"{ID}/pack.yaml": "format: x\n" * 50})
    for place in range(30, len(whole) - 22, 7):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        try:
            files = unpacked(bytes(damaged))
        except Unusable:
            continue
        assert set(files) <= {f"{ID}/pack.yaml"} or all(path.endswith("pack.yaml") for path in files)


def test_too_many_and_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unusable, match="以上的文件"):
        unpacked(archive({f"{ID}/{number}.yaml": "" for number in range(2_001)}, zipfile.ZIP_STORED))
    monkeypatch.setattr(travelling, "_MAX_UNPACKED", 1_000)
    with pytest.raises(Unusable, match="太大"):
        unpacked(archive({f"{ID}/pack.yaml": "a" * 600, f"{ID}/b.yaml": "b" * 600}))


def test_a_format_goes_and_comes_back(root: Path, tmp_path: Path) -> None:
    own = root / "templates"
    format = "shanxi/final_accounts/2024"
    content = packed(own, [format])
    assert content == packed(own, [format])
    files = unpacked(content)
    assert {
        f"{format}/{path.relative_to(own / format).as_posix()}" for path in (own / format).rglob("*.yaml")
    } <= set(files)
    renamed = {
        path.replace("shanxi", "moxian", 1): text.replace(b"format: shanxi/", b"format: moxian/")
        for path, text in files.items()
    }
    put_beside(own, [renamed], tmp_path)
    library = Library(tmp_path)
    pack, faults = library.pack("moxian/final_accounts/2024")
    assert pack is not None and faults == ()
    assert library.pack(format)[0] is not None


def test_two_of_one_name_are_refused(root: Path, tmp_path: Path) -> None:
    files = unpacked(packed(root / "templates", ["shanxi/final_accounts/2024"]))
    with pytest.raises(Unusable, match="已经有了"):
        put_beside(root / "templates", [files], tmp_path)
