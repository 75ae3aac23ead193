"""The marks of a picture: dots, rings where many stand together, hatched areas, series, and the names beside."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Circle, PathPatch, Rectangle, Wedge

from pipeline.view import Records, View
from share.crowding import Box, Group, free_place, gathered, merged, overlapping, places, reach
from share.dates import number
from share.ground import Frame, Theme, area_shape, names_of, outline
from share.lettering import Lettering
from share.palette import families, palette, second_families
from share.signs import draw_disc, draw_series, rgb

__all__ = ["Marks"]

_POINTS = 0.72
MOST_DOTS = 1500
_MOST_SERIES = 40
_MOST_NAMED = 30
_MOST_CIRCLES = 120


@dataclass(slots=True)
class Marks:
    """Draws what a view shows on one map; `taken` are the boxes of what is drawn, `kinds` what a legend needs."""

    axes: Axes
    frame: Frame
    theme: Theme
    letters: Lettering
    folder: Path
    taken: list[Box] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    patches: dict[float, list[tuple[Any, ...]]] = field(default_factory=dict)

    def draw(self, shown: View) -> None:
        """Draw every shown row that has a place, then the names that find room."""
        records, points = shown.records, shown.points
        outcomes, record = (records.columns[name] for name in ("outcome", "record"))
        is_series = record.keep(("series",))
        claimed = outcomes.keep(("claimed_only",))
        codes = families(records).astype(np.int64) * 2 + claimed
        for name in ("claimed_only", "intercepted", "carried_out"):
            if (outcomes.keep((name,)) & ~is_series)[shown.rows].any():
                self.kinds.add(name)
        apart = points[is_series[points]]
        apart = apart if len(apart) <= _MOST_SERIES else points[:0]
        dots = points[~is_series[points]] if len(apart) else points
        groups = self._groups(shown, dots, codes)
        self._areas(shown)
        self._circles(records, np.concatenate([dots, apart]), groups)
        named: list[tuple[int, str, float, float, float]] = []
        for group in groups:
            self._group(records, dots, group)
            if name := self._name_of(records, dots[group.members]):
                named.append((group.count, name, group.x, group.y, reach(group)))
        self._series(records, apart, named)
        self._badges(shown)
        self._flush()
        self._names(named)

    def _groups(self, shown: View, dots: Any, codes: Any) -> list[Group]:
        records, n_codes = shown.records, 2 * len(palette().families)
        if len(dots) <= MOST_DOTS:
            x, y = self.frame.pixels(records.lon[dots], records.lat[dots])
            return gathered(x, y, codes[dots], n_codes)
        zoom = self.frame.zoom
        # Cells of 42 pixels at the picture's own scale, which is no whole zoom level.
        pixels = 42 * 2 ** (round(zoom) - zoom)
        cells = shown.cells(dots, zoom, codes.astype(np.int32), n_codes, pixels)  # type: ignore[arg-type]
        x, y = self.frame.pixels(cells.lon, cells.lat)
        return merged(
            [
                Group(float(x[i]), float(y[i]), int(cells.count[i]), [], cells.groups[i].astype(np.int64))
                for i in range(len(x))
            ]
        )

    def _group(self, records: Records, dots: Any, group: Group) -> None:
        self._take(group.x, group.y, reach(group))
        if not group.few:
            self.kinds.add("many")
            self._ring(group)
            return
        rows = dots[group.members]
        others = second_families(records, rows)
        outcome = records.columns["outcome"]
        own = families(records)[rows]
        series = records.columns["record"].keep(("series",))[rows]
        for i, (dx, dy) in enumerate(places(len(rows))):
            said = outcome.values[outcome.codes[rows[i]]]
            if series[i]:
                self._one_series(records, int(rows[i]), group.x + dx, group.y + dy)
                continue
            self._dot(
                group.x + dx,
                group.y + dy,
                palette().colours[own[i]],
                said,
                palette().colours[others[i]] if others[i] >= 0 else "",
            )

    def _dot(self, x: float, y: float, colour: str, outcome: str, other: str) -> None:
        for level, patch in draw_disc(x, y, colour, outcome, other, self.theme):
            self._put(level, *patch)

    def _ring(self, group: Group) -> None:
        """A ring with a share for each family; the part that only attackers claim is hollow."""
        radius = reach(group) - 1.5
        self._put(4.0, Circle((group.x, group.y), radius + 1.5), self.theme.paper, "none", 0.0)
        angle = 90.0
        for code, share in enumerate(group.groups.tolist()):
            if not share:
                continue
            # Matplotlib's angles run with y up; the map's y runs down, so the turn is clockwise.
            turn = share / group.count * 360
            colour = palette().colours[code // 2]
            wedge = Wedge((group.x, group.y), radius, angle - 180, angle - 180 + turn, width=4.6)
            self._put(4.1, wedge, self.theme.paper if code % 2 else colour, colour, 0.7)
            angle += turn
        text = self._short(group.count)
        self.letters.write(
            self.axes, group.x, group.y + 3.6, text, 9.5 if group.count > 999 else 10.5, self.theme.ink,
            "bold", "middle", level=5.5,
        )  # fmt: skip

    def _short(self, count: int) -> str:
        if count < 10_000:
            return (
                number(count, self.letters.words.language)
                if count > 999
                else number(str(count), self.letters.words.language)
            )
        return number(f"{round(count / 1000)}", self.letters.words.language) + (
            " ألف" if self.letters.words.language == "ar" else "k"
        )

    def _series(self, records: Records, rows: Any, named: list[tuple[int, str, float, float, float]]) -> None:
        """Each series at its place, or beside it with a line to it where other marks stand there."""
        x, y = self.frame.pixels(records.lon[rows], records.lat[rows])
        for i, row in enumerate(rows.tolist()):
            px, py = free_place(
                float(x[i]), float(y[i]), (14.5, 14.5), self.taken, self.frame.wide, self.frame.high
            )
            if (px, py) != (float(x[i]), float(y[i])):
                self.axes.plot([x[i], px], [y[i], py], color=self.theme.ink, lw=0.8 * _POINTS, zorder=3.9)
            self._one_series(records, row, px, py)
            self._take(px, py, 14)
            if name := self._name_of(records, rows[i : i + 1]):
                named.append((1, name, px, py, 14.5))

    def _one_series(self, records: Records, row: int, x: float, y: float) -> None:
        self.kinds.add("series")
        count = records.table.column("event_count")[row].as_py()
        for level, patch in draw_series(
            x, y, palette().colours[families(records)[row]], self.theme, bool(count)
        ):
            self._put(level, *patch)
        if count:
            self.letters.write(
                self.axes, x, y + 3.2, self._short(count), 9, self.theme.ink, "bold", "middle", level=5.5
            )

    def _circles(self, records: Records, rows: Any, groups: list[Group]) -> None:
        """How far from its mark an incident may have happened: one circle a place."""
        if len(groups) > _MOST_CIRCLES or len(rows) > MOST_DOTS:
            return
        radius = np.nan_to_num(records.table.column("radius_km").take(rows).to_numpy().astype(float))
        x, y = self.frame.pixels(records.lon[rows], records.lat[rows])
        wide = self.frame.metres(radius, records.lat[rows])
        for px, py, away in {
            (round(float(a)), round(float(b)), round(float(c), 1)) for a, b, c in zip(x, y, wide, strict=True)
        }:
            if 12 <= away <= 260:
                self.kinds.add("radius")
                self._put(
                    1.5,
                    Circle((px, py), away),
                    (*rgb(self.theme.ink), 0.04),
                    (*rgb(self.theme.ink), 0.4),
                    0.8,
                    (0, (3, 4)),
                )

    def _wide(self, shown: View) -> list[tuple[str, str, str, float, float, list[int]]]:
        """The areas of what is known only to one: precision, country, governorate, where, and its rows."""
        records = shown.records
        columns = [records.columns[name] for name in ("geo_precision", "country", "governorate", "place_id")]
        found: dict[tuple[Any, ...], list[int]] = {}
        for row in shown.wide.tolist():
            precision, country, governorate, place = (each.values[each.codes[row]] for each in columns)
            key = (
                precision,
                country,
                governorate if precision == "governorate" else "",
                place if precision == "area" else "",
            )
            found.setdefault(key, []).append(row)
        return [
            (key[0], key[1], key[2], records.lat[rows[0]], records.lon[rows[0]], rows)
            for key, rows in sorted(found.items(), key=lambda each: str(each[0]))
        ]

    def _areas(self, shown: View) -> None:
        areas = self._wide(shown)
        own = families(shown.records)
        for precision, country, governorate, lat, lon, rows in areas:
            self.kinds.add("area")
            colour = palette().colours[int(np.bincount(own[rows], minlength=len(palette().colours)).argmax())]
            shape = None if precision == "area" else area_shape(self.folder, country, governorate)
            path = outline([shape], self.frame) if shape is not None else None
            alpha = 0.1 if precision == "country" else 0.16 if len(areas) > 12 else 0.26
            if path is None and shape is not None:
                continue
            x, y = (float(each) for each in self.frame.pixels(lon, lat))
            km = shown.records.table.column("radius_km")[rows[0]].as_py() or 60
            away = max(16.0, float(self.frame.metres(km, lat)))
            for level, strength, more in (
                (1.0, alpha, {"hatch": "////", "lw": 0}),
                (1.1, min(0.8, alpha * 2.6), {"lw": 1.2 * _POINTS, "ls": (0, (5, 4))}),
            ):
                patch: Any = Circle((x, y), away) if path is None else PathPatch(path)
                patch.set(facecolor="none", edgecolor=(*rgb(colour), strength), zorder=level, **more)
                self.axes.add_patch(patch)

    def _badges(self, shown: View) -> None:
        """What is known only to an area gets a square badge that says how many, never a pin."""
        own = families(shown.records)
        claimed = shown.records.columns["outcome"].keep(("claimed_only",))
        for _, _, _, lat, lon, rows in self._wide(shown):
            x, y = (float(each) for each in self.frame.pixels(lon, lat))
            text = self._short(len(rows))
            half = (max(10.0, self.letters.width(text, 10.5, "bold") / 2 + 6), 9.0)
            x, y = free_place(x, y, (half[0] + 1, half[1] + 1), self.taken, self.frame.wide, self.frame.high)
            colour = palette().colours[int(np.bincount(own[rows], minlength=len(palette().colours)).argmax())]
            corner = (x - half[0], y - half[1])
            self._put(4.2, Rectangle(corner, 2 * half[0], 2 * half[1]), self.theme.paper, "none", 0.0)
            face = "none" if claimed[rows].all() else (*rgb(colour), 0.18)
            self._put(4.3, Rectangle(corner, 2 * half[0], 2 * half[1]), face, colour, 1.4, (0, (4, 3)))
            self.letters.write(self.axes, x, y + 3.7, text, 10.5, self.theme.ink, "bold", "middle", level=5.5)
            self.taken.append((x - half[0], y - half[1], x + half[0], y + half[1]))

    def _name_of(self, records: Records, rows: Any) -> str:
        """The name of the one place that all rows share, or ""."""
        if not len(rows) or len(rows) > 5000:
            return ""
        place = records.columns["place_id"].codes[rows]
        if (place != place[0]).any():
            return ""
        names = [records.columns[f"place_name_{each}"] for each in ("en", "ar")]
        found = [each.values[each.codes[rows[0]]] for each in names]
        return (found[0] or found[1]) if self.letters.words.language == "en" else (found[1] or found[0])

    def _names(self, named: list[tuple[int, str, float, float, float]]) -> None:
        """Names of countries, of places with marks and of towns, as far as none covers anything."""
        arabic, zoom = self.letters.words.language == "ar", self.frame.zoom
        written: set[str] = set()
        if len(named) <= 4 * _MOST_NAMED:
            for _, name, x, y, away in sorted(named, key=lambda each: (-each[0], each[1]))[:_MOST_NAMED]:
                short = name if len(name) <= 32 else f"{name[:31]}…"
                if short not in written and self._beside(
                    short, x, y, away + 3, 11.5, self.theme.ink, "normal"
                ):
                    written.add(short)
        if zoom <= 7.5:
            for _, en, ar, x, y in names_of(self.folder, "country", self.frame):
                self._beside(
                    (ar or en) if arabic else (en or ar).upper(), x, y, 0, 12.5, self.theme.faint, "bold"
                )
        for rank, en, ar, x, y in names_of(self.folder, "town", self.frame):
            name = (ar or en) if arabic else (en or ar)
            if rank > zoom - 3.2 or name in written:
                continue
            box = next(
                (each for each in self.taken if each[0] <= x <= each[2] and each[1] <= y <= each[3]), None
            )
            at = (
                (x, y, 6.0)
                if box is None
                else ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, (box[2] - box[0]) / 2 + 3)
            )
            if self._beside(name, *at, 11, self.theme.text, "normal"):
                written.add(name)
                if box is None:
                    self.axes.add_patch(Circle((x, y), 1.8, facecolor=self.theme.text, lw=0, zorder=2))
                    self.taken.append((x - 2, y - 2, x + 2, y + 2))

    def _beside(
        self, text: str, x: float, y: float, away: float, size: float, colour: str, weight: str
    ) -> bool:
        """Write a name beside a point (on it where `away` is 0) if one of its four sides is free."""
        wide, high = self.letters.width(text, size, weight), size * 1.3
        end = (x + away, y - high / 2) if self.letters.rightwards else (x - away - wide, y - high / 2)
        start = (x - away - wide, y - high / 2) if self.letters.rightwards else (x + away, y - high / 2)
        corners = [end, start, (x - wide / 2, y - away - high), (x - wide / 2, y + away)]
        for left, top in corners if away else [(x - wide / 2, y - high / 2)]:
            box = (left - 1, top, left + wide + 1, top + high)
            inside = (
                box[0] > 4 and box[1] > 3 and box[2] < self.frame.wide - 4 and box[3] < self.frame.high - 3
            )
            if inside and not overlapping(box, self.taken):
                self.letters.write(
                    self.axes,
                    left,
                    top + high * 0.77,
                    text,
                    size,
                    colour,
                    weight,
                    "left",
                    halo=self.theme.land,
                    level=3,
                )
                self.taken.append(box)
                return True
        return False

    def _take(self, x: float, y: float, away: float) -> None:
        self.taken.append((x - away, y - away, x + away, y + away))

    def _put(self, level: float, patch: Any, face: Any, edge: Any, width: float, style: Any = "-") -> None:
        self.patches.setdefault(level, []).append((patch, face, edge, width * _POINTS, style))

    def _flush(self) -> None:
        """Give the gathered patches to the axes, a collection a level."""
        for level, rows in sorted(self.patches.items()):
            shapes, faces, edges, widths, styles = zip(*rows, strict=True)
            self.axes.add_collection(
                PatchCollection(
                    shapes,
                    facecolors=faces,
                    edgecolors=edges,
                    linewidths=widths,
                    linestyles=list(styles),
                    zorder=level,
                )
            )
