"""The picture: what a snapshot shows as a PNG at twice the screen's resolution, or as an SVG.

Drawn by matplotlib without a browser. Everything that is needed to read and to cite it stands on it.
"""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from share.dates import day_text, number
from share.ground import REGION, THEMES, Frame, Theme, draw_ground, world
from share.lettering import DPI, Lettering, isolated
from share.look import Look
from share.marks import Marks
from share.palette import families, palette
from share.selection import Selection
from share.signs import sample, swatch
from share.wording import (
    care_text,
    counts_text,
    filter_text,
    notes_text,
    period_said,
    place_names,
    title_text,
)
from share.words import Words

__all__ = ["GAZETTEER", "Drawn", "draw_picture"]

GAZETTEER = Path(__file__).parent.parent / "data" / "gazetteer"
WIDE, HIGH = 1400, 980
_MARGIN, _SIDE, _GAP = 28, 236, 22
_LONGEST_TITLE = 400
_SAVING = Lock()  # matplotlib's settings are the whole process's


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture ready to be written; `texts` are its lines as written, in the order of writing."""

    figure: Figure
    texts: tuple[str, ...]
    about: dict[str, str]

    def png(self, scale: float = 2.0) -> bytes:
        """The PNG, `scale` pixels a unit, with the snapshot's id and counts in its text chunks."""
        stream = io.BytesIO()
        FigureCanvasAgg(self.figure)
        with _SAVING, warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            options: dict[str, Any] = {"compress_level": 5}
            self.figure.savefig(
                stream,
                format="png",
                dpi=DPI * scale,
                metadata={"Software": None, **self.about},
                pil_kwargs=options,
            )
        FigureCanvasBase(self.figure)  # lets go of the pixels that the other canvas holds, 22 MB
        return stream.getvalue()

    def svg(self) -> bytes:
        """The SVG; letters are outlines, so that it looks the same everywhere."""
        stream = io.BytesIO()
        FigureCanvasSVG(self.figure)
        settings: Any = {"svg.hashsalt": self.about["Snapshot"], "svg.fonttype": "path"}
        metadata = {
            "Date": None, "Creator": "Kharita", "Title": self.about["Title"],
            "Identifier": self.about["Snapshot"], "Description": self.about["Description"],
        }  # fmt: skip
        with _SAVING, warnings.catch_warnings(), matplotlib.rc_context(settings):
            warnings.simplefilter("ignore", UserWarning)
            self.figure.savefig(stream, format="svg", metadata=metadata)
        return stream.getvalue()


def draw_picture(selection: Selection, look: Look, folder: Path = GAZETTEER) -> Drawn:
    """The picture of a selection; an empty one is a map that says that nothing fits."""
    words, theme = Words(look.language), THEMES[look.theme]
    figure = Figure((WIDE / DPI, HIGH / DPI), dpi=DPI, facecolor=theme.paper)
    letters = Lettering(words)
    sheet = _axes(figure, 0, 0, WIDE, HIGH)
    sheet.set_facecolor("none")
    sheet.set_zorder(3)
    sheet.axis("off")
    layout = _Layout(figure, sheet, letters, theme, words)
    top = layout.head(selection, look)
    bottom = layout.foot(selection)
    wide = WIDE - 2 * _MARGIN - _SIDE - _GAP
    left = _MARGIN if letters.rightwards else _MARGIN + _SIDE + _GAP
    axes = _axes(figure, left, top, wide, bottom - top)
    frame = Frame.around(selection.view.extent(), wide, bottom - top, 46)
    draw_ground(axes, folder, frame, theme)
    marks = Marks(axes, frame, theme, letters, folder)
    layout.scale_bar(axes, frame, marks)
    if not len(selection.view.rows):
        middle, nothing = (wide / 2, (bottom - top) / 2), words("page.nothing")
        half = letters.width(nothing, 20, "bold") / 2 + 12
        marks.taken.append((middle[0] - half, middle[1] - 30, middle[0] + half, middle[1] + 16))
        letters.write(axes, *middle, nothing, 20, theme.ink, "bold", "middle", theme.land)
    marks.draw(selection.view)
    layout.border(left, top, wide, bottom - top)
    layout.side(selection, marks.kinds, frame, folder, top, bottom)
    title = look.title or title_text(selection.view, words)
    about = {
        "Title": title[:_LONGEST_TITLE],
        "Snapshot": selection.snapshot_id,
        "Ids": selection.ids_hash,
        "Incidents": str(selection.view.count("incident")),
        "Series": str(selection.view.count("series")),
        "Claims": str(selection.view.claimed_only),
        "Description": f"{counts_text(selection.view, words)}. {words('page.caution')}",
    }
    return Drawn(figure, tuple(letters.written), about)


