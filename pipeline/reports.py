"""From events in sentences to the reports of an article: type, date, kind, outcome, and each told once."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from geo.recognise import Toponym
from language.lexicon import Entry
from language.matching import Match
from language.span import Span
from language.tokens import Tokens, tokenise_text
from pipeline.annotate import Annotated, MarkedSentence
from pipeline.boilerplate import boilerplate_sentences
from pipeline.coreference import carried_nest
from pipeline.dating import TimeExpression
from pipeline.events import STRIKING, Decision, Event, find_events
from pipeline.families import FAMILIES
from pipeline.knowledge import Knowledge
from pipeline.modality import refused_modality
from pipeline.model import Article, DateInterval, Report
from pipeline.placing import place_fields
from pipeline.sourcing import Voice, voice_of
from pipeline.toll import Count, counts_in, read_toll

__all__ = ["find_reports"]

DEMONSTRATIVES = frozenset("هذه تلك هذا ذلك بهذه لهذه these those such".split())
HISTORIC = dt.timedelta(days=60)
SERIES_DAYS = 8
# "Attacked" alone is an assault on the ground; the weapon beside it says more.
WEAPON_DECIDES = frozenset({"ar.attack.verb"})
PLAIN_NOUNS = frozenset("attack attacks strike strikes bombing bombings blast blasts raid raids".split())
CARRIED_RANK = 3  # a city, a town, a site: what "the base" or "there" can mean
NEAR_AREA_KM = 150.0
NEAR_SENTENCES = 1
# What goes on against a governorate or a country is a series; in one town it may be one battle.
WIDE_RANK = 7
# So many attacks on one country, counted without dates of their own, are a series.
SERIES_COUNT = 3
DAY = dt.timedelta(days=1)
# The sentences in which an article says of which day its news is.
OPENING = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """A report being put together, with the event it comes from."""

    report: Report
    event: Event
    voice: Voice


def find_reports(
    article: Article, annotated: Annotated, knowledge: Knowledge
) -> tuple[list[Report], list[Decision]]:
    """The article's reports, each attack once, and every decision on the way."""
    drafts: list[Draft] = []
    decisions: list[Decision] = []
    earlier = main_day(article, annotated)
    theme = theme_of(article, annotated, knowledge)
    earlier_places: list[Toponym] = []
    boilerplate = boilerplate_sentences(annotated)
    for marked in annotated.sentences:
        if marked.sentence.number in boilerplate:
            decisions.append(
                Decision(marked.sentence.number, marked.first, marked.last, "text.related_headlines", False)
            )
            continue
        events, decided = find_events(annotated.tokens, marked)
        decisions += decided
        if drafts and not any(event.nest for event in events):
            drafts = explained_by(drafts, marked, annotated.tokens)
        counts = counts_in(annotated.tokens, marked, knowledge) if events else []
        for event in events:
            rule = refused_modality(annotated.tokens, marked, event.trigger)
            if rule:
                decisions.append(
                    Decision(marked.sentence.number, event.trigger.first, event.trigger.last, rule, False)
                )
                continue
            if event.nest is None and event.trigger.entry.role in STRIKING:
                event.nest = carried_nest(annotated.tokens, event, earlier_places, knowledge)
            if event.nest is None:
                decisions.append(
                    Decision(
                        marked.sentence.number,
                        event.trigger.first,
                        event.trigger.last,
                        "trigger.no_place",
                        False,
                    )
                )
                continue
            event.count = count_before(annotated.tokens, event, knowledge)
            draft = make_draft(
                article,
                annotated.tokens,
                event,
                knowledge,
                earlier,
                events,
                counts,
                drafts[-1] if drafts else None,
                theme,
            )
            if draft is not None:
                drafts.append(draft)
                if event.place is not None and event.nest is not None and event.place.feature.rank <= CARRIED_RANK:
                    earlier_places.append(event.nest.finest)
    return once_each(with_tolls_beside(annotated, drafts, knowledge)), decisions


