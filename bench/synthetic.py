"""A plausible store of any size, for tests and speed: `python -m bench.synthetic OUT --incidents 100000`.

Everything is invented from a seeded random generator and says so in its text; nothing of it is news.
"""

import argparse
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.attack_kinds import attack_kinds
from pipeline.store import write_store
from pipeline.store.schema import ARTICLES_SCHEMA, RECORDS_SCHEMA, REPORTS_SCHEMA, rows_table

__all__ = ["main", "write_synthetic"]

# Name in English and Arabic, feature class, country, governorate, latitude, longitude.
PLACES = (
    ("Erbil", "أربيل", "city", "IQ", "Erbil", 36.19, 44.01),
    ("Erbil airport", "مطار أربيل", "airport", "IQ", "Erbil", 36.2376, 43.9632),
    ("Baghdad", "بغداد", "city", "IQ", "Baghdad", 33.3152, 44.3661),
    ("Ain al-Asad", "عين الأسد", "airbase", "IQ", "Anbar", 33.7856, 42.4412),
    ("Mosul", "الموصل", "city", "IQ", "Nineveh", 36.34, 43.13),
    ("Kirkuk", "كركوك", "city", "IQ", "Kirkuk", 35.4681, 44.3922),
    ("Basra", "البصرة", "city", "IQ", "Basra", 30.5081, 47.7835),
    ("Ramadi", "الرمادي", "city", "IQ", "Anbar", 33.4258, 43.2994),
    ("Balad", "بلد", "airbase", "IQ", "Salah al-Din", 33.94, 44.3616),
    ("Tikrit", "تكريت", "city", "IQ", "Salah al-Din", 34.6, 43.68),
    ("Baquba", "بعقوبة", "city", "IQ", "Diyala", 33.75, 44.64),
    ("Duhok", "دهوك", "city", "IQ", "Duhok", 36.86, 42.99),
    ("Deir ez-Zor", "دير الزور", "city", "SY", "Deir ez-Zor", 35.3359, 40.1408),
    ("Hasakah", "الحسكة", "city", "SY", "Hasakah", 36.5, 40.75),
    ("Palmyra", "تدمر", "town", "SY", "Homs", 34.56, 38.28),
    ("Aleppo", "حلب", "city", "SY", "Aleppo", 36.2, 37.16),
    ("Idlib", "إدلب", "city", "SY", "Idlib", 35.93, 36.63),
    ("Damascus", "دمشق", "city", "SY", "Damascus", 33.51, 36.29),
    ("Sanaa", "صنعاء", "city", "YE", "Sanaa City", 15.35, 44.21),
    ("Eilat", "إيلات", "city", "IL", "Southern", 29.56, 34.95),
)
AREAS = (
    ("Anbar", "الأنبار", "governorate", "IQ", "Anbar", 32.9, 41.6),
    ("Nineveh", "نينوى", "governorate", "IQ", "Nineveh", 36.2, 42.5),
    ("Diyala", "ديالى", "governorate", "IQ", "Diyala", 33.9, 45.0),
    ("Iraq", "العراق", "country", "IQ", None, 33.1, 43.8),
    ("Deir ez-Zor governorate", "محافظة دير الزور", "governorate", "SY", "Deir ez-Zor", 35.1, 40.4),
)
ACTORS = (
    "Islamic State",
    "Unnamed armed group",
    "Turkish forces",
    "Islamic Resistance in Iraq",
    "Houthi forces",
)
TARGETS = ("base", "convoy", "checkpoint", "market", "oil field", "residence")
OUTLETS = (("Example Wire", "en"), ("Example Daily", "en"), ("وكالة المثال", "ar"), ("صحيفة المثال", "ar"))
TYPES_AR = {"drone": "بطائرة مسيرة", "rocket": "بالصواريخ", "ied": "بعبوة ناسفة", "airstrike": "بغارة جوية"}
# How many of some hundred attacks are of each type; 1 of a type that is not named here.
SHARES = {
    "drone": 14, "airstrike": 12, "rocket": 16, "missile": 5, "shelling": 9, "ied": 16, "vehicle_bomb": 3,
    "suicide_bombing": 3, "grenade": 2, "armed_assault": 9, "assassination": 3, "execution": 1, "abduction": 3,
    "arson": 1, "other": 1, "unspecified": 2,
}  # fmt: skip


