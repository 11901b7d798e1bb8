"""What was made for a view, kept for the next reader who asks the same.

A figure is a function of a view alone, so what it gave may be given again: to anybody with the same
build, the same role and the same question, and to nobody else. What a build gave goes with it: the
first question about another build of the workspace throws it away, so that a figure never outlives
a purge. The trap: what is kept is shared, so nobody may write into it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, NamedTuple, TypeVar

from observatory.figures.figure import View

Given = TypeVar("Given")
_LIVE = "is_live"
_NAME = "kept_under"
MOST = 4_000
MOST_BYTES = 128_000_000


class Key(NamedTuple):
    """What was asked: two readers with the same key are given the same thing."""

    workspace: str
    build: str
    role: str
    tables: frozenset[str]
    made_by: Hashable
    as_of: Hashable
    scope: str
    options: Hashable
    kept: Hashable


@dataclass(frozen=True)
class _Entry:
    value: Any
    size: int


class NotKept(TypeError):
    """It has no name that tells it apart (a closure, an option with no hash), or it is live."""


class Keeper:
    """A bounded memory of what functions of a view gave; safe between threads.

    Attributes:
        made: how many times something was made, for tests and measures.
    """

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        """Keep at most so many things, of so many bytes together."""
        self.most, self.most_bytes = most, most_bytes
        self.made = 0
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._making: dict[Key, threading.Lock] = {}
        self._builds: dict[str, str] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many things are kept."""
        return len(self._entries)

    @property
    def bytes(self) -> int:
        """What they weigh together, as their makers say."""
        return self._bytes

    def get(
        self, make: Callable[[View], Given], asked: View, weigh: Callable[[Given], int]
    ) -> Given:
        """What a function gives for a view: what was kept, or made now and kept.

        Several who ask the same at once wait for one to make it.

        Args:
            make: a function of a module, or `partial` of one: its name is part of the key.
            asked: the view.
            weigh: bytes of what it gives.
        """
        try:
            key = key_of(make, asked)
        except NotKept:
            self.made += 1
            return make(asked)
        entry = self._find(key)
        if entry is None:
            with self._lock:
                making = self._making.setdefault(key, threading.Lock())
            try:
                with making:
                    entry = self._find(key) or self._make(key, make, asked, weigh)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return entry.value

    def forget(self) -> None:
        """Throw everything away."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0

    def _find(self, key: Key) -> _Entry | None:
        with self._lock:
            if self._builds.get(key.workspace) != key.build:
                self._builds[key.workspace] = key.build
                self._drop(old for old in [*self._entries] if old.workspace == key.workspace)
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry

    def _make(
        self,
        key: Key,
        make: Callable[[View], Given],
        asked: View,
        weigh: Callable[[Given], int],
    ) -> _Entry:
        value = make(asked)
        entry = _Entry(value, weigh(value))
        with self._lock:
            self.made += 1
            if self._builds.get(key.workspace) == key.build and entry.size <= self.most_bytes:
                self._entries[key] = entry
                self._bytes += entry.size
                while len(self._entries) > self.most or self._bytes > self.most_bytes:
                    self._drop([next(iter(self._entries))])
        return entry

    def _drop(self, keys: Iterable[Key]) -> None:
        for key in keys:
            self._bytes -= self._entries.pop(key).size


def remembered(make: Callable[[View], Given]) -> Callable[[View], Given]:
    """A function of a view that several figures and sentences call: made once where views remember.

    What it gives is shared: nobody may write into it.
    """

    @wraps(make, updated=())
    def given(view: View) -> Given:
        return make(view) if view.remember is None else view.remember(make, view)

    # The two stand in the keys under names of their own.
    make.__dict__[_NAME] = f"{getattr(make, '__qualname__', '')}.made"
    return given


def live(make: Callable[..., Given]) -> Callable[..., Given]:
    """Mark a function that reads what people write while a build stands: it is made each time."""
    make.__dict__[_LIVE] = True
    return make


def key_of(make: Callable[..., Any], asked: View) -> Key:
    """The key of a question.

    Raises:
        NotKept: a closure or a lambda, whose name does not say what it does; an option that has no
            hash; a function that is `live`.
    """
    try:
        key = Key(
            asked.build.workspace,
            asked.build.id,
            asked.role,
            asked.tables,
            _name(make),
            asked.as_of,
            asked.scope,
            _frozen(asked.options),
            _frozen(asked.kept),
        )
        hash(key)
    except TypeError as unknown:
        raise NotKept(str(unknown)) from None
    return key


def _name(make: Callable[..., Any]) -> Hashable:
    if isinstance(make, partial):
        return (_name(make.func), _frozen(make.args), _frozen(make.keywords))
    if getattr(make, _LIVE, False):
        raise NotKept("what it reads may change under the same build")
    module = getattr(make, "__module__", "")
    name = vars(make).get(_NAME) or getattr(make, "__qualname__", "<")
    if "<" in name:
        raise NotKept(name)
    return (module, name)


def _frozen(value: Any) -> Hashable:
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), _frozen(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return tuple(map(_frozen, value))
    if isinstance(value, set | frozenset):
        return frozenset(map(_frozen, value))
    return _name(value) if callable(value) else value
