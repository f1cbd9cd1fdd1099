"""What every Office file has: the namespaces of its parts, the records of its zip package, and a limit to its size."""

from __future__ import annotations

import struct

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
RELATIONS = f"{OFFICE}/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

MAX_UNPACKED = 40_000_000
"""Bytes of all parts that are read of one file, inflated: far above what any department fills in or any style takes."""

LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
DIRECTORY_ENTRY = struct.Struct("<4sHHHHHHIIIHHHHHII")
DIRECTORY_END = struct.Struct("<4sHHHHIIH")
UTF_8_NAME = 0x800
"""The flag of an entry whose name is UTF-8."""
MADE_ON = 3
"""The system that our zip files say they were made on: Unix, on every system, so that the bytes are the same."""