def count_before(tokens: Tokens, event: Event, knowledge: Knowledge) -> int | None:
    """The number of attacks that stands before the trigger ("165 هجوماً") or as so many times, or None."""
    words, trigger = tokens.words, event.trigger
    for back in (3, 2, 1):
        at = trigger.first - back
        if at < event.sentence.first:
            continue
        number = knowledge.numerals.at(words, at, trigger.first)
        if number is not None and number.last == trigger.first:
            return number.value
    start, end = event.segment
    for i in range(start, end - 1):
        number = knowledge.numerals.at(words, i, end)
        if number is not None and number.last < end and words[number.last] in {"مره", "مرات", "times"}:
            return number.value
    return None


def main_day(article: Article, annotated: Annotated) -> DateInterval | None:
    """The day of the article's news, where its opening names one: what follows undated is of that day."""
    published = article.published
    if published is None or published.start is None or not published.is_day:
        return None
    for marked in annotated.sentences[:OPENING]:
        if not (marked.triggers and marked.toponyms):
            continue
        for expression in marked.times:
            day = expression.interval.start
            if expression.use == "at" and expression.interval.is_day and day is not None:
                if published.start - DAY <= day <= published.start:
                    return DateInterval(day, day, "day", "publication")
    return None


def pair(span: Span) -> tuple[int, int]:
    """A span as a plain pair of offsets."""
    return span.start, span.end


def make_draft(
    article: Article, tokens: Tokens, event: Event, knowledge: Knowledge, main: DateInterval | None,
    siblings: Sequence[Event], counts: Sequence[Count], latest: Draft | None, theme: tuple[str, ...],
) -> Draft | None:  # fmt: skip
    """The report of one event, or None where it tells too little."""
    types, weapon, weapon_rule = attack_types(tokens, event)
    if types == ("unspecified",) and latest is not None and refers_back(tokens, event):
        types, weapon_rule = latest.report.attack_types, "type.of_the_attack_before"
    if types == ("unspecified",) and theme and points_to_theme(tokens, event):
        types, weapon_rule = theme, "type.of_the_article"
    elif (
        types == ("airstrike",)
        and latest is not None
        and plain_aircraft(tokens, event)
        and "drone" in latest.report.attack_types
    ):
        types, weapon_rule = ("drone",), "type.of_the_drones_before"
    date, use, when = event_date(article, tokens, event, main)
    kind, kind_rule = kind_of(article, tokens, event, date, use)
    near = latest is not None and event.sentence.sentence.number - latest.event.sentence.sentence.number <= 1
    voice = voice_of(tokens, event, knowledge, latest.voice if latest is not None and near else None)
    intercepted = interception(tokens, event)
    outcome = "intercepted" if intercepted else "claimed_only" if voice.claimed else "carried_out"
    sentence = tokens.span(event.sentence.first, event.sentence.last)
    evidence = {
        "type": pair(tokens.span(event.trigger.first, event.trigger.last)),
        "quote": pair(sentence),
    }
    reason = {
        "type": weapon_rule or event.trigger.entry.row,
        "kind": kind_rule,
        "outcome": intercepted or voice.rule,
    }
    if event.nest is not None:
        evidence["place"] = pair(tokens.span(event.nest.finest.first, event.nest.finest.last))
        reason["place"] = event.nest.finest.reason
    if when is not None:
        evidence["date"] = pair(tokens.span(when.first, when.last))
        reason["date"] = when.rule
    else:
        reason["date"] = "date.publication" if date.start else "date.none"
    if weapon is not None:
        evidence["weapon"] = pair(tokens.span(weapon.first, weapon.last))
    if voice.actor_span:
        evidence["actor"] = pair(tokens.span(*voice.actor_span))
        reason["actor"] = voice.rule
    toll = read_toll(tokens, event, siblings, counts, knowledge)
    evidence.update({key: pair(tokens.span(*span)) for key, span in toll.evidence.items()})
    report = Report(
        article_id=article.article_id, kind=kind, attack_types=types, outcome=outcome, date=date,
        sourcing=voice.sourcing, actor=voice.actor, actor_status=voice.status, weapon=weapon.entry.role if weapon else None,
        weapon_count=toll.weapon_count, killed=toll.killed, killed_min=toll.killed_min, killed_max=toll.killed_max,
        injured=toll.injured, injured_min=toll.injured_min, injured_max=toll.injured_max, killed_whom=toll.whom,
        toll_note=toll.note, event_count=event.count if kind == "recurrent" else None, target=voice.target,
        evidence=evidence, reason=reason, sentence=sentence, quote=sentence.of(tokens.original).strip(),
        confidence=confidence(event, kind, when),
        **place_fields(tokens, event),
    )  # fmt: skip
    return Draft(report, event, voice)


