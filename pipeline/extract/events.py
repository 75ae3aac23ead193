"""From candidates to events: which attack words tell an attack at which place, by the weights of their facts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from evidence.findings import Finding, findings_of
from evidence.weights import Weights, probability
from geo.places import Place
from language.lexicon import Entry
from language.matching import Match
from pipeline.extract.annotation import MarkedSentence
from pipeline.extract.candidates import Candidate, Lean
from pipeline.extract.facts import Facts, Sight
from pipeline.extract.place_mentions import PlaceMention
from pipeline.model import SURE_ENOUGH

__all__ = ["ACCEPTED", "Decision", "Event", "column_of", "decide"]

ACCEPTED = SURE_ENOUGH
# What is less likely than this is not even kept as "less sure".
KEPT = 0.25
WIDE = frozenset({"country", "governorate", "area"})


@dataclass(frozen=True, slots=True)
class Decision:
    """How likely the candidate at tokens `first` to `last` of a sentence tells an attack, and why; for `explain`.

    `base` is the log odds without any fact; with the weights of the findings it adds up to the probability's.
    """

    sentence: int
    first: int
    last: int
    trigger: tuple[int, int]
    probability: float
    column: str
    facts: Facts
    weights: Weights

    @property
    def base(self) -> float:
        """What the score is without any fact."""
        return self.weights.base[self.column]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that speaks for and against, the weightiest first."""
        return findings_of(self.weights, self.column, self.facts)


@dataclass(slots=True, eq=False)
class Event:
    """A trigger that tells an attack and the place it speaks of; `mention` is None where none is named."""

    sentence: MarkedSentence
    trigger: Match[Entry]
    mention: PlaceMention | None
    lean: Lean
    segment: tuple[int, int]
    score: float
    findings: tuple[Finding, ...] = ()
    facts: Facts = field(default_factory=dict)
    count: int | None = None

    @property
    def probability(self) -> float:
        """How likely the trigger tells an attack there, from its score in log odds."""
        return probability(self.score)

    @property
    def place(self) -> Place | None:
        """The finest place of the mention, None where none is named or resolved."""
        return self.mention.finest.place if self.mention else None


def column_of(candidate: Candidate) -> str:
    """The column of the weights that decides of a candidate: exact, wide or none."""
    if candidate.mention is None:
        return "none"
    place = candidate.mention.finest.place
    return "wide" if place is not None and place.feature.geo_precision in WIDE else "exact"


def decide(
    candidates: Iterable[Candidate], sight: Sight, weights: Weights
) -> tuple[list[Event], list[Decision]]:
    """The events, the best trigger of each place in each sentence, and every decision.

    An attack without a place is told only by a sentence that tells none at a place.
    """
    events: list[Event] = []
    decisions: list[Decision] = []
    best: dict[int, tuple[float, Candidate, Facts]] = {}
    for candidate in candidates:
        facts = sight.facts(candidate)
        score = weights.score(column_of(candidate), facts)
        if candidate.group not in best or score > best[candidate.group][0]:
            best[candidate.group] = score, candidate, facts
    placed: set[int] = set()
    for score, candidate, facts in best.values():
        likely = probability(score)
        number = candidate.sentence.sentence.number
        if candidate.mention is None and number in placed:
            continue
        if candidate.mention is not None and likely >= ACCEPTED:
            placed.add(number)
        spot = candidate.mention or candidate.trigger
        where = (candidate.trigger.first, candidate.trigger.last)
        decision = Decision(
            number, spot.first, spot.last, where, likely, column_of(candidate), facts, weights
        )
        decisions.append(decision)
        if likely >= KEPT:
            events.append(
                Event(
                    candidate.sentence, candidate.trigger, candidate.mention, candidate.lean,
                    segment_of(candidate.sentence, candidate.trigger), score, decision.findings, facts,
                )
            )  # fmt: skip
    events.sort(key=order)
    return events, decisions


def order(event: Event) -> tuple[int, int, int]:
    """The order in which events are told."""
    return event.sentence.sentence.number, event.trigger.first, event.mention.first if event.mention else 0


def segment_of(marked: MarkedSentence, trigger: Match[Entry]) -> tuple[int, int]:
    """The tokens between the clause borders around a trigger."""
    start, end = marked.first, marked.last
    for cue in marked.borders:
        if cue.last <= trigger.first:
            start = cue.last
        elif cue.first >= trigger.last:
            end = cue.first
            break
    return start, end


def by_sentence(events: Sequence[Event]) -> dict[int, list[Event]]:
    """The events of each sentence, by its number."""
    found: dict[int, list[Event]] = {}
    for event in events:
        found.setdefault(event.sentence.sentence.number, []).append(event)
    return found
