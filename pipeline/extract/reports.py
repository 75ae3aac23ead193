"""From events in sentences to the reports of an article: type, date, kind, outcome, and each told once."""

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.findings import deciding
from language.lexicon import Entry
from language.matching import Match
from language.span import Span
from pipeline.extract.annotation import Annotated, MarkedSentence
from pipeline.extract.attack_type import attack_types
from pipeline.extract.attribution import Attribution, attribution_of
from pipeline.extract.boilerplate import boilerplate_sentences
from pipeline.extract.candidates import candidates_of
from pipeline.extract.confidence import with_confidence
from pipeline.extract.event_coreference import Draft, once_each
from pipeline.extract.event_date import attacks_counted, event_date, kind_of, main_day
from pipeline.extract.events import ACCEPTED, Decision, Event, by_sentence, decide
from pipeline.extract.facts import Sight
from pipeline.extract.place_fields import place_fields
from pipeline.extract.place_mentions import place_mentions
from pipeline.extract.toll import Counts, read_toll
from pipeline.knowledge.load import Knowledge
from pipeline.model import Article, DateInterval, Report

__all__ = ["drafts_of", "events_in", "find_reports", "may_report", "speaking_sentences"]

# How near to the attack word it must be said that nobody vouches for it.
DOUBT_REACH = 8
INTERCEPTED_REACH = 5  # tokens between the words of an interception and the attack word


def find_reports(
    article: Article, annotated: Annotated, knowledge: Knowledge
) -> tuple[list[Report], list[Decision]]:
    """The article's reports, each attack once, and the decisions on the way."""
    events, decisions = events_in(article, annotated, knowledge)
    drafts = once_each(drafts_of(article, annotated, knowledge, events))
    weights = knowledge.weights["confidence"]
    return [with_confidence(draft.report, draft.event.score, weights) for draft in drafts], decisions


def drafts_of(
    article: Article, annotated: Annotated, knowledge: Knowledge, events: Sequence[Event]
) -> list[Draft]:
    """A draft for each event."""
    teller = Teller(
        article, annotated, knowledge, Counts(annotated.tokens, knowledge), main_day(article, annotated)
    )
    return [teller.draft(event, siblings) for siblings in by_sentence(events).values() for event in siblings]


def events_in(
    article: Article, annotated: Annotated, knowledge: Knowledge
) -> tuple[list[Event], list[Decision]]:
    """The events of an article, and every decision about its candidates."""
    sentences = speaking_sentences(annotated)
    if not sentences:
        return [], []
    mentions = {each.sentence.number: place_mentions(annotated.tokens, each) for each in annotated.sentences}
    sight = Sight(article, annotated, mentions)
    return decide(candidates_of(annotated, sentences, mentions), sight, knowledge.weights["accept"])


def may_report(annotated: Annotated) -> bool:
    """Whether `find_reports` may find any: whether a sentence that is the article's has an attack word."""
    return bool(speaking_sentences(annotated))


def speaking_sentences(annotated: Annotated) -> list[MarkedSentence]:
    """The sentences with attack words that are not related headlines."""
    speaking = list(annotated.speaking())
    boilerplate = boilerplate_sentences(annotated) if speaking else frozenset()
    return [each for each in speaking if each.sentence.number not in boilerplate]