def write_synthetic(
    out: Path, incidents: int, series: int = 3, seed: int = 1, spread: int = 3000, evidence: int | None = None
) -> Path:
    """Write a store of invented incidents and series at `out`; returns the build's folder.

    `spread` is the number of further places strewn around the named ones. Articles and reports are
    written for the first `evidence` incidents (all by default).
    """
    random = np.random.default_rng(seed)
    places = _places(random, spread if incidents > 1000 else 0)
    records = list(_records(random, places, incidents, "incident"))
    periods = list(_records(random, places[:8], series, "series"))
    told = [*records[: incidents if evidence is None else evidence], *periods]
    articles, reports = _told(told)
    tables: dict[str, pa.Table] = {
        "incidents": rows_table(records, RECORDS_SCHEMA),
        "series": rows_table(periods, RECORDS_SCHEMA),
        "articles": rows_table(articles, ARTICLES_SCHEMA),
        "reports": rows_table(reports, REPORTS_SCHEMA),
    }
    return write_store(out, tables, {"knowledge": "synthetic"})


def _places(random: np.random.Generator, spread: int) -> list[tuple[Any, ...]]:
    strewn = []
    for index in range(spread):
        name, arabic, _, country, governorate, lat, lon = PLACES[int(random.integers(len(PLACES)))]
        away = random.normal(0, 0.7, 2)
        strewn.append(
            (
                f"{name} {index}",
                f"{arabic} {index}",
                "village",
                country,
                governorate,
                lat + away[0],
                lon + away[1],
            )
        )
    return [*PLACES, *strewn]


def _records(
    random: np.random.Generator, places: Sequence[tuple[Any, ...]], number: int, record: str
) -> Iterator[dict[str, Any]]:
    first, last = dt.date(2019, 7, 1), dt.date(2024, 3, 31)
    days = (last - first).days
    kinds = list(attack_kinds())
    shares = np.array([SHARES.get(each, 1) for each in kinds], dtype=float)
    for index in range(number):
        wide = record == "incident" and random.random() < 0.06
        name, arabic, feature, country, governorate, lat, lon = (
            AREAS[int(random.integers(len(AREAS)))] if wide else places[int(random.integers(len(places)))]
        )
        kind = kinds[int(random.choice(len(kinds), p=shares / shares.sum()))]
        start = first + dt.timedelta(int(random.integers(days)))
        length = (
            int(random.integers(30, 150)) if record == "series" else int(random.choice([0, 0, 0, 0, 6, 30]))
        )
        nowhere = record == "incident" and random.random() < 0.02
        killed = int(random.poisson(2)) if random.random() < 0.5 else None
        actor = ACTORS[int(random.integers(len(ACTORS)))] if random.random() < 0.7 else None
        precision = "site" if feature in ("airbase", "airport") else feature if wide else "town"
        key = f"{record[:3]}-{index:06d}"
        yield {
            "record_id": key,
            "record": record,
            "kind": "specific" if record == "incident" else "recurrent",
            "report_ids": [f"r-{key}"],
            "article_ids": [f"a-{key}"],
            "sources": [OUTLETS[index % 4][0]],
            "place_id": None if nowhere else f"{country.lower()}.{name.lower().replace(' ', '-')}",
            "place_name": arabic,
            "place_name_en": None if nowhere else name,
            "place_name_ar": None if nowhere else arabic,
            "feature_class": None if nowhere else feature,
            "country": None if nowhere else country,
            "governorate": None if nowhere else governorate,
            "lat": None if nowhere else lat,
            "lon": None if nowhere else lon,
            "geo_precision": None if nowhere else precision,
            "radius_km": None
            if nowhere
            else {"site": 2.0, "town": 5.0, "country": 400.0}.get(precision, 120.0),
            "date_start": start,
            "date_end": start + dt.timedelta(length),
            "date_precision": "day" if not length else "week" if length < 8 else "interval",
            "date_basis": "stated",
            "weekday": None,
            "attack_types": [kind],
            "outcome": str(
                random.choice(["carried_out", "intercepted", "claimed_only"], p=[0.75, 0.12, 0.13])
            ),
            "sourcing": "outlet",
            "actors": [actor] if actor else [],
            "actor_status": "attributed" if actor else "unknown",
            "interaction": None,
            "place_source": None if nowhere else f"invented: {name}",
            "parties": [{"name": actor, "role": "did", "by": None, "span": [0, 1], "report_id": f"r-{key}"}]
            if actor
            else [],
            "status": "stated",
            "targets": [TARGETS[index % len(TARGETS)]],
            "event_count": int(random.integers(3, 20)) if record == "series" else None,
            "killed": killed,
            "killed_min": killed,
            "killed_max": killed,
            "n_reports": 1,
            "n_articles": 1,
            "n_sources": 1,
            "first_published": start,
            "last_published": start,
            "summary_en": f"Invented {kind} near {name}",
            "summary_ar": f"هجوم مختلق قرب {arabic}",
            "review": "unreviewed",
            "confidence": round(float(random.uniform(0.5, 0.98)), 2),
            "sample": index % 5 == 0,
        }


