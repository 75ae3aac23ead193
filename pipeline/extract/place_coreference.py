"""Places carried over: "the base", "البلدة", "المكان نفسه", and "it" as the object of a strike.

The text must make it plain: a definite head word stands for the latest place of its class that the
article reported an attack at; a word for "the same place" or a pronoun for the latest place of all.
"""

from collections.abc import Sequence
from dataclasses import replace

from geo.places import HEAD_CLASSES
from geo.toponyms import Toponym
from language.tokens import Tokens
from pipeline.extract.events import Event
from pipeline.extract.place_mentions import Nest
from pipeline.knowledge.load import Knowledge

__all__ = ["carried_nest"]

OBJECT_PRONOUNS = ("ها", "هما", "هم", "ه")
ADVERBS = frozenset({"there", "هناك"})


def carried_nest(
    tokens: Tokens, event: Event, earlier: Sequence[Toponym], knowledge: Knowledge
) -> Nest | None:
    """The place that an event without one of its own is said to be at, or None.

    `earlier` are the toponyms of the reports before, the latest last.
    """
    if not earlier:
        return None
    start, end = event.segment
    marked = event.sentence
    for cue in marked.cues_between(start, end, "same-place"):
        return nest_of(earlier[-1], cue.first, cue.last)
    covered = {i for t in marked.toponyms if t.place or t.head for i in range(t.first, t.last)}
    for i in range(max(start, event.trigger.first - 12), min(end, event.trigger.last + 12)):
        if i in covered:
            continue
        found = definite_head(tokens, i, end, knowledge)
        if found is None:
            continue
        feature_class, last = found
        wanted = HEAD_CLASSES.get(feature_class, frozenset({feature_class}))
        for toponym in reversed(earlier):
            if toponym.place is not None and toponym.place.feature.name in wanted:
                return nest_of(toponym, i, last)
    if takes_pronoun(tokens, event):
        return nest_of(earlier[-1], event.trigger.first, event.trigger.last)
    return None


def nest_of(toponym: Toponym, first: int, last: int) -> Nest:
    """A nest of the earlier place whose evidence is the words `first` to `last` that point to it."""
    carried = replace(toponym, first=first, last=last, reason="place.carried_over")
    return Nest([carried], carried)


def definite_head(tokens: Tokens, i: int, end: int, knowledge: Knowledge) -> tuple[str, int] | None:
    """(feature class, token after it) where token `i` begins a definite head word: "القاعدة", "the camp"."""
    words = tokens.words
    if words[i] in ADVERBS:
        return "town", i + 1
    latin = words[i] == "the"
    at = i + 1 if latin else i
    if at >= end or (not latin and "ال" not in words[i][:4]):
        return None
    head = knowledge.recogniser.place_words.heads.at(words, at, end)
    if head is None or head.entry.many or head.last - at > 2:
        return None
    return head.entry.feature_class, head.last


def takes_pronoun(tokens: Tokens, event: Event) -> bool:
    """Whether the trigger is a verb with an object pronoun after a place of its own sentence: "استهدفتها"."""
    entry, word = event.trigger.entry, tokens.words[event.trigger.first]
    if entry.role != "strike" or entry.form not in {"perfect", "imperfect"} or word.isascii():
        return False
    return word.endswith(OBJECT_PRONOUNS) and any(
        t.last <= event.trigger.first for t in event.sentence.toponyms if t.place
    )
