"""The outlines of countries and governorates, for drawing areas.

They only draw. Which governorate a place lies in is what its gazetteer record says: Natural Earth's lines
put Taji in Salah al-Din and Abu Ghraib in Anbar.
"""

from pathlib import Path

import geopandas
import pandas

COLUMNS = ["level", "country", "governorate", "name_ar", "covers", "geometry"]


def load_boundaries(folder: Path) -> geopandas.GeoDataFrame:
    """Return every outline in `folder` (data/gazetteer/boundaries) as one frame in WGS84 degrees.

    Columns: `level` ("country" or "governorate"), `country` (ISO2), `governorate` (canonical English name,
    empty for a country and for land without one), `name_ar`, `covers` (";"-joined governorates drawn with
    this outline because the source has no outline of their own, itself first), `geometry`.
    Countries outside the sixteen have no governorates; outlines end at longitude 20-70, latitude 5-48.
    Raises FileNotFoundError when a file is missing.
    """
    layers = [
        geopandas.read_parquet(folder / file).assign(level=level)
        for level, file in (("country", "countries.parquet"), ("governorate", "governorates.parquet"))
    ]
    frame = geopandas.GeoDataFrame(pandas.concat(layers, ignore_index=True)[COLUMNS])
    return frame.set_crs(4326, allow_override=True)


def outline_of(boundaries: geopandas.GeoDataFrame, country: str, governorate: str) -> geopandas.GeoDataFrame:
    """Return the rows of `boundaries` that draw this governorate, or this country when it is empty.

    No row when the sources have no outline. Halabja answers with Sulaymaniyah's row: read `governorate`
    to see that a wider area is drawn.
    """
    rows = boundaries[boundaries["country"] == country]
    if not governorate:
        return rows[rows["level"] == "country"]
    drawn = [governorate in covers.split(";") for covers in rows["covers"]]
    return rows[drawn]
