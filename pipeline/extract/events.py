"""Finding attacks in a sentence: which trigger speaks of which place.

A sentence has triggers ("قصف", "was hit") and toponyms. Toponyms that say one place ever more coarsely
("حقل العمر بريف دير الزور") make a nest, of which the finest counts. Each nest that the sentence does not
refuse as a place of something else (a launch site, a speaker's seat) goes to the trigger it stands
closest to; what separates the two costs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from geo.places import Place, contains, distance_km
from language.lexicon import Entry
from language.matching import Match
from language.tokens import Tokens
from pipeline.extract.annotation import MarkedSentence
from pipeline.extract.place_mentions import Nest, has_locative, nests_of
from pipeline.extract.place_roles import refusal, spoken_list, unlinked_place
from pipeline.extract.triggers import is_background_war, is_idiom, main_triggers, segment_of
from pipeline.knowledge.load import STRIKING

__all__ = ["Decision", "Event", "Nest", "find_events", "nests_of"]

# How far from a town's point its own quarters and sites lie.
HEADER_REGION_KM = 250.0
HEADLINE_KM = 60.0  # "Erbil: a drone hit the Khurmala field"
PART_OF_KM = {"city": 15.0, "town": 6.0}
FARTHEST = 45
COSTS = {"border": 9, "trigger": 4, "say": 6, "comma": 2, "before": 3, "capital": 8, "clause": 7}


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of the tokens `first` to `last` of a sentence and by which rule; for `explain`."""

    sentence: int
    first: int
    last: int
    rule: str
    taken: bool
    note: str = ""


@dataclass(slots=True)
class Event:
    """A trigger and the place it speaks of in one sentence; `place` is None where none is named."""

    sentence: MarkedSentence
    trigger: Match[Entry]
    nest: Nest | None
    segment: tuple[int, int]
    triggers: list[Match[Entry]] = field(default_factory=list)
    count: int | None = None

    @property
    def place(self) -> Place | None:
        """The finest place of the nest, None where none is named or resolved."""
        return self.nest.finest.place if self.nest else None


def find_events(tokens: Tokens, marked: MarkedSentence) -> tuple[list[Event], list[Decision]]:
    """The events of a sentence, one for each trigger and place, and what was decided on the way."""
    decisions: list[Decision] = []
    main = main_triggers(tokens, marked)
    if not main:
        return [], decisions
    events: list[Event] = []
    # "An air strike on a kiln killed striking workers in Diyala": an idiom takes no place from an attack.
    able = [t for t in main if not is_idiom(marked, t)] or main
    nests = nests_of(tokens, marked)
    chosen: dict[int, Match[Entry]] = {}
    for number, nest in enumerate(nests):
        rule = refusal(tokens, marked, nest) or spoken_list(tokens, marked, nests, number)
        if (
            not rule
            and nest.coordinated
            and number
            and tokens.words[nests[number - 1].first - 1] in {"بين", "between"}
        ):
            # "On the road between Jableh and Baniyas" is one place, known less exactly.
            nests[number - 1].finest.near = True
            rule = "place.other_end_of_a_road"
        if rule:
            decisions.append(Decision(marked.sentence.number, nest.first, nest.last, rule, False))
            continue
        if nest.coordinated and number and number - 1 in chosen:
            trigger: Match[Entry] | None = chosen[number - 1]
        else:
            trigger = closest_trigger(tokens, marked, nest, able)
        if (
            trigger is not None
            and not nest.coordinated
            and (unlinked := unlinked_place(tokens, marked, nest, trigger))
        ):
            decisions.append(Decision(marked.sentence.number, nest.first, nest.last, unlinked, False))
            continue
        if trigger is not None and trigger.entry.role == "war" and is_background_war(tokens, marked, trigger):
            decisions.append(
                Decision(marked.sentence.number, nest.first, nest.last, "trigger.war_as_background", False)
            )
            continue
        if trigger is None:
            decisions.append(
                Decision(marked.sentence.number, nest.first, nest.last, "place.no_trigger_in_reach", False)
            )
            continue
        chosen[number] = trigger
        events.append(Event(marked, trigger, nest, segment_of(marked, trigger), [trigger]))
    for trigger in main:
        if trigger.entry.role == "casualty" and any(t.entry.role in STRIKING for t in main):
            continue
        if all(event.trigger is not trigger for event in events):
            events.append(Event(marked, trigger, None, segment_of(marked, trigger), [trigger]))
    events.sort(key=lambda event: (event.trigger.first, event.nest.first if event.nest else 0))
    return drop_containers(tokens, events, decisions), decisions


