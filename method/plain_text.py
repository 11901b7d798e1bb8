"""Data shown as plain text: which characters are removed, and how Markdown is escaped.

Names of networks, files, funders and people are plain text everywhere. Streamlit parses Markdown in
headings, captions, notices and labels, where a name could become a link, a picture or a formula:
any text shown there must go through `plain`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

# Invisible characters: control characters other than tabs and line ends, direction and width marks,
# Unicode tags and non-characters. The syntax is also valid for RE2, which the ingest uses.
UNSEEN = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\x{ad}\x{61c}\x{180e}\x{200b}-\x{200f}"
    r"\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}\x{fff9}-\x{fffb}\x{fffe}\x{ffff}"
    r"\x{1fffe}\x{1ffff}\x{e0000}-\x{e007f}]"
)
_UNSEEN = re.compile(
    re.sub(r"\\x\{([0-9a-f]+)\}", lambda code: f"\\U{int(code[1], 16):08x}", UNSEEN)
    # A lone surrogate is not a character, and no file can contain it.
    .replace("]", r"\ud800-\udfff]")
)
# Word joiner: invisible and of zero width.
_JOINER = "\u2060"
_SPACES = re.compile(r"[ \t\n\r\x0b\x0c\x85\u2028\u2029]+")
_MARKS = re.compile(r"[\\`*_\[\]<$~]|&(?=#?\w+;)")
_ENDS_A_LINK = re.compile(r"[\s()<>\[\]\\\"'`]")
_FIRST = re.compile(r"^( ?)([#>+=-]|\d+(?=[.)]))")
# What Streamlit replaces after Markdown is parsed, where a backslash no longer helps: bare links,
# e-mail addresses, emoji, icons, colours, arrows.
_SCHEME = re.compile(r":(//)(?=\S)")
_WWW = re.compile(r"(?i)(www)(?=\.)")
_MAIL = re.compile(r"@(?=\S)")
_NAMED = re.compile(r":(?=[^\s/])")
_ARROW = re.compile(r"(?<!\S)(\\?<|[-~>])(?=(?:->|>|-|=)(?!\S))")


# Where French needs a non-breaking space: before high punctuation and units, inside quotation
# marks, between thousands. Nobody types them; `spaced` inserts them.
_THIN = re.compile(r"(?<=\S)[ \u00a0](?=[;!?]+(?:[\s<»)]|$))|(?<=\d) (?=\d{3}(?!\d))")
_WIDE = re.compile(r"(?<=\S) (?=:(?:[\s<]|$)|»)|(?<=\d) (?=%|[kM]?€)|(?<=«) ")


def spaced(text: str) -> str:
    """The text with French typographic spaces: U+202F before `;`, `!`, `?` and between thousands,
    U+00A0 before `:`, `%`, `€` and inside « ». A text that already has them is unchanged."""
    return _WIDE.sub("\u00a0", _THIN.sub("\u202f", text))


def seen(text: str) -> str:
    """The text without its invisible characters, safe for a document."""
    return _UNSEEN.sub("", text)


def shortened(text: str, most: int) -> str:
    """The text, truncated with « … » beyond `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def plain(text: object) -> str:
    """Escape a text for a place that parses Markdown: it shows as it is, on one line.

    Args:
        text: text from the data; anything else is converted to text.

    Returns:
        The text escaped and spaced. Where a backslash does not work (bare links, emoji), U+2060 is
        inserted.
    """
    return _escaped(str(text))


# Labels and titles of a page are escaped again at each of its runs.
@lru_cache(maxsize=8_000)
def _escaped(text: str) -> str:
    escaped = spaced(_SPACES.sub(" ", seen(text)))
    escaped = _MARKS.sub(r"\\\g<0>", escaped)
    escaped = _FIRST.sub(_escaped_first, escaped)
    escaped = _SCHEME.sub(rf"\\:\1{_JOINER}", escaped)
    escaped = _NAMED.sub(f":{_JOINER}", escaped)
    escaped = _WWW.sub(rf"\1{_JOINER}", escaped)
    escaped = _MAIL.sub(f"@{_JOINER}", escaped)
    return _ARROW.sub(rf"\1{_JOINER}", escaped)


def plain_target(address: str) -> str:
    """Escape the target of a Markdown link so that nothing in it can end the link."""
    return _ENDS_A_LINK.sub(lambda sign: quote(sign.group(), safe=""), seen(address))


def _escaped_first(match: re.Match[str]) -> str:
    space, sign = match.groups()
    return f"{space}{sign}\\" if sign.isdecimal() else f"{space}\\{sign}"
