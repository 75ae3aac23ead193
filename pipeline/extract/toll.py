"""How many: killed, injured and weapons, as a sentence states them for one attack.

A number belongs to the attack whose trigger stands nearest. A number told for several places at once
belongs to none of them and goes into the note.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from evidence.weights import probability
from language.lexicon import Entry
from language.matching import Match
from language.tokens import Tokens
from pipeline.extract.annotation import Annotated, MarkedSentence
from pipeline.extract.events import Event
from pipeline.extract.relations import Facts, neighbours, relation_facts
from pipeline.knowledge.load import Knowledge
from pipeline.knowledge.toll_words import TollWords

__all__ = ["Count", "CountMention", "Counts", "Toll", "count_mentions", "counts_in", "read_toll"]

SHORTEST_DUAL = 5
MANY = 1000  # a toll that is no longer one attack's
# Who is assassinated or shot dead is one, where no number is told.
ONE_EACH = frozenset({"ar.assassinate.verb"})


class Count(NamedTuple):
    """A stated number: `kind` is killed or injured, tokens `first` to `last` say it; None is an open bound."""

    kind: str
    value: int
    low: int | None
    high: int | None
    first: int
    last: int
    whom: str


@dataclass(frozen=True, slots=True)
class Toll:
    """Counts as stated; None is unknown, 0 is "no casualties" stated. `evidence` maps fields to token ranges."""

    killed: int | None = None
    killed_min: int | None = None
    killed_max: int | None = None
    injured: int | None = None
    injured_min: int | None = None
    injured_max: int | None = None
    whom: str | None = None
    note: str | None = None
    weapon_count: int | None = None
    evidence: dict[str, tuple[int, int]] = field(default_factory=dict)


def counts_in(tokens: Tokens, marked: MarkedSentence, knowledge: Knowledge) -> list[Count]:
    """The casualties that a sentence states, left to right."""
    terms = knowledge.toll_words
    found = list(zeros(tokens, marked, terms))
    for trigger in marked.triggers:
        shot = tuple(tokens.words[trigger.first : trigger.last]) in terms.shot_dead
        kind = "killed" if shot else knowledge.lexicon.counts.get(trigger.entry.row, "")
        if not kind or trigger.entry.form == "future":
            continue
        count = None
        if not counts_before_only(tokens, trigger, terms):
            count = count_after(tokens, marked, trigger, kind, knowledge)
        count = count or count_before(tokens, marked, trigger, kind, knowledge)
        count = count or count_in_word(tokens, trigger, kind, terms)
        count = count or one_each(tokens, marked, trigger, kind, terms)
        if count is not None and not any(
            c.kind == kind and c.first < count.last and count.first < c.last for c in found
        ):
            found.append(count)
    return sorted(found, key=lambda c: c.first)


def counts_before_only(tokens: Tokens, trigger: Match[Entry], terms: TollWords) -> bool:
    """Whether the word counts what stands before it: "خمسة قتلى وأحد عشر جريحاً" has five dead."""
    word = tokens.words[trigger.first].removeprefix("و").removeprefix("ال")
    return word.startswith(terms.counts_before)


def one_each(
    tokens: Tokens, marked: MarkedSentence, trigger: Match[Entry], kind: str, terms: TollWords
) -> Count | None:
    """One dead where somebody was assassinated or shot dead and no number is told; none for an attempt."""
    words = tokens.words
    told = trigger.entry.row in ONE_EACH or tuple(words[trigger.first : trigger.last]) in terms.shot_dead
    near = words[max(marked.first, trigger.first - 3) : trigger.first]
    if kind != "killed" or not told or any(word in terms.attempt for word in near):
        return None
    return Count(kind, 1, 1, 1, trigger.first, trigger.last, "unknown")


def zeros(tokens: Tokens, marked: MarkedSentence, terms: TollWords) -> Iterable[Count]:
    """Reads "No casualties", "دون إصابات", "اقتصرت الخسائر على الماديات": both counts are 0."""
    words = tokens.words
    for i in range(marked.first, marked.last):
        if words[i] in terms.none:
            for j in range(i + 1, min(i + 6, marked.last)):
                if words[j] in {",", ";", "."} or words[j].startswith(terms.silence_stem):
                    break
                if words[j].removeprefix("ال").removeprefix("ب") in terms.victims:
                    yield Count("killed", 0, 0, 0, i, j + 1, "unknown")
                    yield Count("injured", 0, 0, 0, i, j + 1, "unknown")
                    return
        if tuple(words[i : i + 2]) in terms.nobody and any(w in terms.harmed for w in words[i : i + 6]):
            yield Count("killed", 0, 0, 0, i, i + 2, "unknown")
            yield Count("injured", 0, 0, 0, i, i + 2, "unknown")
            return
        if words[i].removeprefix("و").removeprefix("ف").startswith(terms.limited_stem) and any(
            stem in w for w in words[i : min(i + 6, marked.last)] for stem in terms.material_stem
        ):
            yield Count("killed", 0, 0, 0, i, i + 1, "unknown")
            yield Count("injured", 0, 0, 0, i, i + 1, "unknown")
            return


def count_after(
    tokens: Tokens, marked: MarkedSentence, trigger: Match[Entry], kind: str, knowledge: Knowledge
) -> Count | None:
    """Reads "مقتل 3 جنود", "قُتل أكثر من عشرين", "killing at least 11", "مقتل جندي"."""
    words, at, terms = tokens.words, trigger.last, knowledge.toll_words
    if words[trigger.first] in terms.not_counted_after:
        return None
    while at < marked.last and any(t.first == at for t in marked.times):
        at = next(t.last for t in marked.times if t.first == at)
    bound, at = bound_at(words, at, marked.last, terms)
    if at >= marked.last:
        return None
    number = knowledge.numerals.at(words, at, marked.last)
    if number is None:
        word = words[at]
        if (
            trigger.entry.form in {"indefinite", "perfect", "imperfect"}
            and word in terms.person
            and not words[trigger.first].isascii()
        ):
            return Count(kind, 1, 1, 1, trigger.first, at + 1, whom(words, at, marked.last, terms))
        if (
            word in {"a", "an"}
            and at + 1 < marked.last
            and words[at + 1] not in terms.several
            and words[at - 1] != "was"
        ):
            return Count(kind, 1, 1, 1, trigger.first, at + 2, whom(words, at, marked.last, terms))
        if trigger.entry.form == "perfect" and word in terms.one_more:
            return Count(kind, 1, 1, 1, trigger.first, at + 1, "unknown")
        verb = trigger.entry.form == "perfect" and word.endswith("ان") and len(word) >= SHORTEST_DUAL
        if verb or (word.endswith(("ين", "ان")) and word[:-2] in terms.person):
            return Count(kind, 2, 2, 2, trigger.first, at + 1, whom(words, at, marked.last, terms))
        return None
    if number.last < marked.last and words[number.last] in terms.measure:
        return None
    if any(t is not trigger and t.first == number.last and words[t.first].isascii() for t in marked.triggers):
        return None  # "7 killed 25 injured": the number counts what follows it
    if (
        words[trigger.first].isascii()
        and number.last < marked.last
        and words[number.last] in {"in", "on", ","}
        and number.value >= 1900
    ):
        return None
    return counted(kind, number.value, bound, trigger.first, number.last, words, marked.last, terms)


def count_before(
    tokens: Tokens, marked: MarkedSentence, trigger: Match[Entry], kind: str, knowledge: Knowledge
) -> Count | None:
    """Reads "11 قتيلاً", "more than fifty martyrs", "Seven civilians were killed"."""
    words, terms = tokens.words, knowledge.toll_words
    reach = 7 if words[trigger.first].isascii() else 3
    # "استشهد خمسة وأصيب عدد آخر": a verb that goes on with "and" does not count what stood before.
    arabic_verb = not words[trigger.first].isascii() and trigger.entry.form in {"perfect", "imperfect"}
    if arabic_verb and not counts_before_only(tokens, trigger, terms):
        return None
    for back in range(reach, 0, -1):
        at = trigger.first - back
        if at < marked.first:
            continue
        number = knowledge.numerals.at(words, at, trigger.first)
        if number is None or number.last > trigger.first:
            continue
        between = words[number.last : trigger.first]
        if number.last < trigger.first and not all(w in terms.people or w.isalpha() for w in between):
            continue
        if any(w in {",", "and", "و"} for w in between) or (between and between[0] in terms.measure):
            continue
        if not words[trigger.first].isascii() and between and trigger.entry.form not in {"perfect"}:
            continue
        if back > 3 and not any(w in terms.people for w in between):
            continue
        bound = bound_before(words, at, marked.first, terms)
        return counted(kind, number.value, bound, at, trigger.last, words, marked.last, terms)
    return None


def count_in_word(tokens: Tokens, trigger: Match[Entry], kind: str, terms: TollWords) -> Count | None:
    """Reads "قتيلان", "شهيدين", "جريح": a dual is 2, an indefinite singular noun 1."""
    word = tokens.words[trigger.first]
    plain = word.removeprefix("و").removeprefix("ب")
    if trigger.first and tokens.words[trigger.first - 1] == "بين":
        return None  # "between dead and wounded" counts nobody
    if trigger.first > 1 and tokens.words[trigger.first - 2] == "بين":
        return None
    if plain in terms.two_in_word:
        return Count(kind, 2, 2, 2, trigger.first, trigger.last, "unknown")
    if plain in terms.one_in_word:
        return Count(kind, 1, 1, 1, trigger.first, trigger.last, "unknown")
    return None


def counted(
    kind: str, value: int, bound: str, first: int, last: int, words: Sequence[str], end: int, terms: TollWords
) -> Count:
    """The count with its bounds."""
    if " ".join(words[last : last + 4]).find("علي الاقل") >= 0:
        bound = "at_least"
    low = None if bound == "at_most" else value
    high = None if bound == "at_least" else value
    return Count(kind, value, low, high, first, last, whom(words, last, end, terms))


def bound_at(words: Sequence[str], at: int, last: int, terms: TollWords) -> tuple[str, int]:
    """(bound, token after it) of "more than" and the like at token `at`."""
    for phrases, bound in ((terms.at_least, "at_least"), (terms.about, "about")):
        for parts in phrases:
            if tuple(words[at : at + len(parts)]) == parts and at + len(parts) < last:
                end = at + len(parts)
                return bound, end + (words[end] == "a" and end + 1 < last)
    return "", at


def bound_before(words: Sequence[str], at: int, first: int, terms: TollWords) -> str:
    """The bound that stands right before token `at`."""
    for phrases, bound in ((terms.at_least, "at_least"), (terms.about, "about")):
        for parts in phrases:
            start = at - len(parts)
            if start >= first and tuple(w.lstrip("ب") for w in words[start:at]) == parts:
                return bound
    return ""


def whom(words: Sequence[str], at: int, end: int, terms: TollWords) -> str:
    """Who the counted are, from the words after the number."""
    for word in words[at : min(at + 3, end)]:
        plain = word.removeprefix("ال").removeprefix("من")
        if word in terms.attackers:
            return "attackers"
        if plain.startswith(terms.civilian_stem):
            return "civilians"
        if plain.startswith(terms.force_stem):
            return "target_force"
    return "unknown"


@dataclass(eq=False)
class Counts:
    """The casualties that an article states, each sentence's found once."""

    tokens: Tokens
    knowledge: Knowledge
    found: dict[int, list[Count]] = field(default_factory=dict)

    def of(self, marked: MarkedSentence) -> list[Count]:
        """The casualties that a sentence states."""
        number = marked.sentence.number
        if number not in self.found:
            self.found[number] = counts_in(self.tokens, marked, self.knowledge)
        return self.found[number]


