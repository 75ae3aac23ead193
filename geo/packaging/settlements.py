"""The packaged gazetteer layers: settlements of GeoNames, airfields of OurAirports, countries of CLDR."""

import csv
import math
import re
from collections.abc import Iterable
from pathlib import Path

import geopandas
import shapely

from geo.geonames.areas import ATTESTED, CITY, TOWN, Admin1Row, Areas, Row, lawful_side
from geo.geonames.names import (
    arabic_names,
    attested_arabic,
    latin_aliases,
    plain_latin,
    plain_town,
    usual_arabic,
)
from geo.packaging.outlines import COUNTRIES

Source = dict[str, object]  # one record of a source package, as it ships it
WORLD = 100_000
# A seat counts for a town when it is this much nearer than the next seat.
CLEARLY_NEARER = 0.6
OLD_OUTLINES = {"West Bank", "Gaza Strip"}
# GeoNames calls East Jerusalem the Palestinian capital; the news says Ramallah for the government.
CAPITALS = {"PS": "Ramallah"}
JUNK = re.compile(r"Cemetery|^[A-Z]{1,4}$|^Village of ")  # names in GeoNames that are no settlement's
ISLAND_NOTE = "administered by Iran, claimed by the United Arab Emirates"


def settlement_rows(
    cities: Iterable[Source], countries: dict[str, Source], areas: Areas, towns: list[dict[str, str]]
) -> list[Row]:
    """Return the settlements of the sixteen countries and the large ones elsewhere, ordered by GeoNames id.

    Elsewhere means 100,000 people or a capital. `feature_class` is city from 50,000 people, town from 5,000
    or when GeoNames gives none (it then lists the place as the seat of a division), else village.
    `confidence` is high from 15,000 people, else medium. `governorate` follows GeoNames' code.
    `towns` (towns.csv) gives the best known their usual names.
    """
    codes = {(row.country, row.geonames): row.governorate for row in areas.rows if row.geonames}
    golan, west_bank = areas.outline("SY", "Quneitra"), areas.outline("PS", "West Bank")
    capitals = {code: CAPITALS.get(code, str(country["capital"])) for code, country in countries.items()}
    rows = []
    for city in sorted(cities, key=lambda city: int(str(city["geonameid"]))):
        code, name = str(city["countrycode"]), str(city["name"])
        is_capital = plain_latin(capitals.get(code, "")) == plain_latin(name)
        if JUNK.search(name):
            continue
        if code in COUNTRIES or int(str(city["population"])) >= WORLD or is_capital:
            row = _settlement(city, is_capital, codes.get((code, str(city["admin1code"]))))
            if code == "IL":
                lawful_side(row, golan, west_bank, str(city["admin1code"]))
            elif not city["admin1code"] and code in ("AE", "IR"):
                row["note"] = ISLAND_NOTE
            rows.append(row)
    _only_largest_capital(rows)
    _usual_names(rows, towns)
    _palestinian_governorates(rows, areas.rows)
    return rows


def _settlement(city: Source, is_capital: bool, governorate: str | None) -> Row:
    """Return one settlement's row."""
    names = [str(name) for name in city["alternatenames"] if name]  # type: ignore[attr-defined]
    name, population = str(city["name"]), int(str(city["population"]))
    name_en = plain_town(name) or name
    name_ar = usual_arabic(name_en, names)
    village = name_en.startswith(("Qaryat ", "Village ")) or 0 < population < TOWN
    size = "city" if population >= CITY else "village" if village else "town"
    return {
        "place_id": f"gn:{city['geonameid']}",
        "name_en": name_en,
        "name_ar": name_ar,
        "aliases_en": latin_aliases(name_en, names),
        "aliases_ar": [alias for alias in attested_arabic(name_en, names) if alias != name_ar],
        "feature_class": size,
        "country": city["countrycode"],
        "governorate": governorate,
        "lat": city["latitude"],
        "lon": city["longitude"],
        "population": population,
        "is_capital": is_capital,
        "source": f"GeoNames {city['geonameid']}",
        "confidence": "high" if population >= ATTESTED or is_capital else "medium",
        "note": None,
    }


def _only_largest_capital(rows: list[Row]) -> None:
    """Leave the capital's flag to the most populous of a country's settlements with its name."""
    best: dict[str, Row] = {}
    for row in (row for row in rows if row["is_capital"]):
        rival = best.get(str(row["country"]))
        if rival is None or int(str(row["population"])) > int(str(rival["population"])):
            best[str(row["country"])] = row
    for row in rows:
        row["is_capital"] = row is best.get(str(row["country"]))


