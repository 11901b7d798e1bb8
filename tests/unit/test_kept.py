"""A cached result is returned only for the same query, and is dropped with its build."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import pytest

from method.build import Build
from observatory.figures.figure import View
from observatory.figures.kept import Keeper, NotKept, key_of, live, remembered, remembered_by_build

OLD, NEW = "20261101000000000-aaaa", "20261201000000000-bbbb"
ROLES = ("public", "rapporteur", "staff")


def build(build_id: str, workspace: str = "demo") -> Build:
    empty = object.__new__(Build)
    for name, value in (("id", build_id), ("workspace", workspace)):
        object.__setattr__(empty, name, value)
    return empty


def view(role: str = "public", build_id: str = OLD, workspace: str = "demo", **more: Any) -> View:
    """A view whose queries return who made them."""

    def ask(name: str, **parameters: Any) -> pd.DataFrame:
        answer = f"{role} {build_id} {workspace} {name} {sorted(parameters.items())}"
        return pd.DataFrame({"said": [answer]})

    return View(
        ask=ask,
        build=build(build_id, workspace),
        role=role,
        tables=frozenset({"marts.x"}),
        as_of=date(2026, 10, 31),
        **more,
    )


def first(asked: View) -> str:
    return asked.of_scope("one")["said"].item()


def second(asked: View, word: str = "") -> str:
    return word + asked.query("two", **asked.options)["said"].item()


def broken(asked: View) -> str:
    raise ValueError(asked.role)


@pytest.mark.parametrize(
    "other",
    [
        view("staff"),
        view(build_id=NEW),
        view(workspace="cvl"),
        view(scope="cuirlande"),
        view(options={"theme": "rh"}),
        view(kept={"espace": "demo"}),
        replace(view(), as_of=date(2026, 9, 30)),
        replace(view(), tables=frozenset()),
    ],
    ids=["role", "build", "workspace", "scope", "options", "address", "month", "tables"],
)
def test_one_word_of_difference_is_another_question(other: View) -> None:
    assert key_of(first, view()) != key_of(first, other)


def test_the_function_and_what_is_bound_to_it_are_in_the_question() -> None:
    makers = [first, second, partial(second, word="a"), partial(second, word="b")]
    makers += [partial(partial, first), partial(partial, second)]
    keys = [key_of(make, view()) for make in makers]
    assert len(set(keys)) == len(keys)
    assert key_of(partial(second, word="a"), view()) == keys[2]


def test_what_has_no_name_is_made_each_time() -> None:
    keeper = Keeper()
    with pytest.raises(NotKept):
        key_of(lambda asked: first(asked), view())
    with pytest.raises(NotKept):
        key_of(first, view(options={"rows": pd.DataFrame()}))
    for _ in range(3):
        assert keeper.get(lambda asked: asked.role, view("staff"), len) == "staff"
    assert (keeper.made, len(keeper)) == (3, 0)


def test_roles_and_builds_interleaved_always_get_what_is_theirs() -> None:
    """A build is published midway, while readers of the old one are still running."""
    dice, keeper = random.Random(7), Keeper(most=100)
    for step in range(1_000):
        if step == 500:
            keeper.follow(build(NEW, "demo"))
            keeper.follow(build(NEW, "cvl"))
        views = view(
            dice.choice(ROLES),
            dice.choice([OLD] * 9 + [NEW] if step < 500 else [OLD] + [NEW] * 9),
            dice.choice(["demo", "cvl"]),
            scope=dice.choice(["*", "cuirlande"]),
            options={"theme": dice.choice(["rh", "export"])},
        )
        make = dice.choice([first, second, partial(second, word="a")])
        assert keeper.get(make, views, len) == make(views)
    assert keeper.made < 300, "most were kept"


def test_who_still_reads_the_build_before_empties_nothing() -> None:
    """A page left open, whose « Données » is opened after the publication."""
    keeper = Keeper()
    keeper.get(first, view(), len)
    keeper.follow(build(NEW))
    for _ in range(3):
        assert keeper.get(first, view(build_id=NEW), len) == first(view(build_id=NEW))
        assert keeper.get(first, view(), len) == first(view())
    assert keeper.made == 1 + 1 + 3, "once for the new build, each time for the late reader"
    assert [key.build for key in keeper._entries] == [NEW]


def test_going_back_to_the_build_before_caches_it_again() -> None:
    keeper = Keeper()
    for opened in (OLD, NEW, OLD):
        keeper.follow(build(opened))
        for _ in range(2):
            keeper.get(first, view(build_id=opened), len)
    assert keeper.made == 3


def test_a_new_build_or_a_purge_leaves_nothing_of_the_one_before() -> None:
    keeper = Keeper()
    for role in ROLES:
        keeper.get(first, view(role), len)
        keeper.get(first, view(role, workspace="cvl"), len)
    keeper.follow(build(NEW))
    assert {key.workspace for key in keeper._entries} == {"cvl"}
    keeper.get(first, view(build_id=NEW), len)
    keys = [key for key in keeper._entries if key.workspace == "demo"]
    assert [key.build for key in keys] == [NEW]
    assert len(keeper) == 4, "the other workspace keeps its own"
    assert keeper.bytes == sum(entry.size for entry in keeper._entries.values())


def test_it_is_bounded_in_number_and_in_bytes() -> None:
    keeper = Keeper(most=5, most_bytes=1_000)
    for rank in range(50):
        keeper.get(partial(second, word=str(rank)), view(), lambda _: 10)
    assert (len(keeper), keeper.bytes) == (5, 50)
    for rank in range(50):
        keeper.get(partial(second, word=f"b{rank}"), view(), lambda _: 400)
    assert (len(keeper), keeper.bytes) == (2, 800)
    keeper.get(partial(second, word="too heavy"), view(), lambda _: 5_000)
    assert (len(keeper), keeper.bytes) == (2, 800)


def test_the_last_request_is_kept_longest() -> None:
    keeper = Keeper(most=2)
    for word in ("a", "b", "a", "c"):
        keeper.get(partial(second, word=word), view(), len)
    calls = keeper.made
    keeper.get(partial(second, word="a"), view(), len)
    assert keeper.made == calls


def test_an_error_is_not_cached_and_blocks_nobody() -> None:
    keeper = Keeper()
    for _ in range(2):
        with pytest.raises(ValueError, match="public"):
            keeper.get(broken, view(), len)
    assert (len(keeper), keeper._making) == (0, {})


@remembered
def shared(asked: View) -> str:
    CALLS.append(asked.role)
    return asked.role


def caller(asked: View) -> str:
    return shared(asked) + shared(asked)


def test_what_several_figures_share_is_made_once_and_never_waits_for_itself() -> None:
    CALLS.clear()
    keeper = Keeper()
    views = view(remember=lambda make, one: keeper.get(make, one, len))
    assert keeper.get(caller, views, len) == "publicpublic"
    assert keeper.get(shared, views, len) == "public"
    assert shared(views) == "public"
    assert CALLS == ["public"]
    assert shared(view("staff")) == "staff", "who does not remember just calls it"


@remembered_by_build
def of_the_build(asked: View) -> tuple[object, ...]:
    CALLS.append(asked.scope)
    return asked.as_of, asked.scope, asked.options, asked.kept


def test_what_the_build_alone_decides_is_made_once_for_all_months_and_networks() -> None:
    CALLS.clear()
    keeper = Keeper()
    last = date(2026, 10, 31)
    for as_of, scope in ((last, "*"), (date(2025, 3, 31), "cuirlande"), (last, "aerolinde")):
        views = replace(
            view(
                remember=lambda make, one: keeper.get(make, one, len),
                scope=scope,
                options={"theme": "rh"},
                kept={"mois": "2025-03"},
            ),
            as_of=as_of,
        )
        object.__setattr__(views.build, "as_of", last)
        assert of_the_build(views) == (last, "*", {}, {})
    assert CALLS == ["*"]


@live
def written(asked: View) -> str:
    CALLS.append(asked.role)
    return asked.role


def test_what_people_write_under_a_standing_build_is_never_kept() -> None:
    CALLS.clear()
    keeper = Keeper()
    for _ in range(2):
        keeper.get(written, view(), len)
        keeper.get(partial(written), view(), len)
    assert (len(CALLS), len(keeper)) == (4, 0)


CALLS: list[str] = []


def slow(asked: View) -> str:
    CALLS.append(asked.role)
    time.sleep(0.05)
    return asked.role


def test_many_who_ask_at_once_wait_for_one() -> None:
    CALLS.clear()
    keeper, ready = Keeper(), threading.Barrier(16)

    def ask(rank: int) -> str:
        ready.wait()
        return keeper.get(slow, view(ROLES[rank % 2]), len)

    with ThreadPoolExecutor(16) as readers:
        answers = list(readers.map(ask, range(16)))
    assert answers == [ROLES[rank % 2] for rank in range(16)]
    assert sorted(CALLS) == ["public", "rapporteur"]
    assert keeper._making == {}
