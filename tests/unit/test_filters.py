"""A filter while the browser is ahead of the server: the reader's last setting wins."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

pytestmark = pytest.mark.usefixtures("packages_scanned_once")


def _page() -> None:
    import streamlit as st

    from ui import filters

    filters.start()
    sliders = {"poids": 25, "autre": 50}
    # A run interrupted by a newer action rendered only its first filters; the browser shows all.
    whole = st.session_state.get("drawn_before_the_cut", len(sliders))
    for rank, (key, default) in enumerate(sliders.items()):
        if rank < whole:
            filters.number(key, key, 0, 100, default, step=5)
        else:
            st.slider(key, 0, 100, key=key, step=5)
    st.toggle("an opening", key="opened")
    st.button("a button", key="pressed")
    if whole == len(sliders):
        filters.finish()


def _open() -> AppTest:
    return AppTest.from_function(_page).run()


def _move(at: AppTest, key: str, value: int, **address: str) -> AppTest:
    """Move a slider; the browser sends its current address, which may be outdated."""
    at.query_params.clear()
    at.query_params.update(address)
    at.slider(key=key).set_value(value)
    return at.run()


def _values(at: AppTest) -> list[int]:
    return [slider.value for slider in at.slider]


def test_a_slider_moved_again_before_its_address_came_stays() -> None:
    at = _move(_open(), "poids", 35)
    assert at.query_params["poids"] == "35"
    assert _values(_move(at, "poids", 45)) == [45, 50]


@pytest.mark.parametrize("widget", ["toggle", "button"])
def test_what_is_not_a_filter_sends_an_old_address_too(widget: str) -> None:
    at = _move(_open(), "poids", 35)
    at.query_params.clear()
    if widget == "toggle":
        at.toggle(key="opened").set_value(True)
    else:
        at.button(key="pressed").click()
    assert _values(at.run()) == [35, 50]
    # The button is no longer pressed: this is the back button of the browser.
    at.query_params.clear()
    assert _values(at.run()) == [25, 50]


@pytest.mark.parametrize("drawn", [0, 1])
@pytest.mark.parametrize("key", ["poids", "autre"])
def test_a_run_cut_short_does_not_send_a_slider_back(drawn: int, key: str) -> None:
    at = _move(_open(), "poids", 35)
    at.session_state["drawn_before_the_cut"] = drawn
    _move(at, "poids", 45)
    del at.session_state["drawn_before_the_cut"]
    values = _values(_move(at, key, 60))
    assert values == ([60, 50] if key == "poids" else [45, 60])


def test_the_back_button_is_obeyed_after_a_run_that_was_whole() -> None:
    at = _move(_open(), "poids", 35)
    for address, value in (({}, 25), ({"poids": "60"}, 60)):
        at.query_params.clear()
        at.query_params.update(address)
        assert _values(at.run()) == [value, 50]
