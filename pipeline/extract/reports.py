"""From events in sentences to the reports of an article: type, date, kind, outcome, and each told once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from geo.toponyms import Toponym
from language.lexicon import Entry
from language.matching import Match
from language.span import Span
from language.tokens import Tokens
from pipeline.dates.expressions import TimeExpression
from pipeline.extract.annotation import Annotated, MarkedSentence
from pipeline.extract.armed_context import Arms
from pipeline.extract.attack_type import (
    DEMONSTRATIVES,
    attack_types,
    plain_aircraft,
    points_to_theme,
    refers_back,
    theme_of,
)
from pipeline.extract.attribution import voice_of
from pipeline.extract.boilerplate import boilerplate_sentences
from pipeline.extract.event_coreference import Draft, once_each
from pipeline.extract.event_date import count_before, event_date, kind_of, main_day
from pipeline.extract.events import Decision, Event, find_events
from pipeline.extract.modality import refused_modality
from pipeline.extract.place_coreference import carried_nest
from pipeline.extract.place_fields import place_fields
from pipeline.extract.toll import Count, counts_in, read_toll
from pipeline.extract.triggers import main_triggers
from pipeline.knowledge.load import STRIKING, Knowledge
from pipeline.model import Article, DateInterval, Report

__all__ = ["find_reports", "may_report"]

CARRIED_RANK = 3  # a city, a town, a site: what "the base" or "there" can mean


def find_reports(
    article: Article, annotated: Annotated, knowledge: Knowledge, thorough: bool = False
) -> tuple[list[Report], list[Decision]]:
    """The article's reports, each attack once, and the decisions on the way.

    Sentences that can tell no attack are left as soon as that is seen; with `thorough` they are read to
    their end, so that the decisions name every place. The reports are the same.
    """
    drafts: list[Draft] = []
    decisions: list[Decision] = []
    tokens = annotated.tokens
    boilerplate: frozenset[int] | None = None
    arms = Arms(article, annotated)
    main: tuple[DateInterval | None, tuple[str, ...]] | None = None
    earlier_places: list[Toponym] = []
    for marked in annotated.speaking():
        number = marked.sentence.number
        if boilerplate is None:
            boilerplate = boilerplate_sentences(annotated)
        if number in boilerplate:
            decisions.append(Decision(number, marked.first, marked.last, "text.related_headlines", False))
            continue
        # Before the first attack is found nothing can be carried over, and most sentences end here.
        if not drafts and not thorough and (refused := hopeless(tokens, marked, arms)) is not None:
            decisions += refused
            continue
        events, decided = find_events(tokens, marked)
        decisions += decided
        if drafts and not any(event.nest for event in events):
            drafts = explained_by(drafts, marked, tokens)
        placed = any(event.nest is not None for event in events)
        counts: list[Count] | None = None
        for event in events:
            rule = refused_modality(tokens, marked, event.trigger)
            if not rule and not arms.bear_out(event):
                rule = "trigger.no_arms_near"
            if not rule and event.nest is None and not placed and event.trigger.entry.role in STRIKING:
                event.nest = carried_nest(tokens, event, earlier_places, knowledge)
            if rule or event.nest is None:
                decisions.append(refusal_of(event.trigger, number, rule or "trigger.no_place"))
                continue
            placed = True
            event.count = count_before(tokens, event, knowledge)
            if counts is None:
                counts = counts_in(tokens, marked, knowledge)
            if main is None:
                main = main_day(article, annotated), theme_of(article, annotated, knowledge)
            latest = drafts[-1] if drafts else None
            draft = make_draft(article, tokens, event, knowledge, main[0], events, counts, latest, main[1])
            drafts.append(draft)
            if event.place is not None and event.place.feature.rank <= CARRIED_RANK:
                earlier_places.append(event.nest.finest)
    return once_each(with_tolls_beside(annotated, drafts, knowledge)), decisions


def may_report(article: Article, annotated: Annotated) -> bool:
    """Whether `find_reports` may find any: whether there is a sentence that it would not leave at once."""
    arms = Arms(article, annotated)
    boilerplate: frozenset[int] | None = None
    for marked in annotated.speaking():
        if hopeless(annotated.tokens, marked, arms) is None:
            if boilerplate is None:
                boilerplate = boilerplate_sentences(annotated)
            if marked.sentence.number not in boilerplate:
                return True
    return False


def hopeless(tokens: Tokens, marked: MarkedSentence, arms: Arms) -> list[Decision] | None:
    """Why none of a sentence's triggers can tell an attack with a place of its own; None where one may."""
    number = marked.sentence.number
    found: list[Decision] = []
    for trigger in main_triggers(tokens, marked):
        rule: str | None = None
        if not arms.may_bear_out(marked, trigger):
            rule = "trigger.no_arms_near"
        elif not marked.recognised:
            rule = "trigger.no_place"
        rule = rule or refused_modality(tokens, marked, trigger)
        if not rule:
            return None
        found.append(refusal_of(trigger, number, rule))
    return found


def refusal_of(trigger: Match[Entry], sentence: int, rule: str) -> Decision:
    """The decision that a trigger tells no attack."""
    return Decision(sentence, trigger.first, trigger.last, rule, False)


def pair(span: Span) -> tuple[int, int]:
    """A span as a plain pair of offsets."""
    return span.start, span.end


def make_draft(
    article: Article, tokens: Tokens, event: Event, knowledge: Knowledge, main: DateInterval | None,
    siblings: Sequence[Event], counts: Sequence[Count], latest: Draft | None, theme: tuple[str, ...],
) -> Draft:  # fmt: skip
    """The report of one event."""
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
        evidence=evidence, reason={key: [rule] for key, rule in reason.items() if rule}, sentence=sentence, quote=sentence.of(tokens.original).strip(),
        confidence=confidence(event, kind, when),
        **place_fields(tokens, event),
    )  # fmt: skip
    return Draft(report, event, voice)


def with_tolls_beside(annotated: Annotated, drafts: list[Draft], knowledge: Knowledge) -> list[Draft]:
    """The drafts, those of one place completed with the toll that the next sentence tells without a place."""
    if not drafts:
        return drafts
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
            reason = {**draft.report.reason, "type": ["type.these_attacks"]}
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


def interception(tokens: Tokens, event: Event) -> str | None:
    """The rule by which the attack was stopped before it struck, or None."""
    start, _end = event.segment
    for cue in event.sentence.cues_between(start, event.trigger.last + 1, "intercepted"):
        if cue.last <= event.trigger.last + 1 and event.trigger.first - cue.last <= 5:
            return cue.entry.row
    if event.trigger.entry.role == "intercept":
        return event.trigger.entry.row
    return None
