"""An article's text with everything that the lexicon, the calendar and the gazetteer know marked in it.

All is marked when it is first asked for, and of most sentences of most articles nobody asks. Toponyms are
recognised sentence by sentence, but resolved for all sentences at once, since each helps the others.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from geo.resolve import resolve
from geo.toponyms import Toponym
from language.lexicon import Entry
from language.matching import Match, Phrasebook
from language.tokens import Sentence, Tokens
from pipeline.dates.expressions import TimeExpression
from pipeline.knowledge.load import ARMED, Begun, Knowledge
from pipeline.model import DateInterval

__all__ = ["Annotated", "MarkedSentence", "annotate", "within"]

Marks = list[Match[Entry]]
TITLE_SENTENCES = 8


@dataclass(slots=True)
class Context:
    """What the sentences of one article share; `settled` tells whether their toponyms are resolved."""

    tokens: Tokens
    knowledge: Knowledge
    published: DateInterval | None
    begun: Begun
    sentences: list["MarkedSentence"] = field(default_factory=list)
    title_sentences: int = 0
    settled: bool = False

    def settle(self) -> None:
        """Resolve the toponyms of all sentences, once."""
        if not self.settled:
            self.settled = True
            resolve([toponym for marked in self.sentences for toponym in marked.recognised])


@dataclass(eq=False)
class MarkedSentence:
    """The sentence of tokens `first` to `last`; its triggers, weapons, cues, names and so on, each left to right."""

    sentence: Sentence
    context: Context
    first: int
    last: int

    @cached_property
    def names(self) -> Marks:
        """The actors, outlets and other organisations named."""
        return self.marked_by(self.context.knowledge.lexicon.names, self.context.begun.names)

    @cached_property
    def triggers(self) -> Marks:
        """The words that may tell an attack and are no part of a name."""
        found = self.marked_by(self.context.knowledge.lexicon.triggers, self.context.begun.triggers)
        return outside_names(found, self.names) if found and self.names else found

    @cached_property
    def recognised(self) -> list[Toponym]:
        """The toponyms, resolved only once the article's are settled."""
        context, first, last = self.context, self.first, self.last
        recogniser, words = context.knowledge.recogniser, context.tokens.words
        places = within(context.begun.places, first, last)
        heads = within(context.begun.heads, first, last)
        masked = {mark.first: mark.last for mark in self.names if not is_place_like(mark)}
        sight = recogniser.sight(words, [(first, last)], places, heads)
        found = recogniser.find_seen(context.tokens, first, last, masked, sight)
        for toponym in found:
            toponym.sentence = self.sentence.number
        return found

    @property
    def toponyms(self) -> list[Toponym]:
        """The toponyms, resolved."""
        self.context.settle()
        return self.recognised

    @cached_property
    def weapons(self) -> Marks:
        """The weapons named; "the coup de grâce" ("رصاصة الرحمة") is an idiom and none."""
        found = self.marked_by(self.context.knowledge.lexicon.weapons, self.context.begun.weapons)
        return [
            weapon
            for weapon in found
            if not any(
                cue.last > weapon.first
                for cue in self.cues_between(max(self.first, weapon.first - 1), weapon.last, "idiom")
            )
        ]

    @cached_property
    def targets(self) -> Marks:
        """The targets named."""
        return self.marked_by(self.context.knowledge.lexicon.targets, self.context.begun.targets)

    @cached_property
    def times(self) -> list[TimeExpression]:
        """The time expressions."""
        context = self.context
        begun = within(context.begun.times, self.first, self.last)
        words = context.tokens.words
        return context.knowledge.calendar.find(words, self.first, self.last, context.published, begun)

    @cached_property
    def borders(self) -> Marks:
        """The words that end a clause."""
        return self.cues_between(self.first, self.last, "border")

    def marked_by(self, book: Phrasebook[Entry], begun: list[int]) -> Marks:
        """The phrases of a book in the sentence; `begun` are the text's tokens that may begin one."""
        return found_in(book, self.context.tokens.words, self.first, self.last, begun)

    def cues_between(self, first: int, last: int, *kinds: str) -> Marks:
        """The cues that begin in tokens `first` to `last`, of these kinds if any is named.

        A cue says how a trigger is meant.
        """
        if kinds and self.cue_kinds.isdisjoint(kinds):
            return []
        return [
            cue for cue in self.cues if first <= cue.first < last and (not kinds or cue.entry.value in kinds)
        ]

    @cached_property
    def cues(self) -> Marks:
        """The cues that are no part of a place's name or of a time, left to right."""
        words, knowledge = self.context.tokens.words, self.context.knowledge
        return [
            cue
            for cue in self.cue_words
            if not self.in_place_name(cue) and not tells_time(cue, words, knowledge)
        ]

    @cached_property
    def cue_words(self) -> Marks:
        """The longest cue at every token, overlapping ones too: "ردا على" must not hide "على خلفية"."""
        words, cues = self.context.tokens.words, self.context.knowledge.lexicon.cues
        return [cue for i in self.begun_cues if (cue := cues.at(words, i, self.last)) is not None]

    @cached_property
    def begun_cues(self) -> list[int]:
        """The tokens that may begin a cue."""
        return within(self.context.begun.cues, self.first, self.last)

    @cached_property
    def cue_kinds(self) -> frozenset[str]:
        """The kinds of the cues that the words may begin; most kinds asked for are not among them."""
        kinds, words = self.context.knowledge.cue_kinds, self.context.tokens.words
        return frozenset[str]().union(*[kinds[words[i]] for i in self.begun_cues])

    def in_place_name(self, cue: Match[Entry]) -> bool:
        """Whether a cue is a part of a place's name: "دان" in "غوش دان" condemns nobody."""
        over = [t for t in self.recognised if t.name_first < cue.last and cue.first < t.name_last]
        if over:
            self.context.settle()
        return any(t.place is not None for t in over)


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text, its tokens, and its sentences with their marks."""

    tokens: Tokens
    sentences: list[MarkedSentence]
    context: Context
    title_sentences: int = 0

    def speaking(self) -> Iterator[MarkedSentence]:
        """The sentences with triggers, in order; most have not even a word that may begin one."""
        last = 0
        for i in self.context.begun.triggers:
            if i >= last:
                at = bisect_right(self.sentences, i, key=first_token) - 1
                if at >= 0 and i < self.sentences[at].last:
                    last = self.sentences[at].last
                    if self.sentences[at].triggers:
                        yield self.sentences[at]


def annotate(
    tokens: Tokens, knowledge: Knowledge, published: DateInterval | None, title_length: int = 0
) -> Annotated:
    """The text and its sentences, to be marked as they are asked; the first `title_length` characters are its title."""
    context = Context(tokens, knowledge, published, knowledge.begun(tokens))
    context.sentences += [MarkedSentence(each, context, each.first, each.last) for each in tokens.sentences]
    titles = sum(
        tokens.span(each.first, each.last).end <= title_length for each in tokens.sentences[:TITLE_SENTENCES]
    )
    context.title_sentences = titles
    return Annotated(tokens, context.sentences, context, titles)


def first_token(marked: MarkedSentence) -> int:
    """The token at which a sentence begins."""
    return marked.first


def within(begun: list[int], first: int, last: int) -> list[int]:
    """Those of the tokens, which are in order, from `first` up to, not including, `last`."""
    at = bisect_left(begun, first)
    return begun[at : bisect_left(begun, last, at)]


def found_in(book: Phrasebook[Entry], words: list[str], first: int, last: int, begun: list[int]) -> Marks:
    """The phrases of a book in tokens `first` to `last`; `begun` are the text's tokens that may begin one."""
    near = within(begun, first, last)
    return list(book.find(words, first, last, near)) if near else []


def acts(name: Match[Entry], trigger: Match[Entry]) -> bool:
    """Whether a name tells whose attack the trigger is: "العدوان الأميركي", "regime air strikes"."""
    if name.entry.role in {"outlet", "organisation"} or trigger.entry.role in {
        "casualty",
        "intercept",
        "damage",
    }:
        return False
    return (name.first == trigger.first and name.entry.role in ARMED) or (
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
