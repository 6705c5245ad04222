"""Workbooks of any kind to grids of the texts that a person sees (45.3%, #N/A, 03061790)."""

from __future__ import annotations

import zipfile
import zlib
from xml.etree.ElementTree import ParseError

from .grid import Sheets
from .problems import Problem, damaged

# What a container or a part raises that is cut off, overwritten or missing.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    EOFError,
    NotImplementedError,
    ValueError,
    TypeError,
    OSError,
    RuntimeError,
)


def read_workbook(data: bytes, file: str) -> Sheets:
    """The sheets of a workbook of any kind; call it through isolated.call where files are not trusted."""
    # Only the process that reads takes along what reading needs.
    from .xls import read_xls
    from .xlsx import Archive, read_xlsx

    if not data.startswith(b"PK"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Problem("LAND-03", file=file)
        return read_xls(data, file)
    try:
        with Archive(data) as archive:
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise Problem("LAND-03", file=file)
            if archive.has("xl/workbook.xml"):
                return read_xlsx(archive, file)
            for part, kind in (("xl/workbook.bin", ".xlsb"), ("content.xml", ".ods")):
                if archive.has(part):
                    raise Problem("LAND-25", file=file, kind=kind)
            raise Problem("LAND-04", file=file, found="a zip archive that is no workbook")
    except _DAMAGE as error:
        raise damaged(file, f"{type(error).__name__}: {error}") from None
