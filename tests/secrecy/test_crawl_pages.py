"""Every page and tab of a server, for every restricted role, on a build with canaries: no leak.

All that a page sends is read: texts, charts with their hovers, maps, list options, links, the parts
under a figure once opened, and the tables exported as files. Staff open each page first, so that
the caches of the process are filled for them.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from observatory.pages import PageEntry, load_pages
from tests.browser.conftest import serve
from tests.secrecy.canaries import SPARED_FUNDER, SPARED_NETWORK, planted, told
from tests.secrecy.test_crawl import unpacked
from tests.server.reader import Reader, elements

pytestmark = pytest.mark.deep

OTHER = "cuirlande"
# Network and funder left without canaries, by role.
SPARED = {
    "public": ("", ""),
    "rapporteur": ("", ""),
    f"reseau:{SPARED_NETWORK}": (SPARED_NETWORK, ""),
    "financeur:234500023": ("", SPARED_FUNDER),
}
# Pictures and documents contain the same rows, and each needs a browser.
TABLES = re.compile("CSV|Excel|XLSX|ZIP|JSON")
# Fields that contain hashes.
MARKS = frozenset({"id", "form_id", "hash", "session_id", "page_script_hash", "fragment_id"})
# Key of a tab in the script of a page.
TAB = re.compile(r'(?:\bTab|\bof_figures)\(\s*"(\w+)"')
PLACE = {"niveau": "departement", "territoire": "departement-45"}


@pytest.fixture(scope="module")
def world(
    request: pytest.FixtureRequest,
    demo_curated: Path,
    demo_raw: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, set[str]]]:
    """A server with some rows left unchanged, and fingerprints of what staff read there first."""
    root = tmp_path_factory.mktemp("canaries")
    network, funder = request.param
    planted(demo_curated, root / "curated" / "demo", network, funder)
    shutil.copytree(demo_raw, root / "raw" / "demo", ignore=shutil.ignore_patterns("_*"))
    with serve(root / "curated", raw=root / "raw") as address:
        count, marks = 0, set()
        for _, messages, _ in visited(address, "staff"):
            count += bool(told([*leaves(messages)]))
            marks |= set(re.findall(r"citation=(\w+)", json.dumps([*map(str, leaves(messages))])))
        assert count > 20, "staff read canaries: the crawl sees what it looks for"
        assert len(marks) > 20
        yield address, marks


@pytest.mark.parametrize(
    ("world", "role"), [(spared, role) for role, spared in SPARED.items()], indirect=["world"]
)
def test_no_page_discloses_a_canary(world: tuple[str, set[str]], role: str) -> None:
    address, marks = world
    leaks, pages, files = {}, 0, 0
    for entry, messages, content in visited(address, role):
        pages += 1
        files += len(content)
        canaries = told([*leaves(messages), *content])
        if canaries:
            leaks[entry.id] = sorted(canaries)[:3]
    for mark in sorted(marks):
        messages = Reader(address).open("exports", espace="demo", profil=role, citation=mark)
        if told([*leaves(messages)]):
            leaks[f"citation {mark}"] = sorted(told([*leaves(messages)]))[:3]
    print(f"{role}: {pages} pages and tabs read, {files} files, {len(marks)} quotations of staff")
    assert pages > 50
    assert files > 10
    assert leaks == {}


def visited(
    address: str, role: str
) -> Iterator[tuple[PageEntry, list[ForwardMsg], list[bytes | str]]]:
    """Every page and tab, as first rendered and with every part opened; then its tables.

    A page for owners is read about another network, and about the one left unchanged.
    """
    for entry in load_pages():
        tabs = set(TAB.findall(entry.file.read_text(encoding="utf-8"))) or {""}
        tabs = tabs if entry.is_for(role) else {""}
        about = (OTHER, SPARED_NETWORK) if entry.owners and "reseau" in role else (OTHER,)
        for whose, tab in product(about, sorted(tabs)):
            reader = Reader(address)
            try:
                query = {"espace": "demo", "profil": role, "reseau": whose, "onglet": tab, **PLACE}
                messages = reader.open(
                    entry.url_path if entry is not load_pages()[0] else "", **query
                )
                # Staff figures are absurd here, and some do not fit on any axis.
                assert role == "staff" or not elements(messages, "exception"), (entry.id, tab, role)
                last = opened(reader, entry, query, messages)
                # A file of the first run no longer has an address.
                files = [] if role == "staff" else [*downloaded(reader, last)]
                yield entry, messages + last, files
            finally:
                reader.close()


def opened(
    reader: Reader, entry: PageEntry, query: dict[str, str], messages: list[ForwardMsg]
) -> list[ForwardMsg]:
    """The page again with every « Définition », « Données », « Citer » and ⤓ open."""
    blocks = [one.delta.add_block for one in messages if one.WhichOneof("type") == "delta"]
    ids = {block.popover.id for block in blocks if block.HasField("popover")} - {""}
    message = BackMsg()
    for name in sorted(ids):
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.bool_value = name, True
    message.rerun_script.page_name = entry.url_path if entry is not load_pages()[0] else ""
    message.rerun_script.query_string = str(httpx.QueryParams(query))
    reader.send(message)
    return reader.until("script_finished")


def downloaded(reader: Reader, messages: list[ForwardMsg]) -> Iterator[bytes | str]:
    """Content of the tables offered by a page."""
    for offered in elements(messages, "download_button"):
        if not TABLES.search(offered.label):
            continue
        address = offered.url
        if offered.deferred_file_id:
            reader.download(offered.deferred_file_id)
            response = reader.until("backend_operation_response")[-1].backend_operation_response
            address = response.deferred_file.url
        if address:
            answer = reader.web.get(address)
            assert answer.status_code == 200, offered.label
            yield from unpacked("", answer.content)


def leaves(value: Any) -> Iterator[Any]:
    """Every text of the messages, and the values inside it where it is JSON."""
    if isinstance(value, Message):
        for field, values in value.ListFields():
            if field.name in MARKS:
                continue
            if field.type in (FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES):
                values = [values] if isinstance(values, str | bytes) else [*values]
                yield from map(_read, values)
            elif field.type == FieldDescriptor.TYPE_MESSAGE:
                yield from leaves(values)
    elif isinstance(value, dict) or hasattr(value, "items"):
        yield from map(str, value.keys())
        for one in value.values():
            yield from leaves(one)
    elif not isinstance(value, str | bytes | int | float):
        for one in value:
            yield from leaves(one)


def _read(text: str | bytes) -> Any:
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    if text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except ValueError:
            pass
    return text