def _usual_names(rows: list[Row], towns: list[dict[str, str]]) -> None:
    """Give the towns of towns.csv their usual names, and keep GeoNames' as aliases.

    The most populous settlement of that GeoNames name gets them. Raises ValueError for a name nobody has.
    """
    best: dict[tuple[str, str], Row] = {}
    for row in sorted(rows, key=lambda row: int(str(row["population"]))):
        best[str(row["country"]), str(row["name_en"]).casefold()] = row
    missing = [
        town["geonames"] for town in towns if (town["country"], town["geonames"].casefold()) not in best
    ]
    if missing:
        raise ValueError(f"towns.csv: no settlement named {', '.join(missing)}")
    for town in towns:
        row = best[town["country"], town["geonames"].casefold()]
        for name, aliases in (("name_en", "aliases_en"), ("name_ar", "aliases_ar")):
            usual, others = town[name], [row[name], *row[aliases]]  # type: ignore[misc]
            row[aliases] = [other for other in dict.fromkeys(others) if other and other != usual]
            row[name] = usual


def _palestinian_governorates(rows: list[Row], table: list[Admin1Row]) -> None:
    """Give Palestinian settlements the governorate whose seat is clearly nearest, else none.

    GeoNames and Natural Earth know only the West Bank and the Gaza Strip.
    """
    by_id = {str(row["place_id"]): row for row in rows}
    seats = [(row, by_id[f"gn:{row.seat}"]) for row in table if row.seat]
    for place in rows:
        if place["governorate"] not in OLD_OUTLINES:
            continue
        near = sorted(
            (_kilometres(place, seat), row.governorate)
            for row, seat in seats
            if row.drawn_with == place["governorate"]
        )
        place["governorate"] = near[0][1] if near[0][0] <= CLEARLY_NEARER * near[1][0] else None


def _kilometres(one: Row, other: Row) -> float:
    """Return the distance between two rows, good to a percent at these ranges."""
    lat, lon = float(str(one["lat"])), float(str(one["lon"]))
    north = float(str(other["lat"])) - lat
    east = (float(str(other["lon"])) - lon) * math.cos(math.radians(lat))
    return 111.2 * math.hypot(north, east)


def country_rows(
    countries: dict[str, Source], outlines: geopandas.GeoDataFrame, english: dict[str, str],
    arabic: dict[str, str], house: list[dict[str, str]],
) -> list[Row]:  # fmt: skip
    """Return every country with its CLDR names, the house's short forms, a point inside it and a radius.

    `radius_km` is that of a circle of the country's area. Adjectives are not aliases.
    """
    chosen = {row["country"]: row for row in house}
    by_area = outlines.geometry.map(shapely.area).argsort(kind="stable")  # France last, after Clipperton
    points = dict(zip(outlines["ISO_A2_EH"].iloc[by_area], outlines.geometry.iloc[by_area], strict=True))
    rows: list[Row] = []
    for code in sorted(set(countries) & set(english)):
        row, cldr = chosen.get(code, {}), english[code]
        name_en, name_ar = row.get("name_en") or plain_latin(cldr), arabic[code]
        aliases = [*row.get("aliases_en", "").split(";"), plain_latin(cldr), str(countries[code]["name"])]
        largest = max(shapely.get_parts(points[code]), key=shapely.area) if code in points else None
        point = None if largest is None else shapely.point_on_surface(largest)
        rows.append({
            "place_id": f"country:{code}",
            "name_en": name_en,
            "name_ar": name_ar,
            "aliases_en": [name for name in dict.fromkeys(aliases) if name and name != name_en],
            "aliases_ar": [name for name in row.get("aliases_ar", "").split(";") if name and name != name_ar],
            "feature_class": "country",
            "country": code,
            "governorate": None,
            "lat": None if point is None else round(point.y, 3),
            "lon": None if point is None else round(point.x, 3),
            "radius_km": round(math.sqrt(float(str(countries[code]["areakm2"])) / math.pi)),
            "source": "CLDR",
            "confidence": "high" if point is not None else "low",
            "note": None,
        })  # fmt: skip
    return rows


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return a CSV file's rows as dictionaries."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


AIRFIELD_WORD = re.compile(
    r"(?i)\b(air ?base|air ?port|air ?field|air ?strip|aerodrome|highway strip|air force|afb|airpark|raf|"
    r"camp|fob|naval|military|aviation)\b|مطار|قاعدة"
)
BASE_WORD = re.compile(r"(?i)\b(air ?base|air force|army|afb|naval|military)\b")
TRAILING_WORDS = re.compile(
    r"(?i)\s*\b(new|old|north|south|east|west|(?:north|south)(?:east|west)|international|air ?port|air ?base|"
    r"army|air ?field|field|afb|highway|strip|regional)\b\s*$"
)
SIDES = re.compile(r"(?i)\b(new|old|north|south|east|west|(?:north|south)(?:east|west)|strip|camp)\b")
KINDS = {"small_airport", "medium_airport", "large_airport", "closed"}
NAMESAKE_KM, NEIGHBOUR_KM = 40.0, 30.0