def closest_trigger(
    tokens: Tokens, marked: MarkedSentence, nest: Nest, main: Iterable[Match[Entry]]
) -> Match[Entry] | None:
    """The trigger that a nest belongs to: the one that the least stands between."""
    best: Match[Entry] | None = None
    least = float(FARTHEST)
    words = tokens.words
    triggers = list(main)
    locative = has_locative(words, nest, marked)
    for trigger in triggers:
        if nest.first <= trigger.first < nest.last:
            continue
        if trigger.first < nest.first:
            start, end = trigger.last, nest.first
            cost = float(end - start)
        else:
            start, end = nest.last, trigger.first
            cost = float(end - start + COSTS["before"])
        if cost >= least:
            continue  # whatever else stands between only adds to it
        cost += COSTS["border"] * len(marked.cues_between(start, end, "border"))
        cost += COSTS["say"] * len(marked.cues_between(start, end, "say", "announce"))
        cost += COSTS["trigger"] * sum(start <= t.first < end for t in triggers)
        cost += COSTS["comma"] * sum(words[i] in {",", ";", ":"} for i in range(start, end))
        # A comma, "and" and a verb begin another clause: "، ويُطبقون الحصار".
        cost += COSTS["clause"] * sum(
            words[i] == "," and len(words[i + 1]) > 4 and words[i + 1].startswith(("وي", "وت"))
            for i in range(start, end - 1)
        )
        if not locative and not nest.finest.head and cost > 3 and nest.finest.place is not None:
            if nest.finest.place.feature.name in {"country", "city"}:
                cost += COSTS["capital"]
        if trigger.entry.role == "casualty":
            # "Killed ... in the shelling of Aleppo": the shelling is what happened there.
            cost += 7 if any(t.entry.role in STRIKING for t in triggers) else 3
        if cost < least:
            best, least = trigger, cost
    return best


def drop_containers(tokens: Tokens, events: list[Event], decisions: list[Decision]) -> list[Event]:
    """Without the events whose place only says another's more coarsely, for the same trigger."""
    kept = []
    for event in events:
        place = event.place
        coarser = place is not None and any(
            other is not event
            and other.place is not None
            and other.place is not place
            and (
                other.trigger is event.trigger
                or same_segment(other, event)
                or event.trigger.entry.role == "casualty"
            )
            and not (other.nest is not None and event.nest is not None and told_apart(event.nest, other.nest))
            and (holds_strictly(place, other.place) or heads_its_sentence(tokens, event, other))
            for other in events
        )
        if coarser and event.nest is not None:
            nest = event.nest
            decisions.append(
                Decision(
                    event.sentence.sentence.number, nest.first, nest.last, "place.contains_a_finer_one", False
                )
            )
        else:
            kept.append(event)
    return kept


def holds_strictly(outer: Place, inner: Place) -> bool:
    """Whether `inner` is a part of `outer` and not merely its neighbour: a quarter of the town, not the next town."""
    if outer.feature.settlement and inner.within != outer.place_id:
        return outer.feature.rank > inner.feature.rank and distance_km(outer, inner) <= PART_OF_KM.get(
            outer.feature.name, 3.0
        )
    return contains(outer, inner)


def heads_its_sentence(tokens: Tokens, event: Event, other: Event) -> bool:
    """Whether an event's place only heads the line, "Khan Yunis: ... in al-Mawasi", and the other's is near it."""
    nest = event.nest
    if nest is None or event.place is None or other.place is None or nest.last >= event.sentence.last:
        return False
    opens = nest.first <= event.sentence.first + 1
    headed = opens and (
        tokens.words[nest.last] == ":"
        or (tokens.words[nest.last] == "," and event.place.feature.rank > other.place.feature.rank)
    )
    reach = HEADER_REGION_KM if event.place.feature.name == "region" else HEADLINE_KM
    return headed and distance_km(event.place, other.place) <= reach


def told_apart(nest: Nest, other: Nest) -> bool:
    """Whether two nests stand in one list, "نابلس ومخيم العين", or the container is a wide area of its own."""
    first, second = (nest, other) if nest.first < other.first else (other, nest)
    if second.coordinated and second.first - first.last <= 3:
        return True
    place = nest.finest.place
    return (
        place is not None
        and place.feature.name in {"region", "river", "border", "sea"}
        and second.first - first.last > 3
    )


def same_segment(a: Event, b: Event) -> bool:
    """Whether two events lie between the same clause borders."""
    return a.segment == b.segment