def with_tolls_beside(annotated: Annotated, drafts: list[Draft], knowledge: Knowledge) -> list[Draft]:
    """The drafts, those of one place completed with the toll that the next sentence tells without a place."""
    by_sentence: dict[int, list[int]] = {}
    for at, draft in enumerate(drafts):
        by_sentence.setdefault(draft.event.sentence.sentence.number, []).append(at)
    told = list(drafts)
    for marked in annotated.sentences:
        number = marked.sentence.number
        before = by_sentence.get(number - 1, [])
        if number in by_sentence or len(before) != 1 or any(t.place for t in marked.toponyms):
            continue
        draft = told[before[0]]
        changes: dict[str, Any] = {}
        evidence = dict(draft.report.evidence)
        for count in counts_in(annotated.tokens, marked, knowledge):
            if (
                count.whom != "attackers"
                and getattr(draft.report, count.kind) is None
                and count.kind not in changes
            ):
                changes |= {
                    count.kind: count.value,
                    f"{count.kind}_min": count.low,
                    f"{count.kind}_max": count.high,
                }
                evidence[count.kind] = pair(annotated.tokens.span(count.first, count.last))
        if changes:
            report = replace(draft.report, evidence=evidence, **changes) 
            told[before[0]] = Draft(report, draft.event, draft.voice)
    return told


def explained_by(drafts: list[Draft], marked: MarkedSentence, tokens: Tokens) -> list[Draft]:
    """The drafts of the sentence before, with the weapons that "these attacks" are said to be made with here."""
    latest = drafts[-1].event.sentence.sentence.number
    if marked.sentence.number - latest != 1 or not marked.weapons:
        return drafts
    speaks = any(
        t.entry.form == "definite" and t.first > marked.first and tokens.words[t.first - 1] in DEMONSTRATIVES
        for t in marked.triggers
    )
    if not speaks:
        return drafts
    types = tuple(dict.fromkeys(w.entry.value for w in marked.weapons))
    told = []
    for draft in drafts:
        if draft.event.sentence.sentence.number == latest and draft.report.attack_types == ("unspecified",):
            reason = {**draft.report.reason, "type": "type.these_attacks"}
            weapon = draft.report.weapon or marked.weapons[0].entry.role
            draft = replace(
                draft, report=replace(draft.report, attack_types=types, reason=reason, weapon=weapon)
            )
        told.append(draft)
    return told


def confidence(event: Event, kind: str, when: TimeExpression | None) -> float:
    """How sure the reading is, from how its place was resolved and what names its trigger."""
    sure = 0.55
    if event.nest is not None and event.nest.finest.place is not None:
        sure += 0.2 * event.nest.finest.score
    sure += 0.05 if when is not None else 0.0
    sure -= 0.15 if event.trigger.entry.role in {"casualty", "damage", "operation"} else 0.0
    sure -= 0.1 if kind == "recurrent" else 0.0
    return round(max(0.05, min(0.95, sure)), 2)


