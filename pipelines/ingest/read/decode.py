"""Decode bytes to text: the encoding is inferred from French letters, and doubts are reported.

A single-byte decoder never fails, so its success proves nothing. UTF-8 is self-validating; other
encodings are judged by the letters that each would give.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from pipelines.ingest.issues import FileRefused
from pipelines.ingest.read.tables import Remark

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 (BOM)"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# In order of preference on a tie.
SINGLE_BYTE = (
    ("cp1252", "Windows-1252"),
    ("iso8859-15", "ISO-8859-15"),
    ("mac_roman", "Mac Roman"),
    ("cp850", "DOS (cp850)"),
)
USUAL = "cp1252"
ACCENTED = "àâæçéèêëîïôœùûüÿ"
_FRENCH = frozenset(ACCENTED + ACCENTED.upper() + "€«»’‘“”–—…•°²³§©®™µ±½¼¾\u00a0")
# What a column of amounts, or a few elisions, holds more of than accents.
_SIGNS = frozenset("€’\u00a0")
_FOREIGN = frozenset("áãäåíìñóòöõøúßšžÁÃÄÅÍÌÑÓÒÖÕØÚŠŽ")
# Letters form words: a capital after a lower-case letter, a fraction or quotation mark between
# letters, or a lone œ suggests another encoding.
_MISPLACED = re.compile(
    r"(?<=[a-zß-öø-ÿ])[À-ÖØ-Þ]"
    r"|(?<=[^\W\d_])[½¼¾]|[½¼](?=[^\W\d_])"
    r"|(?<=[^\W\d_])[“”‘…](?=[^\W\d_])"
    r"|(?<![^\W\d_])[œŒ](?![^\W\d_])"
)
# Byte sequences of French in UTF-8, which no other encoding produces for French.
_UTF8_FRENCH = re.compile(
    rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xc5[\x92\x93\xb8]|\xe2\x80[\x80-\xbf]|\xe2\x82\xac"
)
_SAMPLE = 4096


@dataclass
class Decoded:
    """Text of a file, the display name of its encoding, and remarks on doubts."""

    text: str
    encoding: str
    remarks: list[Remark] = field(default_factory=list)


def decode(content: bytes) -> Decoded:
    """Decode a file, with line ends as `\\n`.

    Raises:
        FileRefused: binary content, or an encoding that cannot be determined.
    """
    decoded = _by_mark(content) or _decode_unmarked(content)
    if "\0" in decoded.text:
        raise FileRefused("file_binary")
    if "\r" in decoded.text:
        decoded.text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    return decoded


def _by_mark(content: bytes) -> Decoded | None:
    for bom, codec, label in BOMS:
        if content.startswith(bom):
            try:
                return Decoded(content.decode(codec), label)
            except UnicodeDecodeError:
                if codec == "utf-8-sig":  # a BOM does not guarantee the rest
                    return _decode_unmarked(content[len(bom) :])
                raise FileRefused("file_encoding") from None
    return None


def _decode_unmarked(content: bytes) -> Decoded:
    if b"\0" in content:
        return _decode_wide(content)
    try:
        return Decoded(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        pass
    if _UTF8_FRENCH.search(content):
        return _decode_mixed(content)
    codec, label = judge(content)
    remarks = []
    if codec != USUAL:
        remarks.append(Remark(1, None, "encoding_judged", label))
    return Decoded(content.decode(codec), label, remarks)


def _decode_wide(content: bytes) -> Decoded:
    """Decode UTF-16 without its BOM: every other byte is null."""
    sample = content[:_SAMPLE]
    for start, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        nulls, others = sample[start::2], sample[1 - start :: 2]
        if nulls.count(0) * 2 > len(nulls) and not others.count(0):
            try:
                return Decoded(content.decode(codec), "UTF-16")
            except UnicodeDecodeError:
                break
    raise FileRefused("file_binary")


def judge(content: bytes) -> tuple[str, str]:
    """Single-byte encoding that gives the fewest letters foreign to French.

    Raises:
        FileRefused: none gives French.
    """
    high = b"\n".join(line for line in content.splitlines() if not line.isascii())
    best: tuple[int, str, str] | None = None
    for codec, label in SINGLE_BYTE:
        try:
            text = high.decode(codec)
        except UnicodeDecodeError:
            continue
        strange = _strangeness(text, codec)
        if strange is not None and (best is None or strange < best[0]):
            best = (strange, codec, label)
    if best is None:
        raise FileRefused("file_encoding")
    return best[1], best[2]


def _strangeness(text: str, codec: str) -> int | None:
    """How unlike French a text looks; None if it does not look French at all."""
    letters = [letter for letter in text if letter > "\x7f"]
    french = sum(letter in _FRENCH for letter in letters)
    foreign = sum(letter in _FOREIGN for letter in letters)
    impossible = len(letters) - french - foreign
    accented = sum(letter.lower() in ACCENTED for letter in letters)
    signs = sum(letter in _SIGNS for letter in letters)
    if impossible * 2 >= len(letters) or (
        codec in ("mac_roman", "cp850") and accented * 2 <= len(letters) - signs
    ):
        return None
    return 2 * impossible + foreign + 2 * len(_MISPLACED.findall(text))


def _decode_mixed(content: bytes) -> Decoded:
    """Decode each line in its own encoding, when accented lines are in two different ones.

    The lines in the less frequent encoding are reported.
    """
    parts = re.split(rb"(\r\n|\r|\n)", content)
    lines, ends = parts[::2], [*parts[1::2], b""]
    utf8: list[int] = []
    other: list[int] = []
    for index, line in enumerate(lines):
        if not line.isascii():
            (utf8 if is_utf8(line) else other).append(index)
    # The other encoding is judged by the bytes that are not UTF-8.
    odd = b"\n".join(_UTF8_FRENCH.sub(b"", lines[index]) for index in other)
    try:
        codec, label = judge(odd)
    except FileRefused:  # a few bytes that are not letters: shown as � and reported
        codec, label = USUAL, "octets illisibles"
    handler = f"else-{codec}"  # one per codec: the registry is shared by threads
    codecs.register_error(handler, _with(codec))
    texts = {index: lines[index].decode("utf-8", handler) for index in other}
    whole = "".join(
        (texts[i] if i in texts else line.decode("utf-8")) + end.decode("ascii")
        for i, (line, end) in enumerate(zip(lines, ends, strict=True))
    )
    main, minor, minor_lines = ("UTF-8", label, other)
    if len(other) > len(utf8):
        main, minor, minor_lines = label, "UTF-8", utf8
    remarks = [
        Remark(index + 1, None, "encoding_mixed", minor, {"expected": main})
        for index in minor_lines
    ]
    return Decoded(whole, main, remarks)


def is_utf8(content: bytes) -> bool:
    """Whether bytes are UTF-8."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _with(codec: str):
    """Error handler that decodes bytes that are not UTF-8 with another encoding."""

    def handle(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return error.object[error.start : error.end].decode(codec, "replace"), error.end

    return handle
