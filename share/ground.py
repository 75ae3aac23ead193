"""What lies under the marks of a picture: land, water, borders and names, cut to the part that is shown."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline

from geo.basemap import load_basemap
from geo.boundaries import load_boundaries, outline_of

__all__ = ["REGION", "THEMES", "Frame", "Theme", "area_shape", "draw_ground", "names_of", "outline", "world"]

REGION = (20.0, 8.0, 70.0, 48.0)  # what the base map covers, degrees
WORLD = 256.0
_CLOSEST = 8.5  # Leaflet's zoom level that a single incident is shown at
_WIDEST = 3.0


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a picture; the same as the dashboard's map has."""

    name: str
    beyond: str
    water: str
    land: str
    line: str
    soft: str
    river: str
    text: str
    faint: str
    paper: str
    ink: str
    grey: str


THEMES = {
    "light": Theme(
        "light", "#e9e8e4", "#dbe6ea", "#f7f6f2", "#a9a39a", "#d9d5cd", "#b9d0d9", "#4b4a47", "#87837c",
        "#ffffff", "#20262b", "#5b6268",
    ),
    "dark": Theme(
        "dark", "#171d22", "#10181d", "#1d2429", "#5d656b", "#353d43", "#28404b", "#c9ced2", "#838b91",
        "#151b20", "#eef1f3", "#a6aeb4",
    ),
}  # fmt: skip


