"""Which marks of a picture would cover each other: gathered into groups, laid side by side, or moved beside.

The same rules as the dashboard's map has in `crowd.js`, in pixels.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["FEW", "Group", "free_place", "gathered", "merged", "places", "reach"]

FEW = 7  # so many dots still lie side by side
_REACH = 17.0
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Group:
    """Dots that stand together at `x`, `y`; `members` is empty for a cell, whose `groups` alone are known."""

    x: float
    y: float
    count: int
    members: list[int]
    groups: npt.NDArray[np.int64]

    @property
    def few(self) -> bool:
        """Whether each dot is drawn, rather than one ring for all."""
        return 0 < len(self.members) <= FEW and len(self.members) == self.count


def ring_radius(count: int) -> float:
    """The radius of the ring that stands for `count`, in pixels."""
    return min(24.0, 10 + 3.4 * math.log10(max(1, count)))


def reach(group: Group) -> float:
    """How far a group's mark reaches from its middle."""
    if not group.few:
        return ring_radius(group.count) + 1.5
    n = len(group.members)
    if n == 1:
        return 8.5
    return (9.5 / math.sin(math.pi / n) if n <= 6 else 9.5 * math.sqrt(n)) + 8.5


def gathered(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], codes: npt.NDArray[np.int64], n_codes: int
) -> list[Group]:
    """Dots gathered with those that they would lie on."""
    index: dict[tuple[int, int], list[Group]] = {}
    groups: list[Group] = []
    for i, (px, py) in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
        gx, gy = int(px // _REACH), int(py // _REACH)
        near = [each for dx in (-1, 0, 1) for dy in (-1, 0, 1) for each in index.get((gx + dx, gy + dy), ())]
        best = min(near, key=lambda each: (each.x - px) ** 2 + (each.y - py) ** 2, default=None)
        if best is None or (best.x - px) ** 2 + (best.y - py) ** 2 >= _REACH**2:
            best = Group(px, py, 0, [], np.zeros(n_codes, dtype=np.int64))
            index.setdefault((gx, gy), []).append(best)
            groups.append(best)
        best.members.append(i)
        best.count += 1
        best.groups[codes[i]] += 1
    return merged(groups)


def merged(groups: list[Group]) -> list[Group]:
    """Groups whose marks would cover each other made one, until none do."""
    kept = sorted(groups, key=lambda each: (-each.count, each.x, each.y))
    for _ in range(12):
        found: list[Group] = []
        again = False
        for group in kept:
            other = next((each for each in found if _touching(each, group)), None)
            if other is None:
                found.append(group)
                continue
            share = group.count / (group.count + other.count)
            other.x += (group.x - other.x) * share
            other.y += (group.y - other.y) * share
            other.members = other.members + group.members
            other.count += group.count
            other.groups = other.groups + group.groups
            again = True
        kept = found
        if not again:
            break
    return kept


def _touching(a: Group, b: Group) -> bool:
    return math.hypot(a.x - b.x, a.y - b.y) < reach(a) + reach(b) + 1


def places(n: int) -> list[tuple[float, float]]:
    """Where `n` dots lie around their middle."""
    if n == 1:
        return [(0.0, 0.0)]
    if n > 6:
        return [
            (math.cos(i * 2.39996) * 9.5 * math.sqrt(i), math.sin(i * 2.39996) * 9.5 * math.sqrt(i))
            for i in range(n)
        ]
    away, turn = 9.5 / math.sin(math.pi / n), 0 if n == 2 else math.pi / 2
    angles = [i / n * 2 * math.pi - turn for i in range(n)]
    return [(math.cos(angle) * away, math.sin(angle) * away) for angle in angles]


def overlapping(box: Box, taken: list[Box]) -> bool:
    """Whether a box covers part of one that is taken."""
    return any(box[0] < b[2] and box[2] > b[0] and box[1] < b[3] and box[3] > b[1] for b in taken)


def free_place(
    x: float, y: float, half: tuple[float, float], taken: list[Box], wide: float, high: float
) -> tuple[float, float]:
    """The point itself, or the nearest beside it where a mark of `half` its size covers nothing."""
    spiral = [(0.0, 0.0)] + [
        (math.cos(turn * math.pi / 6) * away, math.sin(turn * math.pi / 6) * away)
        for away in range(12, 200, 8)
        for turn in range(12)
    ]
    for dx, dy in spiral:
        px, py = x + dx, y + dy
        inside = half[0] < px < wide - half[0] and half[1] < py < high - half[1]
        if inside and not overlapping((px - half[0], py - half[1], px + half[0], py + half[1]), taken):
            return px, py
    return x, y
