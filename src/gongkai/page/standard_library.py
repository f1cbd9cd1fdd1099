"""Python's standard library without the modules that the page and the Windows folder do not use."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from fnmatch import fnmatchcase

_USELESS = (
    # command-line programs, servers, mail and other network protocols
    *(
        "_pyrepl/*",
        "aifc.py",
        "antigravity.py",
        "bdb.py",
        "cgi.py",
        "cgitb.py",
        "chunk.py",
        "cProfile.py",
        "crypt.py",
    ),
    *("doctest.py", "ftplib.py", "imaplib.py", "lib2to3/*", "mailbox.py", "mailcap.py", "msilib/*"),
    *(
        "modulefinder.py",
        "nntplib.py",
        "optparse.py",
        "pdb.py",
        "pickletools.py",
        "pipes.py",
    ),
    *("poplib.py", "profile.py", "pstats.py", "pydoc.py", "pydoc_data/*", "pyclbr.py", "rlcompleter.py"),
    *("sched.py", "smtpd.py", "smtplib.py", "sndhdr.py", "socketserver.py", "sunau.py", "tabnanny.py"),
    *("telnetlib.py", "this.py", "timeit.py", "trace.py", "turtle.py", "unittest/*", "uu.py", "venv/*"),
    *("wave.py", "webbrowser.py", "wsgiref/*", "xdrlib.py", "xml/dom/*", "xmlrpc/*", "zipapp.py"),
    *("distutils/*", "ensurepip/*", "idlelib/*", "tkinter/*", "turtledemo/*", "curses/*", "dbm/*"),
    # encodings in which no Chinese user's file is written
    *("encodings/mac_*", "encodings/iso2022_*", "encodings/iso8859_?.py", "encodings/iso8859_1?.py"),
    *("encodings/cp0*", "encodings/cp1[01]*", "encodings/cp125[01345678]*", "encodings/cp[5678]*"),
    *("encodings/koi8*", "encodings/kz1048.py", "encodings/ptcp154.py", "encodings/johab.py"),
    *("encodings/hp_roman8.py", "encodings/palmos.py", "encodings/tis_620.py", "encodings/euc_*"),
    *("encodings/shift_*", "*/__pycache__/*", "*.exe", "*.txt"),
)


def trimmed(library: bytes, kept: Collection[str] = (), compressed: bool = False) -> bytes:
    """The zip of a standard library (`.py` or `.pyc`) without useless files other than those in `kept`; reproducible.

    Entries are stored, because the page is compressed as a whole, unless `compressed`.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(library)) as given, zipfile.ZipFile(made, "w") as taken:
        names = [name for name in sorted(given.namelist()) if _source(name) in kept or not _useless(name)]
        assert {"os.py", "os.pyc"} & set(names), "no standard library"
        for name in names:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
            taken.writestr(entry, given.read(name))
    return made.getvalue()


def _useless(name: str) -> bool:
    return name.endswith("/") or any(fnmatchcase(_source(name), pattern) for pattern in _USELESS)


def _source(name: str) -> str:
    return name[:-1] if name.endswith(".pyc") else name