def airfield_rows(records: Iterable[dict[str, str]], settlements: list[Row], areas: Areas) -> list[Row]:
    """Return the airfields of the sixteen countries, and large scheduled airports elsewhere, by ident.

    Heliports are left out. A name without a head word gets "Airfield", so that a bare town name never means
    an airfield. The Arabic name is OurAirports' own keyword, or made from the town of the same name within
    40 km; nothing else. The governorate is the outline's where the nearest settlement agrees or none is
    near, else none. A closed airfield has low confidence and says so.
    """
    by_country: dict[str, list[Row]] = {}
    for row in settlements:
        by_country.setdefault(str(row["country"]), []).append(row)
    rows = []
    for record in sorted(records, key=lambda record: record["ident"]):
        country, kind = record["iso_country"], record["type"]
        abroad = kind == "large_airport" and record["scheduled_service"] == "yes"
        if kind in KINDS and not record["name"].startswith("...") and (country in COUNTRIES or abroad):
            near = by_country.get(country, []) if country in COUNTRIES else []
            rows.append(_airfield(record, near, areas))
    return rows


def _airfield(record: dict[str, str], settlements: list[Row], areas: Areas) -> Row:
    """Return one airfield's row."""
    name, *others = [
        plain_latin(part) for part in re.split(r"\s+/\s+", re.sub(r"\s*\([^)]*\)", "", record["name"]))
    ]
    name_en = name if AIRFIELD_WORD.search(name) else f"{name} Airfield"
    keywords = [keyword.strip() for keyword in record["keywords"].split(",")]
    latin = [*others, *(plain_latin(keyword) for keyword in keywords)]
    latin = [alias for alias in latin if AIRFIELD_WORD.search(alias) and alias != name_en]
    row: Row = {
        "lat": round(float(record["latitude_deg"]), 5),
        "lon": round(float(record["longitude_deg"]), 5),
    }
    near = sorted(((_kilometres(row, place), index) for index, place in enumerate(settlements)))
    is_base = bool(BASE_WORD.search(record["name"]))
    own = [keyword for keyword in arabic_names(keywords) if keyword.startswith(("مطار", "قاعدة"))]
    derived = _named_after(name_en, is_base, [settlements[index] for km, index in near if km <= NAMESAKE_KM])
    arabic = list(dict.fromkeys([*own, *([] if derived is None else [derived])]))
    closed = record["type"] == "closed"
    return {
        "place_id": f"oa:{record['ident']}",
        "name_en": name_en,
        "name_ar": arabic[0] if arabic else None,
        "aliases_en": list(dict.fromkeys(latin)),
        "aliases_ar": arabic[1:],
        "feature_class": "airbase" if is_base else "airport",
        "country": record["iso_country"],
        "governorate": _agreed(row, record["iso_country"], near, settlements, areas),
        **row,
        "source": f"OurAirports {record['ident']}",
        "confidence": "low" if closed else "high",
        "note": "closed" if closed else None,
    }


def _agreed(
    row: Row, country: str, near: list[tuple[float, int]], settlements: list[Row], areas: Areas
) -> str | None:
    """Return the governorate that outline and nearest settlement agree on, or None."""
    drawn = areas.at(country, float(str(row["lat"])), float(str(row["lon"])))
    if drawn in OLD_OUTLINES or not drawn:
        return None
    if near and near[0][0] <= NEIGHBOUR_KM:
        return drawn if settlements[near[0][1]]["governorate"] == drawn else None
    return drawn


def _named_after(name_en: str, is_base: bool, towns: list[Row]) -> str | None:
    """Return the Arabic name made from the nearby town that the airfield is named after, or None.

    "Kirkuk Air Base" is قاعدة كركوك الجوية. A name with a side or a number ("H3 Southwest") has a town's name
    in it, yet is another airfield, so that nothing is made of it.
    """
    if SIDES.search(name_en):
        return None
    stem, shorter = name_en, TRAILING_WORDS.sub("", name_en)
    while shorter != stem:
        stem, shorter = shorter, TRAILING_WORDS.sub("", shorter)
    wanted = _letters(stem)
    for town in towns:
        names = [str(town["name_en"]), *town["aliases_en"]]  # type: ignore[misc]
        if town["name_ar"] and town["feature_class"] != "village" and wanted in map(_letters, names):
            arabic = town["name_ar"]
            if is_base:
                return f"قاعدة {arabic} الجوية"
            return f"مطار {arabic} الدولي" if "International" in name_en else f"مطار {arabic}"
    return None


def _letters(name: str) -> str:
    """Return a Latin name's letters without article, case, spaces and signs."""
    return re.sub(r"^(al|el|ad|ar|as|at|az|an|ash)[- ]|[^a-z]", "", name.lower())