def attack_types(tokens: Tokens, event: Event) -> tuple[tuple[str, ...], Match[Entry] | None, str]:
    """(types, the weapon that decided, its rule): the trigger's own type, else what the weapons beside it say."""
    own = event.trigger.entry.value
    start, end = event.segment
    weapons = []
    for weapon in event.sentence.weapons:
        inside = start <= weapon.first < end or abs(weapon.first - event.trigger.last) <= 4
        nearer = any(
            t is not event.trigger
            and t.entry.role in {"strike", "blast", "clash", "raid"}
            and abs(t.first - weapon.first) + 2 < abs(event.trigger.first - weapon.first)
            for t in event.sentence.triggers
        )
        if inside and not (nearer and own != "unspecified") and not behind_a_verb(event, weapon):
            weapons.append(weapon)
    named = [weapon.entry.value for weapon in weapons]
    if own != "unspecified":
        types = [own]
        if event.trigger.entry.row in WEAPON_DECIDES and named:
            types = named
        elif own == "airstrike" and "drone" in named:
            types = ["drone"]
        elif own in {"rocket", "suicide_bombing"}:
            types += [t for t in named if t in {"drone", "missile", "vehicle_bomb"}]
    else:
        types = named
    if own == "unspecified" or (own == "armed_assault" and event.trigger.entry.role == "strike"):
        types = types or typed_triggers(event)
    if (
        event.trigger.entry.role == "intercept"
        and types == ["drone"]
        and shoots_down_state_aircraft(tokens, event)
    ):
        types = ["other"]
    types = types or [own]
    if "suicide_bombing" in types and event.trigger.entry.role == "blast" and not named:
        types = ["suicide_bombing"]
    if "airstrike" in types and "drone" in types and event.trigger.entry.value == "unspecified":
        types = [t for t in types if t != "airstrike"]
    ordered = tuple(dict.fromkeys(types)) or ("unspecified",)
    decisive = weapons[0] if weapons else None
    return ordered, decisive, decisive.entry.row if decisive and own == "unspecified" else ""


def behind_a_verb(event: Event, weapon: Match[Entry]) -> bool:
    """Whether another strike's verb stands between: "تقصف إيلات وتستهدف مسيرتين" hits Eilat with no drones."""
    return any(
        event.trigger.last <= t.first < weapon.first
        and t.entry.role in {"strike", "launch", "intercept", "raid"}
        and t.entry.form in {"perfect", "imperfect"}
        for t in event.sentence.triggers
    )


def theme_of(article: Article, annotated: Annotated, knowledge: Knowledge) -> tuple[str, ...]:
    """The attack types that the title, or else the first sentence, names, if they are of one family."""
    title = tokenise_text(article.title)
    lexicon = knowledge.lexicon
    named: list[str] = []
    for book in (lexicon.weapons, lexicon.triggers):
        named += [m.entry.value for m in book.find(title.words, 0, len(title))]
    if not any(t in FAMILIES for t in named) and annotated.sentences:
        opening = annotated.sentences[0]
        named = [m.entry.value for m in (*opening.weapons, *opening.triggers)]
    types = tuple(dict.fromkeys(t for t in named if t in FAMILIES))
    return types if types and len({FAMILIES[t] for t in types}) == 1 else ()


def points_to_theme(tokens: Tokens, event: Event) -> bool:
    """Whether the trigger names no attack of its own: "the attack", "killed", "was hit"."""
    entry, words = event.trigger.entry, tokens.words
    first = event.trigger.first
    if words[first] in PLAIN_NOUNS and first > event.sentence.first and words[first - 1] in DEMONSTRATIVES | {"the"}:
        return True
    return entry.form in {"definite", "possessed"} or entry.role in {"casualty", "fall"}


def refers_back(tokens: Tokens, event: Event) -> bool:
    """Whether the trigger points to attacks told before: "هذه التفجيرات", "قصف مماثل", "shot down nine of them"."""
    words, trigger = tokens.words, event.trigger
    if trigger.first and words[trigger.first - 1] in DEMONSTRATIVES:
        return True
    after = words[trigger.last : trigger.last + 4]
    if trigger.entry.role == "intercept" and any(w in {"them", "منها", "منهم"} for w in after):
        return True
    return any(w.removeprefix("ال").startswith(("مماثل", "similar")) for w in after[:2])


def plain_aircraft(tokens: Tokens, event: Event) -> bool:
    """Whether the only weapon of the clause is "an aircraft" that may be one of the drones told before."""
    start, end = event.segment
    named = [
        tokens.words[w.first].removeprefix("ال")
        for w in event.sentence.weapons
        if start <= w.first < end and w.last == w.first + 1
    ]
    return bool(named) and all(word in {"طايره", "طايرات", "طايرتين", "aircraft"} for word in named)


def typed_triggers(event: Event) -> list[str]:
    """The types of the other triggers between the same clause borders: "استهدف ... بغارات"."""
    start, end = event.segment
    return [
        t.entry.value
        for t in event.sentence.triggers
        if start <= t.first < end
        and t is not event.trigger
        and t.entry.value not in {"unspecified", "armed_assault"}
    ]