def _told(records: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """One invented article and its one report for each record."""
    articles, reports = [], []
    for index, record in enumerate(records):
        source, language = OUTLETS[index % 4]
        title, text, evidence = _sentence(record, language)
        articles.append(
            {
                "article_id": record["article_ids"][0],
                "title": title,
                "text": text,
                "language": language,
                "source": source,
                "url": f"https://example.org/{record['record_id']}",
                "published_start": record["date_start"],
                "published_end": record["date_start"],
                "published_precision": "day",
                "published_basis": "metadata",
                "published_raw": "",
                "sample": record["sample"],
                "facts_source": "",
                "path": "synthetic",
            }
        )
        shared = {name: record[name] for name in REPORTS_SCHEMA.names if name in record}
        reports.append(
            shared
            | {
                "report_id": record["report_ids"][0],
                "article_id": record["article_ids"][0],
                "quote": text,
                "actor": (record["actors"] or [None])[0],
                "target": record["targets"][0],
                "target_claimed": False,
                "evidence_in": "text",
                "evidence": json.dumps(evidence | {"quote": [0, len(text)]}),
                "reason": json.dumps({name: [f"synthetic.{name}"] for name in evidence}),
                "sentence_start": 0,
                "sentence_end": len(text),
                "published": record["date_start"],
                "source": source,
            }
        )
    return articles, reports


def _sentence(record: dict[str, Any], language: str) -> tuple[str, str, dict[str, list[int]]]:
    """A title, a sentence and where in it each field is said."""
    kind = record["attack_types"][0]
    place = record["place_name_en" if language == "en" else "place_name_ar"] or record["place_name"]
    day = record["date_start"]
    if language == "ar":
        way = TYPES_AR.get(kind, "بهجوم")
        parts = [
            ("date", f"في {day:%d/%m/%Y}"),
            ("", " استُهدف موقع "),
            ("type", way),
            ("", " قرب "),
            ("place", place),
            ("", "، وفق نص مختلق للاختبار."),
        ]
        title = f"خبر مختلق عن {place}"
    else:
        parts = [
            ("", "On "),
            ("date", f"{day:%d %B %Y}"),
            ("", ", "),
            ("type", kind.replace("_", " ")),
            ("", " hit a position near "),
            ("place", place),
            ("", ", says this invented text."),
        ]
        title = f"Invented news from {place}"
    text, evidence = "", {}
    for field, words in parts:
        if field:
            evidence[field] = [len(text), len(text) + len(words)]
        text += words
    return title, text, evidence


def main() -> None:
    """Write a store from the command line."""
    parser = argparse.ArgumentParser(
        description="Write an invented store of any size, for tests and measurements."
    )
    parser.add_argument("out", type=Path, help="the folder of the store, for example /tmp/store")
    parser.add_argument("--incidents", type=int, default=500)
    parser.add_argument("--series", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--evidence", type=int, default=None, help="how many incidents get an article (default: all)"
    )
    asked = parser.parse_args()
    print(write_synthetic(asked.out, asked.incidents, asked.series, asked.seed, evidence=asked.evidence))


if __name__ == "__main__":
    main()
