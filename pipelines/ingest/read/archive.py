"""Inflated size of a workbook, measured by inflating it rather than trusting its headers."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import IO

from pipelines.ingest import limits
from pipelines.ingest.issues import FileRefused

_CHUNK = 1024**2


def check_archive(path: Path) -> None:
    """Refuse an archive that inflates beyond the limits, whatever it declares.

    Raises:
        FileRefused: `file_zip_bomb` or `file_unreadable`.
    """
    bomb = FileRefused("file_zip_bomb", expected=f"{limits.MAX_INFLATED_BYTES // 1024**2} Mo")
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
            members = archive.infolist()
            declared = sum(member.file_size for member in members)
            if len(members) > limits.MAX_ZIP_MEMBERS or declared > limits.MAX_INFLATED_BYTES:
                raise bomb
            budget = limits.MAX_INFLATED_BYTES
            for member in members:
                if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise FileRefused("file_unreadable", value="compression inconnue")
                budget -= _inflated_size(archive, member, raw, budget)
                if budget < 0:
                    raise bomb
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError):
        raise FileRefused("file_unreadable", value="classeur abîmé") from None


def _inflated_size(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, raw: IO[bytes], budget: int
) -> int:
    """Actual inflated size of a member in bytes; stops counting once above `budget`."""
    with archive.open(member):  # reads and checks the local header
        pass
    raw.seek(member.header_offset + 26)
    lengths = raw.read(4)
    skip = int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    raw.seek(skip, 1)
    if member.compress_type != zipfile.ZIP_DEFLATED:
        return member.compress_size
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    total, remaining = 0, member.compress_size
    while remaining > 0 and not inflate.eof and total <= budget:
        block = raw.read(min(_CHUNK, remaining))
        if not block:
            break
        remaining -= len(block)
        while block and total <= budget:
            total += len(inflate.decompress(block, _CHUNK))
            block = inflate.unconsumed_tail
    return total
