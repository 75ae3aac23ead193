"""From events in sentences to the reports of an article: type, date, kind, outcome, and each told once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from evidence.findings import deciding
from language.span import Span
from language.tokens import Tokens
from pipeline.extract.annotation import Annotated, MarkedSentence
from pipeline.extract.attack_type import (
    DEMONSTRATIVES,
    attack_types,
    plain_aircraft,
    points_to_theme,
    refers_back,
    theme_of,
)
from pipeline.extract.attribution import attribution_of
from pipeline.extract.boilerplate import boilerplate_sentences
from pipeline.extract.candidates import candidates_of
from pipeline.extract.event_coreference import Draft, once_each
from pipeline.extract.event_date import attacks_counted, event_date, kind_of, main_day
from pipeline.extract.events import Decision, Event, by_sentence, decide
from pipeline.extract.facts import Sight
from pipeline.extract.place_fields import place_fields
from pipeline.extract.place_mentions import place_mentions
from pipeline.extract.toll import Count, counts_in, read_toll
from pipeline.knowledge.load import Knowledge
from pipeline.model import Article, DateInterval, Report

__all__ = ["find_reports", "may_report"]



def find_reports(
    article: Article, annotated: Annotated, knowledge: Knowledge
) -> tuple[list[Report], list[Decision]]:
    """The article's reports, each attack once, and the decisions on the way."""
    sentences = speaking_sentences(annotated)
    if not sentences:
        return [], []
    tokens = annotated.tokens
    mentions = {each.sentence.number: place_mentions(tokens, each) for each in annotated.sentences}
    candidates = candidates_of(annotated, sentences, mentions)
    events, decisions = decide(candidates, Sight(article, annotated, mentions), knowledge.accept)
    return once_each(with_tolls_beside(annotated, drafts_of(article, annotated, knowledge, events), knowledge)), decisions


def may_report(annotated: Annotated) -> bool:
    """Whether `find_reports` may find any: whether a sentence that is the article's has an attack word."""
    return bool(speaking_sentences(annotated))


def speaking_sentences(annotated: Annotated) -> list[MarkedSentence]:
    """The sentences with attack words that are not related headlines."""
    speaking = list(annotated.speaking())
    boilerplate = boilerplate_sentences(annotated) if speaking else frozenset()
    return [each for each in speaking if each.sentence.number not in boilerplate]


def drafts_of(
    article: Article, annotated: Annotated, knowledge: Knowledge, events: Sequence[Event]
) -> list[Draft]:
    """A draft for each event, which may lean on the draft before."""
    drafts: list[Draft] = []
    tokens = annotated.tokens
    main = main_day(article, annotated)
    theme = theme_of(annotated)
    for siblings in by_sentence(events).values():
        marked = siblings[0].sentence
        counts = counts_in(tokens, marked, knowledge)
        if drafts and all(event.mention is None for event in siblings):
            drafts = explained_by(drafts, marked, tokens)
        for event in siblings:
            event.count = attacks_counted(tokens, event, knowledge)
            latest = drafts[-1] if drafts else None
            drafts.append(make_draft(article, annotated, event, knowledge, main, siblings, counts, latest, theme))
    return drafts


def pair(span: Span) -> tuple[int, int]:
    """A span as a plain pair of offsets."""
    return span.start, span.end


def make_draft(
    article: Article, annotated: Annotated, event: Event, knowledge: Knowledge, main: DateInterval | None,
    siblings: Sequence[Event], counts: Sequence[Count], latest: Draft | None, theme: tuple[str, ...],
) -> Draft:  # fmt: skip
    """The report of one event."""
    tokens = annotated.tokens
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
    voice = attribution_of(tokens, event, knowledge, latest.voice if latest is not None and near else None)
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
    if event.mention is not None:
        evidence["place"] = pair(tokens.span(event.mention.finest.first, event.mention.finest.last))
        reason["place"] = " ".join(each.fact for each in deciding(event.findings, True))
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
        confidence=round(event.probability, 3),
        **place_fields(tokens, event.mention),
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
            reason = {**draft.report.reason, "type": "type.these_attacks"}
            weapon = draft.report.weapon or marked.weapons[0].entry.role
            draft = replace(
                draft, report=replace(draft.report, attack_types=types, reason=reason, weapon=weapon)
            )
        told.append(draft)
    return told


def interception(tokens: Tokens, event: Event) -> str | None:
    """The rule by which the attack was stopped before it struck, or None."""
    start, _end = event.segment
    for cue in event.sentence.cues_between(start, event.trigger.last + 1, "intercepted"):
        if cue.last <= event.trigger.last + 1 and event.trigger.first - cue.last <= 5:
            return cue.entry.row
    if event.trigger.entry.role == "intercept":
        return event.trigger.entry.row
    return None
