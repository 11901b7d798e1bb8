"""Text of the data as text: what may not stand in it, and how it goes where Markdown is read.

Names of networks, files, funders and people are plain text everywhere. Streamlit reads Markdown in
its headings, captions, notices and labels, where a name could become a link, a picture or a
formula: `plain` is the one way to put a text there.
"""

from __future__ import annotations

import re
from urllib.parse import quote

# Signs without a shape: control characters but tabulation and line ends, marks of direction and of
# width, Unicode's tags and non-characters. Written as RE2 reads it too, for the ingest.
UNSEEN = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\x{ad}\x{61c}\x{180e}\x{200b}-\x{200f}"
    r"\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}\x{fff9}-\x{fffb}\x{fffe}\x{ffff}"
    r"\x{1fffe}\x{1ffff}\x{e0000}-\x{e007f}]"
)
_UNSEEN = re.compile(
    re.sub(r"\\x\{([0-9a-f]+)\}", lambda code: f"\\U{int(code[1], 16):08x}", UNSEEN)
    # A lone half of a pair is no character, and no file can hold it.
    .replace("]", r"\ud800-\udfff]")
)
# Joins two signs without a space nor a shape.
_JOINER = "\u2060"
_SPACES = re.compile(r"[ \t\n\r\x0b\x0c\x85\u2028\u2029]+")
_MARKS = re.compile(r"[\\`*_\[\]<$~]|&(?=#?\w+;)")
_ENDS_A_LINK = re.compile(r"[\s()<>\[\]\\\"'`]")
_FIRST = re.compile(r"^( ?)([#>+=-]|\d+(?=[.)]))")
# What Streamlit looks for once Markdown is read, where a backslash no longer helps: bare links,
# addresses, emoji, icons, colours, arrows.
_SCHEME = re.compile(r":(//)(?=\S)")
_WWW = re.compile(r"(?i)(www)(?=\.)")
_MAIL = re.compile(r"@(?=\S)")
_NAMED = re.compile(r":(?=[^\s/])")
_ARROW = re.compile(r"(?<!\S)(\\?<|[-~>])(?=(?:->|>|-|=)(?!\S))")


# Where French puts a space that holds: before high signs and units, inside quotation marks, between
# thousands. Nobody types them; `spaced` puts them in.
_THIN = re.compile(r"(?<=\S)[ \u00a0](?=[;!?]+(?:[\s<»)]|$))|(?<=\d) (?=\d{3}(?!\d))")
_WIDE = re.compile(r"(?<=\S) (?=:(?:[\s<]|$)|»)|(?<=\d) (?=%|[kM]?€)|(?<=«) ")


def spaced(text: str) -> str:
    """The text with the spaces of French typography: U+202F before `;`, `!`, `?` and between
    thousands, U+00A0 before `:`, `%`, `€` and inside « ». A text that has them is left as it is."""
    return _WIDE.sub("\u00a0", _THIN.sub("\u202f", text))


def seen(text: str) -> str:
    """The text without the signs that have no shape, as a document may hold it."""
    return _UNSEEN.sub("", text)


def shortened(text: str, most: int) -> str:
    """The text, its end replaced by « … » beyond `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def plain(text: object) -> str:
    """A text for a place that reads Markdown: shown as it is, on one line.

    Args:
        text: of the data; anything else is first made a text.

    Returns:
        The text escaped and spaced. Where a backslash does not hold (bare links, emoji), U+2060 is
        put in.
    """
    said = spaced(_SPACES.sub(" ", seen(str(text))))
    said = _MARKS.sub(r"\\\g<0>", said)
    said = _FIRST.sub(_escaped_first, said)
    said = _SCHEME.sub(rf"\\:\1{_JOINER}", said)
    said = _NAMED.sub(f":{_JOINER}", said)
    said = _WWW.sub(rf"\1{_JOINER}", said)
    said = _MAIL.sub(f"@{_JOINER}", said)
    return _ARROW.sub(rf"\1{_JOINER}", said)


def plain_target(address: str) -> str:
    """An address behind a link of Markdown: nothing in it can end the link."""
    return _ENDS_A_LINK.sub(lambda sign: quote(sign.group(), safe=""), seen(address))


def _escaped_first(found: re.Match[str]) -> str:
    space, sign = found.groups()
    return f"{space}{sign}\\" if sign.isdecimal() else f"{space}\\{sign}"
