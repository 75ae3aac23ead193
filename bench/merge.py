"""How fast reports merge: `python -m bench.merge --reports 100000 1000000`.

Invented reports over five years, three an attack, some of wide places or dates. `--town` puts that many of
them into one town and one month. Prints rate, memory and, of two sizes, the exponent of time.
"""

import argparse
import datetime as dt
import math
import random
import resource
import time

from pipeline.merging import merge_reports
from pipeline.model import Article, DateInterval, Report, Span

FIRST = dt.date(2019, 1, 1)
TYPES = ("drone", "airstrike", "rocket", "missile", "shelling", "ied", "armed_assault", "unspecified")
TARGETS = ("base", "convoy", "civilians", "security_forces", "energy", None, None)
ACTORS = ("Islamic State", "Turkey", "United States", None, None, None, None)
PLACES = 4000
HOURS = ("at dawn", "in the morning", "in the evening", "", "", "")


def invented(count: int, town: int, seed: int = 1) -> tuple[list[Report], list[Article]]:
    """`count` reports and their articles; the first `town` of them are of one town and one month."""
    dice = random.Random(seed)
    reports: list[Report] = []
    articles: list[Article] = []
    while len(reports) < count:
        busy = len(reports) < town
        place = 0 if busy else dice.randrange(1, PLACES)
        day = FIRST + dt.timedelta(dice.randrange(30 if busy else 5 * 365))
        kind, target, actor = dice.choice(TYPES), dice.choice(TARGETS), dice.choice(ACTORS)
        killed = dice.choice((None, None, 0, 1, 2, 3, 5, 9, 14, 30))
        hour = dice.choice(HOURS)
        for _ in range(dice.choice((1, 1, 2, 3, 8))):
            at = len(reports)
            told = killed + dice.choice((0, 0, 1)) if killed else killed
            wide = dice.random()
            end = day + dt.timedelta(30 if wide > 0.97 else 0)
            start = day - dt.timedelta(20 if wide > 0.97 else 0)
            reports.append(_report(at, place, start, end, kind, target, actor, told, hour, wide < 0.05))
            articles.append(_article(at, day))
    return reports, articles


def _report(
    at: int, place: int, start: dt.date, end: dt.date, kind: str, target: str | None, actor: str | None,
    killed: int | None, hour: str, wide: bool,
) -> Report:  # fmt: skip
    lat, lon = 30 + (place * 7919 % 700) / 100, 38 + (place * 104729 % 1000) / 100
    quote = f"On {start} an attack of type {kind} hit place {place} {hour}, killing {killed}, as account {at} says."
    return Report(
        f"a{at:015d}", "specific", (kind,), "carried_out", DateInterval(start, end, "day" if start == end else "month"),
        place_name=f"place {place}", place_name_en=f"Place {place}", place_name_ar=f"مكان {place}",
        place_id=f"gov.{place % 18}" if wide else f"iq.{place}", feature_class="governorate" if wide else "town",
        country="IQ", governorate=f"Governorate {place % 18}", lat=lat, lon=lon,
        geo_precision="governorate" if wide else "town", radius_km=80.0 if wide else 4.0, actor=actor,
        actor_status="attributed" if actor else "unknown", target=target, killed=killed, killed_min=killed,
        killed_max=killed, evidence={"place": (at % 90, at % 90 + 9), "type": (30, 40), "date": (3, 13)},
        reason={"place": ["place.named"], "type": ["trigger"], "date": ["date.iso"]}, sentence=Span(0, len(quote)),
        quote=quote, confidence=0.8,
    )  # fmt: skip


def _article(at: int, day: dt.date) -> Article:
    text = f"Account {at} of an attack, by a writer of words {at * 7} and {at * 13}, who saw it on {day}."
    return Article(
        f"a{at:015d}", "", text, "en", f"Outlet {at % 50}", published=DateInterval(day, day, "day")
    )


def measure(count: int, town: int) -> float:
    """Seconds of one core to merge, printed with rate and memory."""
    reports, articles = invented(count, town)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    start, busy = time.perf_counter(), time.process_time()
    merged = merge_reports(reports, articles)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{len(reports):,} reports ({town:,} in one town and month): {len(merged.incidents):,} incidents in "
        f"{seconds:.1f} s ({busy:.1f} s of one core), {len(reports) / busy:,.0f} a second; peak {peak:.2f} GB ({before:.2f} GB the reports)",
        flush=True,
    )
    return busy


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description="How fast reports merge into incidents.")
    parser.add_argument("--reports", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--town", type=int, default=10_000)
    asked = parser.parse_args()
    taken = [(count, measure(count, min(asked.town, count))) for count in asked.reports]
    if len(taken) > 1:
        (few, fast), (many, slow) = taken[0], taken[-1]
        print(f"time exponent {math.log(slow / fast) / math.log(many / few):.2f} from {few:,} to {many:,}")


if __name__ == "__main__":
    main()
