"""What a workbook inflates to, counted by inflating it and not by believing what it declares."""

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
            left = limits.MAX_INFLATED_BYTES
            for member in members:
                if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise FileRefused("file_unreadable", value="compression inconnue")
                left -= _inflated_size(archive, member, raw, left)
                if left < 0:
                    raise bomb
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError):
        raise FileRefused("file_unreadable", value="classeur abîmé") from None


def _inflated_size(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, raw: IO[bytes], left: int
) -> int:
    """Bytes that a member really inflates to; stops counting once past `left`."""
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
    while remaining > 0 and not inflate.eof and total <= left:
        block = raw.read(min(_CHUNK, remaining))
        if not block:
            break
        remaining -= len(block)
        while block and total <= left:
            total += len(inflate.decompress(block, _CHUNK))
            block = inflate.unconsumed_tail
    return total
