"""The single signs of a picture, as patches: an incident's dot, a series' rings, and their samples for a legend.

A patch comes with its face, edge, width in pixels and, where it is not a plain line, its style.
"""

from collections.abc import Callable
from typing import Any

from matplotlib.patches import Circle, Rectangle, Wedge

from share.ground import Theme

__all__ = ["draw_disc", "draw_series", "rgb", "sample", "swatch"]


def rgb(colour: str) -> tuple[float, float, float]:
    """A hexadecimal colour as three shares of 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def draw_disc(
    x: float, y: float, colour: str, outcome: str, other: str, theme: Theme
) -> list[tuple[float, tuple[Any, ...]]]:
    """The patches of one incident's dot: full, hollow where only claimed, struck through where intercepted."""
    radius = 6.5
    drawn: list[tuple[float, tuple[Any, ...]]] = [
        (4.4, (Circle((x, y), radius + 1.8), theme.paper, "none", 0.0))
    ]
    if outcome == "claimed_only":
        drawn.append((4.5, (Circle((x, y), radius - 1.4), "none", colour, 2.8)))
    else:
        drawn.append((4.5, (Circle((x, y), radius), colour, "none", 0.0)))
        if other:
            drawn.append((4.6, (Wedge((x, y), radius, -90, 90), other, "none", 0.0)))
    if outcome == "intercepted":
        for level, pen, wide in ((4.7, theme.paper, 4.0), (4.8, theme.ink, 1.8)):
            bar = Rectangle((x - 10, y - 0.01), 20, 0.02, angle=-45, rotation_point=(x, y))
            drawn.append((level, (bar, pen, pen, wide)))
    return drawn


def draw_series(
    x: float, y: float, colour: str, theme: Theme, counted: bool
) -> list[tuple[float, tuple[Any, ...]]]:
    """The patches of one series' mark: two rings, the outer dashed; a small disc where no count is stated."""
    drawn: list[tuple[float, tuple[Any, ...]]] = [
        (4.9, (Circle((x, y), 13.5), theme.paper, "none", 0.0)),
        (5.0, (Circle((x, y), 12), "none", colour, 1.8, (0, (3.4, 2.4)))),
        (5.0, (Circle((x, y), 8.4), "none", colour, 1.8)),
    ]
    if not counted:
        drawn.append((5.1, (Circle((x, y), 4), colour, "none", 0.0)))
    return drawn


def swatch(colour: str) -> Callable[[float, float], list[Any]]:
    """What draws a legend's dot of a colour."""
    return lambda x, y: [(Circle((x, y), 6), colour, "none", 0.0)]


def sample(kind: str, x: float, y: float, theme: Theme) -> list[Any]:
    """The patches of a legend's sample mark, in grey."""
    if kind in ("carried_out", "claimed_only", "intercepted"):
        return [patch for _, patch in draw_disc(x, y, theme.grey, kind, "", theme)]
    if kind == "series":
        return [patch for _, patch in draw_series(x, y, theme.grey, theme, False)]
    if kind == "many":
        return [
            (Wedge((x, y), 10, -90, 130, width=4.4), theme.grey, theme.grey, 0.7),
            (Wedge((x, y), 10, 130, 270, width=4.4), theme.paper, theme.grey, 0.7),
        ]
    if kind == "area":
        box = Rectangle((x - 11, y - 8), 22, 16)
        box.set_hatch("////")
        return [(box, "none", theme.grey, 1.2, (0, (4, 3)))]
    return [(Circle((x, y), 10), "none", theme.grey, 0.8, (0, (3, 4)))]