def shoots_down_state_aircraft(tokens: Tokens, event: Event) -> bool:
    """Whether what is shot down is a state's aircraft and not an attacker's: "أسقطت مسيرة أميركية"."""
    words = tokens.words
    for weapon in event.sentence.weapons:
        if weapon.first >= event.trigger.first and weapon.entry.value == "drone":
            after = words[weapon.last : weapon.last + 3]
            return any(
                word.startswith(
                    ("اميركي", "امريكي", "اسراييلي", "تركي", "american", "israeli", "us", "turkish")
                )
                for word in after
            )
    return False


def event_date(
    article: Article, tokens: Tokens, event: Event, main: DateInterval | None
) -> tuple[DateInterval, str, TimeExpression | None]:
    """(interval, use, expression): the nearest time expression of the sentence, else publication."""
    best: TimeExpression | None = None
    least = 60
    for expression in event.sentence.times:
        if expression.use == "future":
            continue
        start, end = sorted((expression.first, event.trigger.first))
        cost = end - start + 12 * len(event.sentence.cues_between(start, end, "border"))
        cost += (
            6 * len(event.sentence.cues_between(start, end, "say", "announce"))
            if expression.first < event.trigger.first
            else 0
        )
        if cost < least:
            best, least = expression, cost
    if best is not None:
        return best.interval, best.use, best
    published = article.published
    if published is None or published.start is None or published.end is None:
        return DateInterval(None, None), "at", None
    if is_recurrent(event) is not None:
        # A series without a period of its own: known to have gone on until publication.
        return DateInterval(None, published.end, "unknown", "publication"), "publication", None
    if main is not None and not event.sentence.cues_between(
        event.sentence.first, event.trigger.first + 1, "background"
    ):
        return main, "publication", None
    precision = "days" if published.start == published.end else "interval"
    return DateInterval(published.start - DAY, published.end, precision, "publication"), "publication", None


def kind_of(article: Article, tokens: Tokens, event: Event, date: DateInterval, use: str) -> tuple[str, str]:
    """(kind, rule): recurrent for series, historic for what lies more than 60 days back, else specific."""
    published = article.published.start if article.published else None
    if published and date.end and date.end < published - HISTORIC:
        return "historic", "kind.more_than_60_days_before"
    long = date.days is not None and date.days > SERIES_DAYS and use in {"since", "span"}
    if long:
        return "recurrent", "kind.long_period"
    repeated = is_recurrent(event)
    if repeated is not None and (date.days is None or date.days > 2):
        return "recurrent", repeated
    return "specific", "kind.one_event"


def stated_count(event: Event) -> int | None:
    """The number of attacks stated before the trigger or as "N times", or None."""
    return event.count


def is_recurrent(event: Event) -> str | None:
    """The rule by which the clause speaks of a series, or None."""
    start, end = event.segment
    repeated = event.sentence.cues_between(start, end, "recurrent")
    if repeated:
        return repeated[0].entry.row
    coarse = event.place is not None and event.place.feature.rank >= WIDE_RANK
    counted = stated_count(event) if coarse else None
    if counted is not None and counted >= SERIES_COUNT:
        return "kind.counted_attacks"
    many = any(
        t.entry.value == "base" and start <= t.first < end and t.entry.form == "definite"
        for t in event.sentence.targets
    )
    if coarse and many and event.place is not None and event.place.feature.name == "country":
        return "kind.many_targets_of_a_country"
    continuing = event.sentence.cues_between(start, event.trigger.first + 1, "continuing")
    if coarse and continuing:
        return continuing[0].entry.row
    return None


def interception(tokens: Tokens, event: Event) -> str | None:
    """The rule by which the attack was stopped before it struck, or None."""
    start, _end = event.segment
    for cue in event.sentence.cues_between(start, event.trigger.last + 1, "intercepted"):
        if cue.last <= event.trigger.last + 1 and event.trigger.first - cue.last <= 5:
            return cue.entry.row
    if event.trigger.entry.role == "intercept":
        return event.trigger.entry.row
    return None


