"""How a word stands to an event: where it is told, how near, and what stands between.

The same few relations tell whether a weapon, a count or a name belongs to an event, and are the facts of those
choices: `same.clause`, `before.near`, `sentence.next` and the like.
"""

from language.lexicon import Entry
from language.matching import Match
from pipeline.extract.annotation import Annotated, MarkedSentence
from pipeline.extract.events import Event

__all__ = ["Facts", "neighbours", "relation_facts"]

Facts = dict[str, tuple[int, int]]
GAPS = ((0, "beside"), (2, "near"), (5, "reach"), (12, "far"))


def relation_facts(event: Event, marked: MarkedSentence, first: int, last: int) -> Facts:
    """The facts of where the words `first` to `last` of a sentence stand, seen from an event."""
    here = (first, last)
    apart = marked.sentence.number - event.sentence.sentence.number
    if apart:
        title = marked.sentence.number < marked.context.title_sentences
        where = "title" if title else {1: "next", -1: "before"}.get(apart, "elsewhere")
        return {f"sentence.{where}": here}
    trigger = event.trigger
    if trigger.first <= first < trigger.last:
        return {"is.trigger": here}
    side, start, end = (
        ("after", trigger.last, first) if first >= trigger.last else ("before", last, trigger.first)
    )
    gap = max(0, end - start)
    room = next((name for most, name in GAPS if gap <= most), "away")
    found: Facts = {f"{side}.{room}": here, f"{side}.{trigger.entry.role}": here}
    if event.segment[0] <= first < event.segment[1]:
        found["same.clause"] = here
    if between(marked.triggers, start, end):
        found[f"trigger_between.{side}"] = here
    if any(t.first != trigger.first and distance(t, first, last) < gap for t in marked.triggers):
        found["another_trigger_nearer"] = here
    words = marked.context.tokens.words[start:end]
    if "," in words:
        found[f"comma_between.{side}"] = here
    if marked.cues_between(start, end, "border"):
        found[f"border_between.{side}"] = here
    if marked.cues_between(start, end, "say", "announce"):
        found[f"say_between.{side}"] = here
    if (
        event.mention is not None
        and event.mention.first >= marked.first
        and event.mention.last <= marked.last
    ):
        place = event.mention.first
        found[
            "place_between"
            if min(first, trigger.first) < place < max(first, trigger.first)
            else "place_outside"
        ] = here
    return found


def between(marks: list[Match[Entry]], start: int, end: int) -> bool:
    """Whether one of the marks begins in tokens `start` to `end`."""
    return any(start <= mark.first < end for mark in marks)


def distance(mark: Match[Entry], first: int, last: int) -> int:
    """How many tokens stand between a mark and the words `first` to `last`."""
    return max(0, first - mark.last, mark.first - last)


def neighbours(marked: MarkedSentence, annotated: Annotated) -> list[MarkedSentence]:
    """A sentence, those before and after it in the title or the text, and the title's."""
    number, titles = marked.sentence.number, annotated.title_sentences
    around = annotated.sentences[max(0, number - 1) : number + 2]
    near = [each for each in around if (each.sentence.number < titles) == (number < titles)]
    return near + [each for each in annotated.sentences[:titles] if each not in near]
