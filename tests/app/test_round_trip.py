"""Every filter of every page → its address → the same filters, and hostile values are ignored."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from observatory.pages import PageEntry, load_pages
from tests.app.conftest import Open, html_of

READER = {"espace": "demo", "profil": "staff"}
HOSTILE = (
    "<script>alert(1)</script>",
    "'; drop table core.network; --",
    "../../etc/passwd",
    "\u202e",
)
# Parameters of an address that the router itself reads.
ROUTED = {"espace", "profil", "version", "citation"}
# Any text may be searched for.
FREE = {"cherche", "recherche"}


def _values(at: AppTest) -> dict[str, Any]:
    """Value of each displayed filter, by its key in the address."""
    return dict(at.session_state["address_values"])


def _move(at: AppTest, draw: st.DataObject) -> None:
    """Set each displayed filter to one of its values."""
    keys = _values(at).keys() - ROUTED
    for box in at.selectbox:
        if box.key in keys:
            box.select_index(draw.draw(st.integers(0, len(box.options) - 1), label=box.key))
    for box in at.multiselect:
        if box.key in keys:
            value = draw.draw(
                st.lists(st.sampled_from(box.options), max_size=3, unique=True), label=box.key
            )
            box.set_value(value)
    for switch in at.toggle:
        if switch.key in keys:
            switch.set_value(draw.draw(st.booleans(), label=switch.key))
    for slider in at.slider:
        if slider.key in keys:
            slider.set_value(draw.draw(st.integers(slider.min, slider.max), label=slider.key))


def _address(at: AppTest) -> dict[str, str]:
    return {key: value[0] if isinstance(value, list) else value
            for key, value in at.query_params.items()}  # fmt: skip


@pytest.mark.parametrize("entry", load_pages(), ids=lambda entry: entry.id)
@settings(
    max_examples=1,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(draw=st.data())
def test_the_link_brings_the_filters_back(
    open_app: Open, entry: PageEntry, draw: st.DataObject
) -> None:
    here = open_app(entry, **READER)
    _move(here, draw)
    here.run()
    assert not here.exception
    there = open_app(entry, **_address(here))
    assert not there.exception
    assert _values(there) == _values(here)
    assert _address(there) == _address(here)


@pytest.mark.parametrize("entry", load_pages(), ids=lambda entry: entry.id)
def test_hostile_values_are_ignored_with_a_notice(open_app: Open, entry: PageEntry) -> None:
    fresh = open_app(entry, **READER)
    keys = sorted(_values(fresh).keys() - ROUTED - FREE)
    if not keys:
        pytest.skip("no filter on this page")
    attacked = open_app(entry, **READER, **{key: HOSTILE[i % 4] for i, key in enumerate(keys)})
    assert not attacked.exception
    assert _values(attacked) == _values(fresh)
    assert "<script>" not in html_of(attacked)
    assert any("ignor" in notice.value for notice in [*attacked.warning, *attacked.info])
