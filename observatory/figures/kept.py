"""A cache of what was computed for a view, for the next reader with the same question.

A figure depends only on its view, so its result can be reused: by anybody with the same build, the
same role and the same question, and by nobody else. Results are dropped with their build: the first
reader who opens another build of the workspace clears them, so that a figure never outlives a
purge. Those who still read the build before (a run under way, a page left open) are answered, but
neither add to the cache nor clear it: each would have all readers of the new build wait again.
The trap: cached values are shared, so nobody may modify them.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, NamedTuple, TypeVar

from method.build import Build
from observatory.figures.figure import View

Given = TypeVar("Given")
_LIVE = "is_live"
_NAME = "kept_under"
MOST = 4_000
MOST_BYTES = 128_000_000


class Key(NamedTuple):
    """A question: two readers with the same key get the same result."""

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
    """The function has no unique key (a closure, an unhashable option), or it is live."""


class Keeper:
    """A bounded, thread-safe cache of the results of functions of a view.

    Attributes:
        made: number of times that a result was computed, for tests and benchmarks.
    """

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        """Limit the number of results, and their total size in bytes."""
        self.most, self.most_bytes = most, most_bytes
        self.made = 0
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._making: dict[Key, threading.Lock] = {}
        self._builds: dict[str, str] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Number of cached results."""
        return len(self._entries)

    @property
    def bytes(self) -> int:
        """Their total size, as given by `weigh`."""
        return self._bytes

    def get(
        self, make: Callable[[View], Given], view: View, weigh: Callable[[Given], int]
    ) -> Given:
        """Result of a function for a view: from the cache, or computed now and cached.

        When several readers have the same question at once, one computes and the others wait.

        Args:
            make: a module-level function, or a `partial` of one: its name is part of the key.
            view: the view.
            weigh: size of its result in bytes.
        """
        try:
            key = key_of(make, view)
        except NotKept:
            self.made += 1
            return make(view)
        entry = self._find(key)
        if entry is None:
            with self._lock:
                making = self._making.setdefault(key, threading.Lock())
            try:
                with making:
                    entry = self._find(key) or self._make(key, make, view, weigh)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return entry.value

    def follow(self, build: Build) -> None:
        """Cache what is computed for a build that readers now open, instead of the one before it.

        Without it, the first build asked about is the one of its workspace.
        """
        if self.follows(build):
            return
        with self._lock:
            self._builds[build.workspace] = build.id
            self._drop(old for old in [*self._entries] if old.workspace == build.workspace)

    def follows(self, build: Build) -> bool:
        """Whether it is the build of its workspace that readers open."""
        return self._builds.get(build.workspace) == build.id

    def forget(self) -> None:
        """Empty the cache."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0

    def _find(self, key: Key) -> _Entry | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry

    def _make(
        self,
        key: Key,
        make: Callable[[View], Given],
        view: View,
        weigh: Callable[[Given], int],
    ) -> _Entry:
        value = make(view)
        entry = _Entry(value, weigh(value))
        with self._lock:
            self.made += 1
            is_current = self._builds.setdefault(key.workspace, key.build) == key.build
            if is_current and entry.size <= self.most_bytes:
                self._entries[key] = entry
                self._bytes += entry.size
                while len(self._entries) > self.most or self._bytes > self.most_bytes:
                    self._drop([next(iter(self._entries))])
        return entry

    def _drop(self, keys: Iterable[Key]) -> None:
        for key in keys:
            self._bytes -= self._entries.pop(key).size


def remembered(make: Callable[[View], Given]) -> Callable[[View], Given]:
    """Cache a function of a view that several figures and sentences call, if the view has a cache.

    Its result is shared: nobody may modify it.
    """

    @wraps(make, updated=())
    def given(view: View) -> Given:
        return make(view) if view.remember is None else view.remember(make, view)

    # The function and its wrapper need different names in the keys.
    make.__dict__[_NAME] = f"{getattr(make, '__qualname__', '')}.made"
    return given


def remembered_by_build(make: Callable[[View], Given]) -> Callable[[View], Given]:
    """Cache a function that every month and network of a build share; see `remembered`.

    It receives the view of the last month and of all networks, without filters, so that it cannot
    depend on anything else.
    """
    shared = remembered(make)

    @wraps(make, updated=())
    def given(view: View) -> Given:
        return shared(view.of_all().of_every_month())

    return given


def live(make: Callable[..., Given]) -> Callable[..., Given]:
    """Mark a function that reads what people write between two builds: it is never cached."""
    make.__dict__[_LIVE] = True
    return make


def key_of(make: Callable[..., Any], view: View) -> Key:
    """The key of a question.

    Raises:
        NotKept: a closure or a lambda, whose name does not identify it; an unhashable option; a
            `live` function.
    """
    try:
        key = Key(
            view.build.workspace,
            view.build.id,
            view.role,
            view.tables,
            _name(make),
            view.as_of,
            view.scope,
            _hashable(view.options),
            _hashable(view.kept),
        )
        hash(key)
    except TypeError as unknown:
        raise NotKept(str(unknown)) from None
    return key


def _name(make: Callable[..., Any]) -> Hashable:
    if isinstance(make, partial):
        return (_name(make.func), _hashable(make.args), _hashable(make.keywords))
    if getattr(make, _LIVE, False):
        raise NotKept("what it reads may change under the same build")
    module = getattr(make, "__module__", "")
    name = vars(make).get(_NAME) or getattr(make, "__qualname__", "<")
    if "<" in name:
        raise NotKept(name)
    return (module, name)


def _hashable(value: Any) -> Hashable:
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), _hashable(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return tuple(map(_hashable, value))
    if isinstance(value, set | frozenset):
        return frozenset(map(_hashable, value))
    return _name(value) if callable(value) else value
