"""The work list of a batch: which inputs there are, where their reports go, and what has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from gongkai import __version__
from gongkai.batch.zip_inputs import ZIP, ZipFault, hidden, members, source
from gongkai.files import shown_path
from gongkai.frozen import frozen
from gongkai.own_files import holds_ours, is_ours
from gongkai.readers.input_suffixes import INPUT_SUFFIXES
from gongkai.readers.workbook import WORKBOOKS
from gongkai.writers.registry import USUAL_KINDS

STATE_FOLDER = ".gongkai"


@frozen
class Options:
    """What all jobs of a batch share. `root` is the folder of format packs, empty for the usual one.

    With `report` the check report (校核报告) is written too, also where faults keep the publication back.
    With `audit` the finished files are read back, and what contradicts itself is not written.
    `last_year` is the list of last year's inputs (`batch.past_inputs`), empty where none are given.
    """

    kinds: tuple[str, ...] = USUAL_KINDS
    draft: bool = False
    format: str = ""
    pages: bool = False
    report: bool = False
    root: str = ""
    last_year: str = ""
    audit: bool = False

    @property
    def packs(self) -> Path:
        """The folder of format packs on this machine."""
        from gongkai.packs.location import templates_root

        return Path(self.root) if self.root else templates_root()


@frozen
class Job:
    """One input. `key` is its path inside the batch, `folder` where its reports go; all paths as text.

    `intent` is a file that names the reports before they are written, so that after a killed run the next one
    recognises them in `folder`. Without a fingerprint the job is always due. `formats` is a digest of the format packs
    when the work list was made. With `force` files that somebody has edited are overwritten; it is not among the
    options, because results do not depend on it.
    """

    key: str
    path: str
    folder: str
    options: Options
    fingerprint: str = ""
    intent: str = ""
    formats: str = ""
    force: bool = False


@dataclass(slots=True)
class Result:
    """How one input ended, as plain data: it travels between machines and into the state file.

    `figures` maps a label of the overview to [this year, last year] in 元 as text; last year is empty where
    the format does not ask for it. `year` is the one that the department fills in. `compared` names the input of
    last year, `partner` is its fingerprint; or `compared` says why there is none, and is empty where none were given.
    """

    key: str
    state: str
    name: str = ""
    format: str = ""
    format_name: str = ""
    kind: str = ""
    year: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    figures: dict[str, list[str]] = field(default_factory=dict)
    missing_reasons: int = 0
    compared: str = ""
    partner: str = ""
    outputs: list[str] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    fingerprint: str = ""
    unchanged: bool = False

    @classmethod
    def from_dict(cls, data: object) -> Result:
        """The result that `as_dict` gave. Raises ValueError where anything is not as it writes it."""
        known = {item.name: item for item in fields(cls)}
        if (
            not isinstance(data, dict)
            or not data.keys() <= known.keys()
            or not {"key", "state"} <= data.keys()
        ):
            raise ValueError("not a result")
        result = cls(**data)
        blank = cls("", "")
        same = all(type(getattr(result, name)) is type(getattr(blank, name)) for name in known)
        texts = [*result.outputs] if same else []
        texts += [text for pair in result.figures.values() for text in pair] if same else []
        numbers = [*result.counts.values()] if same else []
        if (
            not same
            or result.state not in STATES
            or not all(isinstance(text, str) for text in texts)
            or not all(type(number) is int for number in numbers)
            or not all(len(pair) == 2 for pair in result.figures.values())
            or not all(isinstance(finding, dict) for finding in result.findings)
        ):
            raise ValueError("not a result")
        return result

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, not copied."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


DONE, DRAFTED, FAULTY, UNREADABLE, CRASHED, SKIPPED = (
    "已生成",
    "已出草稿",
    "有错误未生成",
    "无法读取",
    "程序出错",
    "格式不符未处理",
)
NOT_FOUND, SEVERAL = "没有找到", "不止一份"  # what an input was compared with, where it was not
STATES = (DONE, DRAFTED, FAULTY, UNREADABLE, CRASHED, SKIPPED)
GOOD = (DONE, SKIPPED)


def find_inputs(folder: Path, out: Path) -> list[Path]:
    """All inputs below `folder`, sorted, those in zips too; of files with the same name beside each other a workbook
    is taken, of files with the same content the one that is in no zip. `other_files` lists what is left out."""
    plain: list[Path] = []
    packed: list[Path] = []
    for path in sorted(folder.rglob("*")):
        if path.is_relative_to(out) or any(map(hidden, path.relative_to(folder).parts)) or not path.is_file():
            continue
        if path.suffix.lower() == ZIP:
            packed += _packed_inputs(path)
        elif path.suffix.lower() in INPUT_SUFFIXES and not (
            path.suffix.lower() in WORKBOOKS and is_ours(path)
        ):
            plain.append(path)
    if packed:
        sizes: dict[int, list[Path]] = {}
        for path in plain:
            sizes.setdefault(source(path).size, []).append(path)
        packed = [path for path in packed if not _is_copy(path, sizes)]
    found: dict[tuple[Path, str], Path] = {}
    for path in (*plain, *packed):
        place = (path.parent, path.stem)
        if place not in found or _turn(path) < _turn(found[place]):
            found[place] = path
    return sorted(found.values())


def _packed_inputs(path: Path) -> list[Path]:
    try:
        listed = [member.path for member in members(path) if not member.why]
    except ZipFault:
        return []
    inputs = [member for member in listed if member.suffix.lower() in INPUT_SUFFIXES]
    return [member for member in inputs if not holds_ours(source(member).content)]


def _is_copy(path: Path, plain: dict[int, list[Path]]) -> bool:
    """True if the same file also lies unpacked beside its zip; `plain` are the files outside zips, by
    size."""
    found = source(path)
    return bool(found.content) and any(
        source(other).content == found.content for other in plain.get(found.size, ())
    )


def _turn(path: Path) -> int:
    return INPUT_SUFFIXES.index(path.suffix.lower())


def make_jobs(folder: Path, out: Path, options: Options, force: bool = False) -> list[Job]:
    """The jobs of a batch. Reports of `甲/input.xlsx` go to `out/甲/input/`."""
    formats, state = templates_fingerprint(options.packs), out / STATE_FOLDER
    # The path of the formats makes no difference: formats brought as a zip are unpacked elsewhere at every run.
    common = f"{__version__}|{asdict(replace(options, root=''))}|{formats}".encode()
    jobs: dict[Path, Job] = {}
    for path in find_inputs(folder, out):
        place = _place(path.relative_to(folder), jobs)
        key, target = place.as_posix(), out / place.with_suffix("")
        intent = state / state_name(key, ".names")
        fingerprint = _fingerprint(common, key, path)
        jobs[place.with_suffix("")] = Job(
            key, str(path), str(target), options, fingerprint, str(intent), formats, force
        )
    return list(jobs.values())


def _place(inside: Path, taken: Container[Path]) -> Path:
    """A path inside the batch as text; a number is added if two inputs would have the same folder of
    reports."""
    place = shown_path(inside)
    numbered = map(partial(_numbered, place), count(2))
    while place.with_suffix("") in taken:
        place = next(numbered)
    return place


def _numbered(place: Path, number: int) -> Path:
    return place.with_stem(f"{place.stem}（{number}）")


def _fingerprint(common: bytes, key: str, path: Path) -> str:
    try:
        content = path.read_bytes() if path.is_file() else source(path).content
    except OSError:
        return ""  # cannot be read now: its own row will say so
    return hashlib.sha256(common + key.encode() + content).hexdigest()


def last_year_list(out: Path) -> str:
    """Where `batch.past_inputs` writes the list of last year's inputs."""
    return str(out / STATE_FOLDER / "上年.json")


def state_name(key: str, suffix: str) -> str:
    """The name of a file about one input in the state folder."""
    return hashlib.sha256(key.encode()).hexdigest()[:32] + suffix


def templates_fingerprint(root: Path) -> str:
    """A digest of all format packs: any change of a format makes everything due again."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def outputs_present(result: Result, folder: str) -> bool:
    """True if every file that a kept result names is still there."""
    return all((Path(folder) / name).is_file() for name in result.outputs)


def count_states(results: Iterable[Result]) -> dict[str, int]:
    """How many ended in each state, the good ones first, whatever order they came in."""
    counts = dict.fromkeys(STATES, 0)
    for result in results:
        counts[result.state] += 1
    return {state: count for state, count in counts.items() if count}
