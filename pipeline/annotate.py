"""An article's text with everything that the lexicon, the calendar and the gazetteer know marked in it.

Only names and toponyms are looked for everywhere, since each toponym helps to resolve the others; the
rest is marked when it is first asked for, and of most sentences of most articles nobody asks.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from geo.resolve import resolve
from geo.toponyms import Toponym
from language.lexicon import Entry
from language.matching import Match, Phrasebook
from language.tokens import Sentence, Tokens
from pipeline.knowledge import Begun, Knowledge
from pipeline.model import DateInterval
from pipeline.time_expressions import TimeExpression

__all__ = ["Annotated", "MarkedSentence", "annotate"]

Marks = list[Match[Entry]]
# Asked about so few tokens, a sentence whose cues are not marked yet looks at these alone.
FEW_TOKENS = 4


@dataclass(frozen=True, slots=True)
class Context:
    """What the sentences of one article are marked with."""

    words: list[str]
    knowledge: Knowledge
    published: DateInterval | None
    begun: Begun


@dataclass(frozen=True)
class MarkedSentence:
    """A sentence with its triggers, weapons, cues, names, targets, times and toponyms, each left to right."""

    sentence: Sentence
    triggers: Marks
    names: Marks
    toponyms: list[Toponym]
    context: Context

    @property
    def first(self) -> int:
        """The first token of the sentence."""
        return self.sentence.first

    @property
    def last(self) -> int:
        """The token after the sentence."""
        return self.sentence.last

    @cached_property
    def weapons(self) -> Marks:
        """The weapons named."""
        return self.marked_by(self.context.knowledge.lexicon.weapons, self.context.begun.weapons)

    @cached_property
    def targets(self) -> Marks:
        """The targets named."""
        return self.marked_by(self.context.knowledge.lexicon.targets, self.context.begun.targets)

    @cached_property
    def times(self) -> list[TimeExpression]:
        """The time expressions."""
        context = self.context
        begun = within(context.begun.times, self.first, self.last)
        return context.knowledge.calendar.find(context.words, self.first, self.last, context.published, begun)

    @cached_property
    def cues(self) -> Marks:
        """The words that say how a trigger is meant, and the clause borders."""
        return self.cues_from(self.first, self.last)

    def marked_by(self, book: Phrasebook[Entry], begun: list[int]) -> Marks:
        """The phrases of a book in the sentence; `begun` are the text's tokens that may begin one."""
        return found_in(book, self.context.words, self.first, self.last, begun)

    def cues_from(self, first: int, last: int) -> Marks:
        """The longest cue at every token, overlapping ones too: "ردا على" must not hide "على خلفية"."""
        words, book = self.context.words, self.context.knowledge.lexicon.cues
        begun = within(self.context.begun.cues, first, last)
        found = (book.at(words, i, self.last) for i in begun)
        return [
            cue
            for cue in found
            if cue is not None
            and not self.in_place_name(cue)
            and not tells_time(cue, words, self.context.knowledge)
        ]

    def in_place_name(self, cue: Match[Entry]) -> bool:
        """Whether a cue is a part of a place's name: "دان" in "غوش دان" condemns nobody."""
        return any(
            t.name_first < cue.last and cue.first < t.name_last for t in self.toponyms if t.place is not None
        )

    def cues_between(self, first: int, last: int, *kinds: str) -> Marks:
        """The cues of these kinds that begin in tokens `first` to `last`."""
        if "cues" not in self.__dict__ and last - first <= FEW_TOKENS:
            near = self.cues_from(max(first, self.first), min(last, self.last))
            return [cue for cue in near if cue.entry.value in kinds]
        start = bisect_left(self.cues, first, key=first_token)
        found = []
        for i in range(start, len(self.cues)):
            cue = self.cues[i]
            if cue.first >= last:
                break
            if cue.entry.value in kinds:
                found.append(cue)
        return found


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text, its tokens, and its sentences with their marks."""

    tokens: Tokens
    sentences: list[MarkedSentence]


def annotate(tokens: Tokens, knowledge: Knowledge, published: DateInterval | None) -> Annotated:
    """The text's marks; toponyms are resolved over the whole text at once, since each helps the others."""
    lexicon, recogniser, words = knowledge.lexicon, knowledge.recogniser, tokens.words
    begun = knowledge.begun(tokens)
    context = Context(words, knowledge, published, begun)
    marked = []
    toponyms: list[Toponym] = []
    bounds = [(sentence.first, sentence.last) for sentence in tokens.sentences]
    sight = recogniser.sight(words, bounds, begun.places, begun.heads)
    for sentence in tokens.sentences:
        first, last = sentence.first, sentence.last
        names = found_in(lexicon.names, words, first, last, begun.names)
        triggers = found_in(lexicon.triggers, words, first, last, begun.triggers)
        if triggers and names:
            triggers = outside_names(triggers, names)
        masked = {mark.first: mark.last for mark in names if not is_place_like(mark)}
        found = recogniser.find_seen(tokens, first, last, masked, sight)
        for toponym in found:
            toponym.sentence = sentence.number
        toponyms += found
        marked.append(MarkedSentence(sentence, triggers, names, found, context))
    resolve(toponyms)
    return Annotated(tokens, marked)


def within(begun: list[int], first: int, last: int) -> list[int]:
    """Those of the tokens, which are in order, from `first` up to, not including, `last`."""
    at = bisect_left(begun, first)
    return begun[at : bisect_left(begun, last, at)]


def found_in(book: Phrasebook[Entry], words: list[str], first: int, last: int, begun: list[int]) -> Marks:
    """The phrases of a book in tokens `first` to `last`; `begun` are the text's tokens that may begin one."""
    near = within(begun, first, last)
    return list(book.find(words, first, last, near)) if near else []


def first_token(mark: Match[Entry]) -> int:
    """The token at which a mark begins."""
    return mark.first


def acts(name: Match[Entry], trigger: Match[Entry]) -> bool:
    """Whether a name tells whose attack the trigger is: "العدوان الأميركي", "regime air strikes"."""
    if name.entry.role in {"outlet", "organisation"} or trigger.entry.role in {
        "casualty",
        "intercept",
        "damage",
    }:
        return False
    return (name.first == trigger.first and name.entry.role == "state_force") or (
        name.last == trigger.last and name.first < trigger.first and trigger.entry.form == "word"
    )


def outside_names(triggers: Iterable[Match[Entry]], names: Marks) -> Marks:
    """The triggers that are no part of a name: "كتائب سيد الشهداء" kills nobody, "العدوان الأميركي" is one."""
    return [
        t for t in triggers
        if not any(n.first <= t.first < n.last and not acts(n, t) for n in names)
    ]  # fmt: skip


def tells_time(cue: Match[Entry], words: list[str], knowledge: Knowledge) -> bool:
    """Whether a clause border is none because a time follows it: "بعد منتصف الليل", "before dawn"."""
    if cue.entry.value != "border" or cue.last >= len(words) or cue.last - cue.first > 1:
        return False
    after = knowledge.calendar.words.at(words, cue.last, len(words))
    if after is not None and after.entry.kind in {"weekday", "daypart", "day", "unit", "part", "few"}:
        return True
    return knowledge.numerals.phrases.at(words, cue.last, len(words)) is not None


def is_place_like(mark: Match[Entry]) -> bool:
    """Whether a name of one word is also a country's, so that it must not hide the place ("إيران")."""
    return mark.entry.role == "state_force" and mark.last - mark.first == 1
