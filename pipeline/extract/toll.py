"""How many: killed, injured and weapons, as a sentence states them for one attack.

A number belongs to the attack whose trigger stands nearest. A number told for several places at once
belongs to none of them and goes into the note.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from language.lexicon import Entry
from language.matching import Match
from language.tokens import Tokens
from pipeline.extract.annotation import MarkedSentence
from pipeline.extract.events import Event
from pipeline.knowledge.load import STRIKING, Knowledge
from pipeline.knowledge.toll_words import TollWords

__all__ = ["Count", "Toll", "counts_in", "read_toll"]

FARTHEST = 42
CASUALTY_DISTANCE = 8
SHORTEST_DUAL = 5
KILLED = frozenset(
    {
        "ar.kill.verb",
        "ar.kill.noun",
        "ar.martyr.noun",
        "ar.martyr.verb",
        "en.kill",
        "ar.execute.verb",
        "en.execute",
        "en.execution",
        "ar.assassinate.verb",
        "en.assassinate",
    }
)
# Who is assassinated or shot dead is one, where no number is told.
ONE_EACH = frozenset({"ar.assassinate.verb"})
INJURED = frozenset({"ar.injure.noun", "ar.injure.verb", "en.injure"})


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
        kind = (
            "killed"
            if shot or trigger.entry.row in KILLED
            else "injured"
            if trigger.entry.row in INJURED
            else ""
        )
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


def read_toll(
    tokens: Tokens, event: Event, siblings: Sequence[Event], counts: Sequence[Count], knowledge: Knowledge
) -> Toll:
    """The counts that belong to the event among the events of its sentence."""
    terms = knowledge.toll_words
    evidence: dict[str, tuple[int, int]] = {}
    weapon_count = stated_weapons(tokens, event, knowledge, evidence)
    owners = [event, *(other for other in siblings if other is not event and other.mention is not None)]
    mine: dict[str, Count] = {}
    note = None
    for count in counts:
        nearest = min(owners, key=lambda e: (distance(e, count, tokens, terms), e is not event))
        if distance(nearest, count, tokens, terms) > FARTHEST or not (
            nearest is event or nearest.trigger is event.trigger
        ):
            continue
        sharing = [e for e in owners if e.trigger is nearest.trigger and e.mention is not None]
        if len(sharing) > 1 and count.value == 0:
            sharing = []  # "nobody was hurt" is said of each of them
        if len(sharing) > 1 and not closer_to_one(event, sharing, count):
            note = tokens.span(count.first, count.last).of(tokens.original)
            continue
        if len(sharing) > 1 and min(sharing, key=lambda e: place_distance(e, count)) is not event:
            continue
        if count.whom == "attackers" or count.kind in mine:
            continue
        mine[count.kind] = count
        evidence[count.kind] = (count.first, count.last)
    killed, injured = mine.get("killed"), mine.get("injured")
    return Toll(
        killed.value if killed else None, killed.low if killed else None, killed.high if killed else None,
        injured.value if injured else None, injured.low if injured else None, injured.high if injured else None,
        killed.whom if killed else None, note, weapon_count, evidence,
    )  # fmt: skip


def distance(event: Event, count: Count, tokens: Tokens, terms: TollWords) -> int:
    """How many tokens lie between the event's trigger and the count."""
    trigger = event.trigger
    # A casualty word is how the count is told; the strike beside it is whose count it is.
    own = 0 if trigger.entry.role in STRIKING else CASUALTY_DISTANCE
    start, end = sorted((min(trigger.last, count.last), max(trigger.first, count.first)))
    crossed = sum(word in {",", ";"} for word in tokens.words[start:end])
    borders = len(event.sentence.cues_between(start, end, "border"))
    told_result = any(w.removeprefix("و").startswith(terms.result_stem) for w in tokens.words[start:end])
    return own + gap(trigger, count) + (0 if told_result else 4 * crossed + 3 * borders)


def gap(trigger: Match[Entry], count: Count) -> int:
    """How many tokens lie between a trigger and a count, a count told before its trigger a little farther."""
    if trigger.first >= count.last:
        return trigger.first - count.last + 2
    return max(0, count.first - trigger.last)


def place_distance(event: Event, count: Count) -> int:
    """How many tokens lie between the event's place and the count."""
    if event.mention is None:
        return FARTHEST
    return min(abs(event.mention.first - count.last), abs(count.first - event.mention.last))


def closer_to_one(event: Event, sharing: Sequence[Event], count: Count) -> bool:
    """Whether a count stands within two tokens of one place of a list and so belongs to it alone."""
    return event.trigger.entry.role not in STRIKING and min(place_distance(e, count) for e in sharing) <= 2


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
