"""What may be an attack: each pair of an attack word and a place that it may speak of.

A sentence has triggers ("قصف", "was hit") and places. Every trigger is paired with every place of its sentence
and, where the sentence names none, with the places that it may lean on: those of the sentence before, of the
title, of the dateline, and the one that "the base" or "هناك" points to. Which pairs tell an attack is decided
by weights over facts (`pipeline.extract.facts`); nothing is refused here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from geo.places import HEAD_CLASSES
from geo.toponyms import Toponym
from language.lexicon import Entry
from language.matching import Match
from language.tokens import Tokens
from pipeline.extract.annotation import Annotated, MarkedSentence
from pipeline.extract.place_mentions import PlaceMention
from pipeline.knowledge.load import Knowledge

__all__ = ["Candidate", "Lean", "candidates_of"]

# Of more triggers than these in one sentence only the nearest can be a place's own.
MOST_TRIGGERS = 6
POINTED_SENTENCES = 12  # how far back "the base" may point
DATELINE_TOKENS = 6
LONGEST_HEAD = 2


class Lean(StrEnum):
    """Where a candidate's place is named: in its own sentence, or in one that it leans on."""

    OWN = "own"
    BEFORE = "before"
    TITLE = "title"
    DATELINE = "dateline"
    POINTED = "pointed"
    NONE = "none"


@dataclass(slots=True, eq=False)
class Candidate:
    """A trigger and a place that it may speak of; `mention` is None where it is to be told without one.

    `number` is the place's number among those of its sentence; `group` is the same for the candidates of one
    place in one sentence, of which the best decides.
    """

    sentence: MarkedSentence
    trigger: Match[Entry]
    mention: PlaceMention | None
    lean: Lean = Lean.OWN
    number: int = 0
    group: int = 0


def candidates_of(
    annotated: Annotated, sentences: Sequence[MarkedSentence], mentions: dict[int, list[PlaceMention]]
) -> Iterator[Candidate]:
    """The candidates of these sentences, in order; `mentions` has the places of each sentence by its number."""
    group = 0
    dateline = dateline_of(annotated, mentions)
    for marked in sentences:
        triggers = marked.triggers
        if not triggers:
            continue
        number = marked.sentence.number
        places = mentions[number]
        if places:
            for at, mention in enumerate(places):
                for trigger in nearest(triggers, mention):
                    yield Candidate(marked, trigger, mention, Lean.OWN, at, group)
                group += 1
        else:
            for lean, mention in leaned_on(annotated, marked, mentions, dateline):
                for trigger in triggers[:MOST_TRIGGERS]:
                    yield Candidate(marked, trigger, mention, lean, 0, group)
                group += 1
            for trigger in triggers[:MOST_TRIGGERS]:
                yield Candidate(marked, trigger, None, Lean.NONE, 0, group)
            group += 1


def nearest(triggers: Sequence[Match[Entry]], mention: PlaceMention) -> Sequence[Match[Entry]]:
    """The triggers that stand nearest to a place, in the order of the text."""
    outside = [t for t in triggers if not mention.first <= t.first < mention.last]
    if len(outside) <= MOST_TRIGGERS:
        return outside
    near = sorted(outside, key=lambda t: abs(t.first - mention.first))[:MOST_TRIGGERS]
    return sorted(near, key=lambda t: t.first)


def leaned_on(
    annotated: Annotated,
    marked: MarkedSentence,
    mentions: dict[int, list[PlaceMention]],
    dateline: PlaceMention | None,
) -> list[tuple[Lean, PlaceMention]]:
    """The places that a sentence without one may speak of, each once, the likeliest way first."""
    found: list[tuple[Lean, PlaceMention]] = []
    number = marked.sentence.number
    knowledge = annotated.context.knowledge
    pointed = pointed_at(annotated.tokens, marked, mentions, knowledge)
    if pointed is not None:
        found.append((Lean.POINTED, pointed))
    before = mentions.get(number - 1) if number > annotated.title_sentences else None
    if before:
        found += [(Lean.BEFORE, mention) for mention in before]
    if number >= annotated.title_sentences:
        for title in range(annotated.title_sentences):
            found += [(Lean.TITLE, mention) for mention in mentions.get(title, [])]
    if dateline is not None:
        found.append((Lean.DATELINE, dateline))
    once: list[tuple[Lean, PlaceMention]] = []
    seen: set[str] = set()
    for lean, mention in found:
        place = mention.finest.place
        if place is not None and place.place_id not in seen:
            seen.add(place.place_id)
            once.append((lean, mention if lean is Lean.POINTED else carried(mention.finest)))
    return once


def carried(toponym: Toponym) -> PlaceMention:
    """A place named in another sentence."""
    elsewhere = replace(toponym, reason="place.carried_over")
    return PlaceMention([elsewhere], elsewhere)


def dateline_of(annotated: Annotated, mentions: dict[int, list[PlaceMention]]) -> PlaceMention | None:
    """The place with which the text opens before a dash, a colon or a bracket: "كركوك - أفاد مصدر", or None."""
    first = next(iter(annotated.sentences[annotated.title_sentences :]), None)
    if first is None:
        return None
    words = annotated.tokens.words
    for mention in mentions.get(first.sentence.number, [])[:1]:
        opens = mention.first - first.first <= DATELINE_TOKENS
        if opens and mention.last < first.last and words[mention.last] in {"-", ":", "("}:
            return mention
    return None


def pointed_at(
    tokens: Tokens, marked: MarkedSentence, mentions: dict[int, list[PlaceMention]], knowledge: Knowledge
) -> PlaceMention | None:
    """The place that "القاعدة", "the camp", "المكان نفسه" in a sentence stands for, or None.

    A definite head word stands for the latest place of its class, a word for "the same place" for the latest.
    """
    earlier = [
        mention.finest
        for number in range(max(0, marked.sentence.number - POINTED_SENTENCES), marked.sentence.number)
        for mention in mentions.get(number, [])
        if mention.finest.place is not None
    ]
    if not earlier:
        return None
    for cue in marked.cues_between(marked.first, marked.last, "same-place"):
        return pointing(earlier[-1], cue.first, cue.last)
    for i in range(marked.first, marked.last):
        found = definite_head(tokens, i, marked.last, knowledge)
        if found is None:
            continue
        feature_class, last = found
        wanted = HEAD_CLASSES.get(feature_class, frozenset({feature_class}))
        for toponym in reversed(earlier):
            if toponym.place is not None and toponym.place.feature.name in wanted:
                return pointing(toponym, i, last)
    return None


def pointing(toponym: Toponym, first: int, last: int) -> PlaceMention:
    """An earlier place, the words `first` to `last` that point to it being its evidence."""
    return carried(replace(toponym, first=first, last=last))


def definite_head(tokens: Tokens, i: int, end: int, knowledge: Knowledge) -> tuple[str, int] | None:
    """(feature class, token after it) where token `i` begins a definite head word: "القاعدة", "the camp"."""
    words = tokens.words
    latin = words[i] == "the"
    at = i + 1 if latin else i
    if at >= end or (not latin and "ال" not in words[i][:4]):
        return None
    head = knowledge.recogniser.place_words.heads.at(words, at, end)
    if head is None or head.entry.many or head.last - at > LONGEST_HEAD:
        return None
    return head.entry.feature_class, head.last
