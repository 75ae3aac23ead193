"""Letters on a picture: measured, wrapped and set in one direction, with the font that matplotlib ships.

matplotlib 3.11 shapes Arabic and orders mixed text itself. It takes a line's direction from its first strong
letter, so each line begins with a mark of its own language's direction.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.patheffects import withStroke

from share.marking import plain
from share.words import Words

__all__ = ["DPI", "Lettering", "isolated"]

DPI = 100  # a unit of the drawing is one pixel at this resolution
_POINTS = 72 / DPI
_FILES = {"normal": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf"}
_ISOLATES = ("\u2066", "\u2069")


def isolated(text: str) -> str:
    """`text` (an id, an address) kept from left to right whatever stands around it."""
    return f"{_ISOLATES[0]}{text}{_ISOLATES[1]}"


@dataclass(slots=True)
class Lettering:
    """Writes on the axes of one picture in one language; sizes are in pixels."""

    words: Words
    renderer: Any = field(default_factory=lambda: RendererAgg(10, 10, DPI))  # type: ignore[no-untyped-call]
    written: list[str] = field(default_factory=list)
    widths: dict[tuple[str, float, str], float] = field(default_factory=dict)

    @property
    def rightwards(self) -> bool:
        """Whether the language is written from left to right."""
        return self.words.language != "ar"

    def line(self, text: str) -> str:
        """`text` as one line that the font can write and that runs in the language's direction."""
        return ("\u200e" if self.rightwards else "\u200f") + text

    def width(self, text: str, size: float, weight: str = "normal") -> float:
        """How wide `text` is in pixels."""
        key = (text, size, weight)
        if key not in self.widths:
            font = _font(size, weight)
            self.widths[key] = float(
                self.renderer.get_text_width_height_descent(self.line(text), font, False)[0]
            )
        return self.widths[key]

    def wrapped(self, text: str, size: float, weight: str, wide: float, most: int) -> list[str]:
        """`text` in at most `most` lines no wider than `wide`; what does not fit gives way to an ellipsis."""
        lines: list[str] = []
        line = ""
        for word in _breakable(writable(text, weight)):
            joined = f"{line} {word}" if line else word
            if self.width(joined, size, weight) <= wide:
                line = joined
                continue
            if line:
                lines.append(line)
            *whole, line = self._pieces(word, size, weight, wide)
            lines += whole
        if line:
            lines.append(line)
        if len(lines) > most:
            last = lines[most - 1]
            while last and self.width(f"{last}…", size, weight) > wide:
                last = last[:-1].rstrip()
            lines = [*lines[: most - 1], f"{last}…"]
        return lines

    def _pieces(self, word: str, size: float, weight: str, wide: float) -> list[str]:
        """A word cut where it alone is too wide."""
        pieces, piece = [], ""
        for letter in word:
            if piece and self.width(piece + letter, size, weight) > wide:
                pieces.append(piece)
                piece = ""
            piece += letter
        return [*pieces, piece]

    def write(
        self, axes: Axes, x: float, y: float, text: str, size: float, colour: str,
        weight: str = "normal", anchor: str = "start", halo: str = "", level: float = 10, middle: bool = False,
    ) -> None:  # fmt: skip
        """Write one line; `anchor` is start, middle or end of the language's direction, or left or right."""
        sides = {
            "start": "left" if self.rightwards else "right",
            "end": "right" if self.rightwards else "left",
        }
        options: dict[str, Any] = {}
        if halo:
            options["path_effects"] = [withStroke(linewidth=2.6 * _POINTS, foreground=halo)]
        text = writable(text, weight)
        self.written.append(text)
        axes.text(
            x, y, self.line(text), fontproperties=_font(size, weight), color=colour,
            ha={**sides, "middle": "center"}.get(anchor, anchor), va="center_baseline" if middle else "baseline",
            parse_math=False, zorder=level, clip_on=False, **options,
        )  # fmt: skip


def writable(text: str, weight: str = "normal") -> str:
    """`text` without control characters, and with a sign in place of letters that the font has not."""
    known = _letters(weight)
    kept = plain(text.replace(_ISOLATES[0], "\ue000").replace(_ISOLATES[1], "\ue001"))
    shown = "".join(
        each if ord(each) in known or each in "\ue000\ue001\u200c\u200d" else "\ufffd"
        for each in re.sub(r"\s+", " ", kept)
    )
    return shown.replace("\ue000", _ISOLATES[0]).replace("\ue001", _ISOLATES[1]).strip()


def _breakable(text: str) -> list[str]:
    return [each for each in text.split(" ") if each]


@lru_cache(maxsize=64)
def _font(size: float, weight: str) -> FontProperties:
    return FontProperties(fname=_path(weight), size=size * _POINTS)


def _path(weight: str) -> str:
    return str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / _FILES[weight])


@lru_cache(maxsize=2)
def _letters(weight: str) -> frozenset[int]:
    return frozenset(FT2Font(_path(weight)).get_charmap())