def world(lon: Any, lat: Any) -> tuple[Any, Any]:
    """Degrees as x and y of Web Mercator at zoom 0: 256 units wide, y down."""
    sine = np.clip(np.sin(np.radians(lat)), -0.9999, 0.9999)
    return (np.asarray(lon) / 360 + 0.5) * WORLD, (
        0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    ) * WORLD


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the world that a map of `wide` by `high` pixels shows; `scale` is pixels a world unit."""

    left: float
    top: float
    scale: float
    wide: float
    high: float

    @classmethod
    def around(
        cls, extent: tuple[float, float, float, float] | None, wide: float, high: float, pad: float
    ) -> "Frame":
        """The frame that holds an extent in degrees with `pad` pixels around it."""
        west, south, east, north = extent or (36.5, 28.5, 50.5, 38.0)
        (x0, x1), (y1, y0) = world(np.array([west, east]), np.array([south, north]))
        across, down = max(x1 - x0, 1e-9), max(y1 - y0, 1e-9)
        scale = min((wide - 2 * pad) / across, (high - 2 * pad) / down, 2**_CLOSEST)
        scale = max(scale, 2**_WIDEST)
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        return cls(middle[0] - wide / 2 / scale, middle[1] - high / 2 / scale, scale, wide, high)

    @property
    def zoom(self) -> float:
        """Leaflet's zoom level of the frame."""
        return math.log2(self.scale)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom in world units."""
        return self.left, self.top, self.left + self.wide / self.scale, self.top + self.high / self.scale

    def pixels(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        """Degrees as pixels of the map, y down."""
        x, y = world(lon, lat)
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def metres(self, km: Any, lat: Any) -> Any:
        """A distance in km as pixels at a latitude."""
        return np.asarray(km) / (40075.016686 * np.cos(np.radians(lat))) * WORLD * self.scale

    @property
    def latitude(self) -> float:
        """The latitude of the middle of the map, where the scale bar holds."""
        y = (self.top + self.high / 2 / self.scale) / WORLD
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


@lru_cache(maxsize=2)
def _features(folder: Path) -> dict[str, list[tuple[int, str, str, Any]]]:
    """The base map by kind: rank, English name, Arabic name, geometry in world units."""
    frame = load_basemap(folder / "basemap")
    found: dict[str, list[tuple[int, str, str, Any]]] = {}
    for row in frame.itertuples():
        shape = _projected(row.geometry)
        found.setdefault(row.kind, []).append((row.rank, row.name_en or "", row.name_ar or "", shape))
    return found


@lru_cache(maxsize=2)
def _boundaries(folder: Path) -> Any:
    return load_boundaries(folder / "boundaries")


@lru_cache(maxsize=600)
def area_shape(folder: Path, country: str, governorate: str) -> Any | None:
    """The outline of a governorate, or of a country where it is "", in world units; None where there is none."""
    rows = outline_of(_boundaries(folder), country, governorate)
    return _projected(shapely.union_all(rows.geometry.to_numpy())) if len(rows) else None


def _projected(shape: Any) -> Any:
    return shapely.transform(shape, lambda at: np.column_stack(world(at[:, 0], at[:, 1])))


def names_of(folder: Path, kind: str, frame: Frame) -> list[tuple[int, str, str, float, float]]:
    """The towns or countries within a frame: rank, English and Arabic name, and where in pixels."""
    found = []
    for rank, english, arabic, point in _features(folder).get(kind, []):
        x, y = (point.x - frame.left) * frame.scale, (point.y - frame.top) * frame.scale
        if 4 < x < frame.wide - 4 and 4 < y < frame.high - 4:
            found.append((rank, english, arabic, x, y))
    return sorted(found)


def outline(shapes: Iterable[Any], frame: Frame) -> Outline | None:
    """Shapes cut to the frame as one path in its pixels, polygons wound so that holes stay open."""
    left, top, right, bottom = frame.box
    edge = 6 / frame.scale
    cut = shapely.clip_by_rect(
        np.array(list(shapes), dtype=object), left - edge, top - edge, right + edge, bottom + edge
    )
    parts = shapely.get_parts(shapely.simplify(cut, 0.35 / frame.scale))
    vertices: list[npt.NDArray[np.float64]] = []
    codes: list[npt.NDArray[np.uint8]] = []
    for part in parts:
        if part.is_empty:
            continue
        lines: Sequence[Any] = [part]
        if part.geom_type == "Polygon":
            part = shapely.orient_polygons(part)
            lines = [part.exterior, *part.interiors]
        for line in lines:
            points = shapely.get_coordinates(line)
            if len(points) < 2:
                continue
            kind = np.full(len(points), Outline.LINETO, dtype=np.uint8)
            kind[0] = Outline.MOVETO
            vertices.append(np.round((points - (frame.left, frame.top)) * frame.scale, 1))
            codes.append(kind)
    return Outline(np.concatenate(vertices), np.concatenate(codes)) if vertices else None


def draw_ground(axes: Axes, folder: Path, frame: Frame, theme: Theme, *, small: bool = False) -> bool:
    """Draw the base map; False where its file is missing, which leaves a plain ground."""
    axes.set_facecolor(theme.beyond)
    try:
        features = _features(folder)
    except FileNotFoundError:
        return False
    x, y = frame.pixels(np.array([REGION[0], REGION[2]]), np.array([REGION[3], REGION[1]]))
    axes.add_patch(Rectangle((x[0], y[0]), x[1] - x[0], y[1] - y[0], facecolor=theme.water, lw=0, zorder=0))

    def fill(kind: str, colour: str, level: float, most: float = 99) -> None:
        path = outline((each[3] for each in features.get(kind, []) if each[0] <= most), frame)
        if path:
            axes.add_patch(PathPatch(path, facecolor=colour, edgecolor="none", lw=0, zorder=level))

    def stroke(shapes: Iterable[Any], colour: str, width: float, level: float, style: str = "-") -> None:
        path = outline(shapes, frame)
        if path:
            axes.add_patch(
                PathPatch(path, facecolor="none", edgecolor=colour, lw=width * 0.72, ls=style, zorder=level)
            )

    fill("land", theme.land, 0.1)
    zoom = frame.zoom
    if not small:
        if zoom >= 4.4:
            stroke((each[3] for each in features.get("governorate", [])), theme.soft, 0.7, 0.2)
        fill("lake", theme.water, 0.3, zoom + 1)
        stroke(
            (each[3] for each in features.get("river", []) if each[0] <= zoom + 0.5), theme.river, 1.0, 0.4
        )
    stroke((each[3] for each in features.get("border", [])), theme.line, 0.6 if small else 1.1, 0.5)
    stroke((each[3] for each in features.get("disputed", [])), theme.line, 0.6 if small else 1.0, 0.5, "--")
    return True
