"""An article's text with everything that the lexicon, the calendar and the gazetteer know marked in it."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geo.recognise import Toponym
from geo.resolve import resolve
from language.lexicon import Entry
from language.matching import Match, Phrasebook
from language.tokens import Sentence, Tokens
from pipeline.dating import TimeExpression
from pipeline.knowledge import Knowledge
from pipeline.model import DateInterval

__all__ = ["Annotated", "MarkedSentence", "annotate"]

Marks = list[Match[Entry]]


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence with its triggers, weapons, cues, names, targets, times and toponyms, each left to right."""

    sentence: Sentence
    triggers: Marks
    weapons: Marks
    cues: Marks
    names: Marks
    targets: Marks
    times: list[TimeExpression]
    toponyms: list[Toponym]

    @property
    def first(self) -> int:
        """The first token of the sentence."""
        return self.sentence.first

    @property
    def last(self) -> int:
        """The token after the sentence."""
        return self.sentence.last

    def cues_between(self, first: int, last: int, *kinds: str) -> Marks:
        """The cues of these kinds that begin in tokens `first` to `last`."""
        start = bisect_left(self.cues, first, key=lambda mark: mark.first)
        return [m for m in self.cues[start:] if m.first < last and m.entry.value in kinds]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text, its tokens, and its sentences with their marks."""

    tokens: Tokens
    sentences: list[MarkedSentence]


def annotate(tokens: Tokens, knowledge: Knowledge, published: DateInterval | None) -> Annotated:
    """The text's marks; toponyms are resolved over the whole text at once, since each helps the others."""
    lexicon = knowledge.lexicon
    words = tokens.words
    marked = []
    toponyms: list[Toponym] = []
    for sentence in tokens.sentences:
        first, last = sentence.first, sentence.last
        names = list(lexicon.names.find(words, first, last))
        masked = {mark.first: mark.last for mark in names if not is_place_like(mark)}
        found = knowledge.recogniser.find(tokens, first, last, masked)
        for toponym in found:
            toponym.sentence = sentence.number
        toponyms += found
        marked.append(
            MarkedSentence(
                sentence,
                triggers=outside_names(lexicon.triggers.find(words, first, last), names),
                weapons=list(lexicon.weapons.find(words, first, last)),
                cues=[
                    c
                    for c in all_matches(lexicon.cues, words, first, last)
                    if not tells_time(c, words, knowledge)
                ],
                names=names,
                targets=list(lexicon.targets.find(words, first, last)),
                times=knowledge.calendar.find(words, first, last, published),
                toponyms=found,
            )
        )
    resolve(toponyms)
    return Annotated(tokens, marked)


def outside_names(triggers: Iterable[Match[Entry]], names: Marks) -> Marks:
    """The triggers that are no part of a name: "كتائب سيد الشهداء" kills nobody, "العدوان الأميركي" is one."""
    return [
        t for t in triggers
        if not any(n.first <= t.first < n.last and not (n.first == t.first and n.entry.role == "state_force") for n in names)
    ]  # fmt: skip


def tells_time(cue: Match[Entry], words: Sequence[str], knowledge: Knowledge) -> bool:
    """Whether a clause border is none because a time follows it: "بعد منتصف الليل", "before dawn"."""
    if cue.entry.value != "border" or cue.last >= len(words) or cue.last - cue.first > 1:
        return False
    listed = words if isinstance(words, list) else list(words)
    after = knowledge.calendar.words.at(listed, cue.last, len(listed))
    if after is not None and after.entry.kind in {"weekday", "daypart", "day", "unit", "part", "few"}:
        return True
    return knowledge.numerals.phrases.at(listed, cue.last, len(listed)) is not None


def is_place_like(mark: Match[Entry]) -> bool:
    """Whether a name of one word is also a country's, so that it must not hide the place ("إيران")."""
    return mark.entry.role == "state_force" and mark.last - mark.first == 1


def all_matches(book: Phrasebook[Entry], words: Sequence[str], first: int, last: int) -> Marks:
    """The longest phrase at every token, overlapping ones too: "ردا على" must not hide "على خلفية"."""
    found = []
    listed = list(words) if not isinstance(words, list) else words
    for i in range(first, last):
        match = book.at(listed, i, last)
        if match is not None:
            found.append(match)
    return found