@dataclass(frozen=True, slots=True)
class CountMention:
    """A stated number seen from an event, and the facts of how they stand."""

    count: Count
    sentence: MarkedSentence
    facts: Facts


def count_mentions(
    event: Event, siblings: Sequence[Event], annotated: Annotated, counts: Counts
) -> Iterator[CountMention]:
    """The numbers told in the event's sentence, in those beside it and in the title."""
    sharing = sum(other.trigger is event.trigger and other.mention is not None for other in siblings)
    places = sum(other.mention is not None for other in siblings)
    for marked in neighbours(event.sentence, annotated):
        for count in counts.of(marked):
            here = (count.first, count.last)
            facts = relation_facts(event, marked, count.first, count.last)
            where = "own" if marked is event.sentence else next(iter(facts))
            facts[f"{count.kind}.{where}"] = here
            facts[f"whom.{count.whom}"] = here
            if count.value == 0:
                facts[f"zero.{where}"] = here
            if count.value >= MANY:
                facts["many"] = here
            if sharing > 1 and marked is event.sentence and count.value:
                facts["shared_by_places"] = here
            elif places > 1 and marked is event.sentence:
                facts["several_attacks_told"] = here
            if event.mention is not None and marked is event.sentence:
                gap = min(abs(event.mention.first - count.last), abs(count.first - event.mention.last))
                facts["place.near" if gap <= 3 else "place.far"] = here
            elif marked.toponyms:
                facts[f"another_place.{where}"] = here
            if marked is not event.sentence and marked.triggers:
                role = "casualty" if all(t.entry.role == "casualty" for t in marked.triggers) else "attack"
                facts[f"{role}_told.{where}"] = here
            yield CountMention(count, marked, facts)


