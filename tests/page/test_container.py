"""Files as text in the page."""

from __future__ import annotations

from gongkai.page.container import packed_text, unpacked_text


def test_files_come_out_as_they_went_in() -> None:
    files = {"a.wasm": bytes(range(256)) * 9, "空": b"", "b.txt": "字</script>".encode()}
    text = packed_text(files)
    assert unpacked_text(text) == files
    assert text.isascii()
    assert "<" not in text
    assert packed_text(files) == text