@dataclass(eq=False)
class Teller:
    """What the reports of one article are told from."""

    article: Article
    annotated: Annotated
    knowledge: Knowledge
    counts: Counts
    main: DateInterval | None

    def draft(self, event: Event, siblings: Sequence[Event]) -> Draft:
        """The draft of one event; `siblings` are those of its sentence, itself among them."""
        who = attribution_of(event, self.annotated, self.knowledge)
        return Draft(self.report(event, siblings, who), event, who)

    def report(self, event: Event, siblings: Sequence[Event], who: Attribution) -> Report:
        """The report of one event."""
        article, annotated, knowledge = self.article, self.annotated, self.knowledge
        tokens = annotated.tokens
        types, named_by, typed = attack_types(event, annotated, knowledge.weights["type"])
        event.count = attacks_counted(tokens, event, knowledge)
        date, use, when = event_date(article, tokens, event, self.main)
        kind, why = kind_of(article, event, date, use, knowledge.weights["kind"])
        if kind == "historic" and when is None:
            date = DateInterval(None, None)
        toll = read_toll(event, siblings, annotated, self.counts, knowledge)
        stopped = interception(event)
        sentence = tokens.span(event.sentence.first, event.sentence.last)
        evidence = {
            "type": pair(tokens.span(event.trigger.first, event.trigger.last)),
            "quote": pair(sentence),
        }
        whys = {"type": deciding(typed, True), "kind": deciding(why, kind != "specific")}
        reason = {
            "type": [f"trigger.role.{event.trigger.entry.role}"],
            "outcome": [f"outcome.intercepted.{stopped.entry.row}" if stopped is not None else who.fact],
            "date": [when.rule if when is not None else "date.publication" if date.start else "date.none"],
        }
        if event.mention is not None:
            evidence["place"] = pair(tokens.span(event.mention.finest.first, event.mention.finest.last))
            whys["place"] = deciding(event.findings, event.probability >= ACCEPTED)
        if when is not None:
            evidence["date"] = pair(tokens.span(when.first, when.last))
        if named_by is not None and named_by.is_weapon:
            evidence["weapon"] = pair(tokens.span(named_by.mark.first, named_by.mark.last))
        if who.doer is not None:
            evidence["actor"] = pair(tokens.span(who.doer.name.first, who.doer.name.last))
            whys["actor"] = deciding(who.doer.findings, True)
        if stopped is not None:
            evidence["outcome"] = pair(tokens.span(stopped.first, stopped.last))
        for decided, findings in whys.items():
            if findings:
                reason[decided] = [each.fact for each in findings]
            evidence |= {
                f"{decided}:{each.fact}": pair(tokens.span(each.first, each.last)) for each in findings
            }
        evidence |= {key: pair(tokens.span(*span)) for key, span in toll.evidence.items()}
        return Report(
            article_id=article.article_id, kind=kind, attack_types=types,
            outcome="intercepted" if stopped is not None else "claimed_only" if who.claimed else "carried_out",
            date=date, sourcing=who.sourcing, actor=who.actor, actor_status=who.status, parties=who.told(tokens),
            status=status_of(event), weapon=named_by.mark.entry.role if named_by and named_by.is_weapon else None,
            weapon_count=toll.weapon_count, killed=toll.killed, killed_min=toll.killed_min, killed_max=toll.killed_max,
            injured=toll.injured, injured_min=toll.injured_min, injured_max=toll.injured_max, killed_whom=toll.whom,
            toll_note=toll.note, event_count=event.count if kind == "recurrent" else None, target=who.target,
            target_claimed=who.target_claimed, interaction="clash" if event.trigger.entry.role == "clash" else None,
            evidence=evidence, reason=reason, sentence=sentence, quote=sentence.of(tokens.original).strip(),
            confidence=round(event.probability, 3), **place_fields(tokens, event.mention),
        )  # fmt: skip


def status_of(event: Event) -> str:
    """Whether the attack is told as a fact, as unconfirmed, or denied in its own sentence."""
    marked, trigger = event.sentence, event.trigger
    if marked.cues_between(marked.first, trigger.first, "denial"):
        return "disputed"
    near = marked.cues_between(
        max(marked.first, trigger.first - DOUBT_REACH), trigger.last + DOUBT_REACH, "unconfirmed"
    )
    return "unconfirmed" if near else "stated"


def pair(span: Span) -> tuple[int, int]:
    """A span as a plain pair of offsets."""
    return span.start, span.end


def interception(event: Event) -> Match[Entry] | None:
    """The words by which the attack was stopped before it struck, or None."""
    start, _end = event.segment
    for cue in event.sentence.cues_between(start, event.trigger.last + 1, "intercepted"):
        if cue.last <= event.trigger.last + 1 and event.trigger.first - cue.last <= INTERCEPTED_REACH:
            return cue
    return event.trigger if event.trigger.entry.role == "intercept" else None