def _axes(figure: Figure, left: float, top: float, wide: float, high: float) -> Axes:
    """Axes whose units are pixels, y down."""
    axes = figure.add_axes((left / WIDE, 1 - (top + high) / HIGH, wide / WIDE, high / HIGH))
    axes.set(xlim=(0, wide), ylim=(high, 0), xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_visible(False)
    return axes


@dataclass(slots=True)
class _Layout:
    """Puts the words around the map; everything is mirrored in Arabic."""

    figure: Figure
    sheet: Axes
    letters: Lettering
    theme: Theme
    words: Words

    def x(self, from_start: float) -> float:
        """A distance from the side where a line begins, as x of the sheet."""
        return from_start if self.letters.rightwards else WIDE - from_start

    def lines(self, y: float, text: str, size: float, colour: str, weight: str, most: int) -> float:
        """Write a wrapped text below `y` over the sheet's width; returns where it ends."""
        for line in self.letters.wrapped(text, size, weight, WIDE - 2 * _MARGIN, most):
            y += size * 1.42
            self.letters.write(self.sheet, self.x(_MARGIN), y - size * 0.32, line, size, colour, weight)
        return y

    def head(self, selection: Selection, look: Look) -> float:
        """Title, counts with claims apart, period, filter and notes; returns where the map may begin."""
        shown, words = selection.view, self.words
        y = self.lines(
            16, (look.title or title_text(shown, words))[:_LONGEST_TITLE], 23, self.theme.ink, "bold", 4
        )
        counts = words("page.semicolon").join([counts_text(shown, words), period_said(shown, words)])
        y = self.lines(y + 3, counts, 15, self.theme.ink, "normal", 2)
        named = filter_text(shown.filter, place_names(shown.records, shown.filter.places), words)
        y = self.lines(y + 3, words("page.filtered", filter=named), 12.5, self.theme.grey, "normal", 3)
        notes = [*notes_text(shown, words), *([care] if (care := care_text(selection, words)) else [])]
        if notes:
            y = self.lines(y, words("page.semicolon").join(notes), 12.5, self.theme.grey, "normal", 2)
        return y + 14

    def foot(self, selection: Selection) -> float:
        """Caution, attribution, ids and day; returns where the map must end."""
        words = self.words
        ids = words("page.semicolon").join(
            [
                words("page.made", day=day_text(selection.day, words.language)),
                f"{words('page.snapshot')} {isolated(selection.snapshot_id)}",
                f"{words('page.data')} {isolated(selection.data_hash or '–')}",
            ]
        )
        rows = [
            (words("page.caution"), 12.5, self.theme.ink, "bold"),
            (words("page.attribution"), 10.5, self.theme.grey, "normal"),
            (ids, 10.5, self.theme.grey, "normal"),
        ]
        wrapped = [
            (line, size, colour, weight)
            for text, size, colour, weight in rows
            for line in self.letters.wrapped(text, size, weight, WIDE - 2 * _MARGIN, 2)
        ]
        top = HIGH - 14 - sum(size * 1.5 for _, size, _, _ in wrapped)
        y = top
        for line, size, colour, weight in wrapped:
            y += size * 1.5
            self.letters.write(self.sheet, self.x(_MARGIN), y - size * 0.4, line, size, colour, weight)
        return top - 8

    def border(self, left: float, top: float, wide: float, high: float) -> None:
        """A thin line around a map."""
        self.sheet.add_patch(
            Rectangle((left, top), wide, high, facecolor="none", edgecolor=self.theme.line, lw=0.6)
        )

    def scale_bar(self, axes: Axes, frame: Frame, marks: Marks) -> None:
        """A scale bar that holds at the middle of the map, at the corner where lines end."""
        km_wide = float(frame.metres(1.0, frame.latitude))
        units, km = ("km", 1.0) if 140 / km_wide >= 1 else ("m", 0.001)
        fitting = [
            base * 10**power
            for power in range(5)
            for base in (1, 2, 5)
            if base * 10**power * km * km_wide <= 140
        ]
        value = max(fitting, default=1)
        long = value * km * km_wide
        text = f"{number(value, self.words.language)} {self.words(f'page.{units}')}"
        start = 14.0 if self.letters.rightwards else frame.wide - 14 - long
        y = frame.high - 14
        halo: dict[str, Any] = {"color": self.theme.land, "lw": 2.6, "zorder": 6, "solid_capstyle": "butt"}
        line = {**halo, "color": self.theme.ink, "lw": 0.9, "zorder": 6.1}
        for pen in (halo, line):
            axes.plot([start, start, start + long, start + long], [y - 5, y, y, y - 5], **pen)
        self.letters.write(
            axes,
            start + long / 2,
            y - 9,
            text,
            10.5,
            self.theme.ink,
            "normal",
            "middle",
            self.theme.land,
            6.2,
        )
        marks.taken.append((start - 8, y - 26, start + long + 8, y + 8))

    def side(
        self, selection: Selection, kinds: set[str], frame: Frame, folder: Path, top: float, bottom: float
    ) -> None:
        """The column beside the map: the legend with its counts, and the inset of the region."""
        begin = WIDE - _MARGIN - _SIDE
        shown = selection.view
        counts = np.bincount(families(shown.records)[shown.rows], minlength=len(palette().families)).tolist()
        y = self._heading(begin, top + 10, self.words("page.types"))
        for family, colour, count in zip(palette().families, palette().colours, counts, strict=True):
            if count or not len(shown.rows):
                y = self._row(
                    begin,
                    y,
                    self.words.of("family", family),
                    count if len(shown.rows) else None,
                    swatch(colour),
                )
        order = ("carried_out", "claimed_only", "intercepted", "series", "many", "area", "radius")
        if kinds:
            y = self._heading(begin, y + 12, self.words("page.marks"))
        for kind in order:
            if kind in kinds:
                name = self.words("page.radius") if kind == "radius" else self.words(f"legend.{kind}")
                y = self._row(begin, y, name, None, lambda x, at, kind=kind: sample(kind, x, at, self.theme))  # type: ignore[misc]
        self._inset(frame, folder, y + 16, bottom)

    def _heading(self, begin: float, y: float, text: str) -> float:
        self.letters.write(self.sheet, self.x(begin), y + 2, text, 12, self.theme.grey, "bold")
        return y + 22

    def _row(
        self,
        begin: float,
        y: float,
        text: str,
        count: int | None,
        sample: Callable[[float, float], list[Any]],
    ) -> float:
        """One row of the legend: a sample, its name on one or two lines, and a count at the end."""
        for patch, face, edge, width, *style in sample(self.x(begin + 14), y - 2):
            patch.set(
                facecolor=face, edgecolor=edge, lw=width * 0.72, ls=style[0] if style else "-", zorder=2
            )
            self.sheet.add_patch(patch)
        for i, line in enumerate(
            self.letters.wrapped(text, 12, "normal", _SIDE - 34 - (46 if count is not None else 0), 2)
        ):
            y += 15 if i else 0
            self.letters.write(self.sheet, self.x(begin + 34), y + 2, line, 12, self.theme.ink)
        if count is not None:
            self.letters.write(
                self.sheet,
                self.x(begin + _SIDE),
                y + 2,
                number(count, self.words.language),
                12,
                self.theme.ink,
                "normal",
                "end",
            )
        return y + 24

    def _inset(self, frame: Frame, folder: Path, y: float, bottom: float) -> None:
        """The whole region, small, with the part that the map shows."""
        (x0, x1), (y1, y0) = world(np.array([REGION[0], REGION[2]]), np.array([REGION[1], REGION[3]]))
        wide = float(_SIDE)
        high = wide * (y1 - y0) / (x1 - x0)
        if bottom - y < high:
            high = max(bottom - y, 90.0)
            wide = high * (x1 - x0) / (y1 - y0)
        left = WIDE - _MARGIN - wide if self.letters.rightwards else _MARGIN
        scale = wide / (x1 - x0)
        inset = Frame(float(x0), float(y0), scale, wide, high)
        axes = _axes(self.figure, left, bottom - high, wide, high)
        draw_ground(axes, folder, inset, self.theme, small=True)
        box = frame.box
        corners = [(box[0] - x0) * scale, (box[1] - y0) * scale, (box[2] - x0) * scale, (box[3] - y0) * scale]
        a, b, c, d = (
            max(1.0, corners[0]),
            max(1.0, corners[1]),
            min(wide - 1, corners[2]),
            min(high - 1, corners[3]),
        )
        axes.add_patch(
            Rectangle(
                (a, b),
                max(c - a, 4),
                max(d - b, 4),
                facecolor=(0.84, 0.37, 0, 0.12),
                edgecolor="#D55E00",
                lw=1.2,
                zorder=3,
            )
        )
        self.border(left, bottom - high, wide, high)
