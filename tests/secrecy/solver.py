"""A reader with a solver: counts, linear facts about them, and the counts thus determined.

An unknown is determined when its solutions hold a single whole value. Every solution widens what is
known of all unknowns: those in doubt are first lowered and raised together, which clears most of
them at once, then each one that is left alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Mapping
from functools import partial

import numpy as np
from scipy.optimize import Bounds as Limits
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix, vstack

DRAWS = 8
NEAR = 1e-6


class Facts:
    """Linear facts about non-negative whole numbers."""

    def __init__(self) -> None:
        self.place: dict[Hashable, int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []

    def unknown(self, name: Hashable, low: float = 0, high: float = np.inf) -> int:
        """Index of an unknown, after tightening its bounds."""
        if name not in self.place:
            self.place[name] = len(self.place)
            self.low.append(0.0)
            self.high.append(np.inf)
        at = self.place[name]
        self.low[at], self.high[at] = max(self.low[at], low), min(self.high[at], high)
        return at

    def between(self, terms: Mapping[Hashable, float], low: float, high: float) -> None:
        """Add a fact: a weighted sum of unknowns lies between two numbers."""
        row: dict[int, float] = {}
        for name, weight in terms.items():
            row[self.unknown(name)] = row.get(self.unknown(name), 0.0) + weight
        self.rows.append((row, low, high))

    def found(
        self, is_whole: bool = False, among: Collection[Hashable] | None = None
    ) -> dict[Hashable, float]:
        """Unknowns with a single possible value.

        Args:
            is_whole: search whole numbers only, which is slower and determines at least as many.
            among: the unknowns of interest; all by default.
        """
        if not self.place:
            return {}
        solve = self._solver(is_whole)
        names = list(self.place)
        sought = np.array([among is None or name in among for name in names])
        least = most = solve(np.zeros(len(names)))
        rng = np.random.default_rng(0)

        def widen(goal: np.ndarray) -> None:
            nonlocal least, most
            solution = solve(goal)
            least, most = np.minimum(least, solution), np.maximum(most, solution)

        def doubtful() -> np.ndarray:
            return sought & (np.ceil(least - NEAR) >= np.floor(most + NEAR))

        number, before = doubtful().sum(), math.inf
        while number and number < before:
            for sign in (1.0, -1.0):
                widen(sign * doubtful() * rng.uniform(1, 2, len(names)))
            number, before = doubtful().sum(), number
        values = {}
        for at in np.flatnonzero(doubtful()):
            goal = np.zeros(len(names))
            goal[at] = 1
            for signed in (goal, -goal):
                if doubtful()[at]:
                    widen(signed)
            if np.ceil(least[at] - NEAR) == np.floor(most[at] + NEAR):
                values[names[at]] = float(np.ceil(least[at] - NEAR))
        return values

    def is_single(self) -> bool:
        """Whether there is a single solution in whole numbers; stops at the second one."""
        solve = self._solver(is_whole=True)
        solution = solve(np.zeros(len(self.place)))
        rng = np.random.default_rng(0)
        for _ in range(DRAWS):
            other = solve(rng.normal(size=len(solution)))
            if np.abs(other - solution).max() > NEAR:
                return False
        return len(self.found(is_whole=True)) == len(solution)

    def _matrix(self) -> tuple[csr_matrix, np.ndarray, np.ndarray]:
        places = [(i, j, w) for i, (row, _, _) in enumerate(self.rows) for j, w in row.items()]
        i, j, w = zip(*places, strict=True) if places else ((), (), ())
        shape = (len(self.rows), len(self.place))
        low = np.array([row[1] for row in self.rows])
        return csr_matrix((w, (i, j)), shape), low, np.array([row[2] for row in self.rows])

    def _solver(self, is_whole: bool) -> Callable[[np.ndarray], np.ndarray]:
        """Function that gives the solution with the least value of an objective."""
        matrix, low, high = self._matrix()
        # A ceiling, so that an unbounded objective has a solution.
        ceiling = np.minimum(self.high, 1e5)
        if is_whole:
            solve = partial(
                milp,
                constraints=[LinearConstraint(matrix, low, high)] if len(low) else [],
                integrality=np.ones(len(ceiling)),
                bounds=Limits(self.low, ceiling),
            )
        else:
            is_equal = low == high
            rest = matrix[~is_equal]
            solve = partial(
                linprog,
                A_ub=vstack([rest, -rest]) if any(~is_equal) else None,
                b_ub=np.concatenate([high[~is_equal], -low[~is_equal]]) if any(~is_equal) else None,
                A_eq=matrix[is_equal] if any(is_equal) else None,
                b_eq=low[is_equal] if any(is_equal) else None,
                bounds=np.column_stack([self.low, ceiling]),
            )

        def least(goal: np.ndarray) -> np.ndarray:
            solved = solve(goal)
            assert solved.status == 0, f"the facts contradict each other: {solved.message}"
            return solved.x

        return least