def once_each(drafts: list[Draft]) -> list[Report]:
    """Each attack once: drafts of one place, kind and time whose types agree are one report."""
    kept: list[Draft] = []
    for draft in drafts:
        for number, other in enumerate(kept):
            if same_attack(other.report, draft.report):
                kept[number] = Draft(united(other, draft), other.event, either_voice(other.voice, draft.voice))
                break
        else:
            kept.append(draft)
    return [draft.report for draft in kept if not any(finer_told(draft, other) for other in kept)]


def finer_told(draft: Draft, finer_draft: Draft) -> bool:
    """Whether `finer_draft` tells the same attack at a finer place than a country or an area near by."""
    report, other = draft.report, finer_draft.report
    apart = abs(draft.event.sentence.sentence.number - finer_draft.event.sentence.sentence.number)
    if apart == 0 and draft.event.trigger is finer_draft.event.trigger:
        return False  # a list names both
    if report.geo_precision == "area" and apart > NEAR_SENTENCES:
        return False  # a bulletin tells of the whole strip in one line and of a quarter in another
    if (
        other is report
        or report.geo_precision not in {"country", "area"}
        or other.geo_precision in {"country", "area", None}
    ):
        return False
    if report.kind != "specific" or other.kind != "specific":
        return False
    if report.country not in {other.country, None} and not (
        report.geo_precision == "area" and apart_km(report, other) < NEAR_AREA_KM
    ):
        return False
    vague = "unspecified" in report.attack_types or "unspecified" in other.attack_types
    return overlap(report.date, other.date) and (
        vague or bool(set(report.attack_types) & set(other.attack_types))
    )


def same_attack(a: Report, b: Report) -> bool:
    """Whether two reports of one article tell the same attack."""
    if (a.place_id or a.place_name) != (b.place_id or b.place_name) or a.kind != b.kind:
        return False
    vague = "unspecified" in a.attack_types or "unspecified" in b.attack_types
    if not vague and not set(a.attack_types) & set(b.attack_types):
        return False
    return overlap(a.date, b.date)


def apart_km(a: Report, b: Report) -> float:
    """The distance in km between two reports' places, good enough for a few hundred."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    return math.hypot((a.lat - b.lat) * 111.2, (a.lon - b.lon) * 111.2 * math.cos(math.radians(a.lat)))


def overlap(a: DateInterval, b: DateInterval) -> bool:
    """Whether two intervals share a day, an open end reaching anywhere."""
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return True
    return a.start <= b.end and b.start <= a.end


def either_voice(a: Voice, b: Voice) -> Voice:
    """The voice of two mentions: a named source's before the outlet's own."""
    return b if b.confirmed and not a.confirmed else a


def united(one: Draft, other: Draft) -> Report:
    """One report of two that tell the same attack: the first, made more exact by the second."""
    a, b = one.report, other.report
    types = a.attack_types
    if "unspecified" in types:
        types = b.attack_types
    elif "unspecified" not in b.attack_types:
        types = tuple(dict.fromkeys(types + b.attack_types))
    date, evidence, reason = a.date, dict(a.evidence), dict(a.reason)
    if finer(b.date, a.date):
        date = b.date
        reason["date"] = b.reason.get("date", "")
        if "date" in b.evidence:
            evidence["date"] = b.evidence["date"]
    outcome = a.outcome
    if "carried_out" in {a.outcome, b.outcome} and "claimed_only" in {a.outcome, b.outcome}:
        # The outlet that only repeats a claim in its title does not confirm it.
        teller = one.voice if a.outcome == "carried_out" else other.voice
        outcome = "carried_out" if teller.confirmed else "claimed_only"
    changes: dict[str, Any] = {}
    for key in (
        "actor",
        "weapon",
        "weapon_count",
        "killed",
        "killed_min",
        "killed_max",
        "injured",
        "injured_min",
        "injured_max",
        "killed_whom",
        "target",
    ):
        if getattr(a, key) is None and getattr(b, key) is not None:
            changes[key] = getattr(b, key)
            if key in b.evidence:
                evidence[key] = b.evidence[key]
    return replace(
        a, attack_types=types, date=date, outcome=outcome, evidence=evidence, reason=reason, **changes
    ) 


def finer(a: DateInterval, b: DateInterval) -> bool:
    """Whether `a` tells the date more exactly than `b`."""
    if a.days is None:
        return False
    return b.days is None or a.days < b.days or (a.days == b.days and b.basis == "publication" != a.basis)