def read_toll(
    event: Event, siblings: Sequence[Event], annotated: Annotated, counts: Counts, knowledge: Knowledge
) -> Toll:
    """The counts that belong to the event, by fitted weights; of two the likelier one."""
    evidence: dict[str, tuple[int, int]] = {}
    weapon_count = stated_weapons(annotated.tokens, event, knowledge, evidence)
    mine: dict[str, tuple[float, Count]] = {}
    note = None
    for mention in count_mentions(event, siblings, annotated, counts):
        count = mention.count
        chance = probability(knowledge.weights["toll"].score("own", mention.facts))
        if chance >= 0.5 and count.whom != "attackers" and chance > mine.get(count.kind, (0.0, count))[0]:
            mine[count.kind] = chance, count
            evidence[count.kind] = (count.first, count.last)
        elif "shared_by_places" in mention.facts and note is None:
            note = annotated.tokens.span(count.first, count.last).of(annotated.tokens.original)
    killed = mine["killed"][1] if "killed" in mine else None
    injured = mine["injured"][1] if "injured" in mine else None
    return Toll(
        killed.value if killed else None, killed.low if killed else None, killed.high if killed else None,
        injured.value if injured else None, injured.low if injured else None, injured.high if injured else None,
        killed.whom if killed else None, note if not mine else None, weapon_count, evidence,
    )  # fmt: skip


def stated_weapons(
    tokens: Tokens, event: Event, knowledge: Knowledge, evidence: dict[str, tuple[int, int]]
) -> int | None:
    """The number of weapons of the first kind named in the event's clause: "بطائرتين", "3 صواريخ"."""
    words = tokens.words
    start, end = event.segment
    for weapon in event.sentence.weapons:
        if not start <= weapon.first < end:
            continue
        for back in (3, 2, 1):
            at = weapon.first - back
            number = knowledge.numerals.at(words, at, weapon.first) if at >= event.sentence.first else None
            if number is not None and number.last == weapon.first:
                evidence["weapon_count"] = (at, weapon.last)
                return number.value
        word = words[weapon.first]
        if not word.isascii() and word.endswith(("تين", "تان", "خين", "خان")):
            evidence["weapon_count"] = (weapon.first, weapon.last)
            return 2
    return None
