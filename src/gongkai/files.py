"""Writing finished files: all of them whole, or none."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

PARTIAL = ".gongkai-part-"
"""How the name of an unfinished file begins; a killed run may leave one behind."""


class WriteFault(Exception):
    """Files that cannot be written; the message is for the user."""


def write_all(folder: Path, files: dict[str, bytes], protected: Path) -> list[Path]:
    """Write `files` into `folder` and return their paths.

    Each file is written beside its place and moved there when all are complete. `protected` (the user's
    own input) is never written over. Raises WriteFault.
    """
    targets = {folder / name: content for name, content in files.items()}
    for target in targets:
        if target.exists() and protected.exists() and target.samefile(protected):
            raise WriteFault(f"{target} 是输入文件本身，不能覆盖，请用 -o 换一个文件夹")
    ready: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for target, content in targets.items():
            handle, name = tempfile.mkstemp(dir=folder, prefix=PARTIAL)
            ready.append((Path(name), target))
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            Path(name).chmod(0o644)
        if blocked := [target for _, target in ready if target.is_dir()]:
            raise IsADirectoryError(0, f"{blocked[0].name} 是一个文件夹")
        for part, target in ready:
            part.replace(target)
    except OSError as error:
        for part, _ in ready:
            part.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise WriteFault(
            f"无法写入 {folder}：{reason}；如果文件正在 Word 或 Excel 中打开，请先关闭"
        ) from error
    return [target for _, target in ready]
