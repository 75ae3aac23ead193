"""How many: killed, injured, weapons and events, as the sentence states them for one attack."""

from dataclasses import dataclass, field

from language.tokens import Tokens
from pipeline.events import Event
from pipeline.knowledge import Knowledge

__all__ = ["Toll", "read_toll"]


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
    event_count: int | None = None
    evidence: dict[str, tuple[int, int]] = field(default_factory=dict)


def read_toll(tokens: Tokens, event: Event, knowledge: Knowledge) -> Toll:
    """The counts that the event's sentence states beside its trigger."""
    words = tokens.words
    evidence: dict[str, tuple[int, int]] = {}
    weapon_count = None
    start, end = event.segment
    for weapon in event.sentence.weapons:
        if not start <= weapon.first < end:
            continue
        number = knowledge.numerals.at(words, weapon.first - 1, weapon.first) if weapon.first > marked_first(event) else None
        word = words[weapon.first]
        if number is not None and number.last == weapon.first:
            weapon_count = number.value
        elif word.endswith(("تين", "تان", "خين", "خان")) and not word.isascii():
            weapon_count = 2
        if weapon_count is not None:
            evidence["weapon_count"] = (weapon.first - (number is not None), weapon.last)
            break
    return Toll(weapon_count=weapon_count, evidence=evidence)


def marked_first(event: Event) -> int:
    """The first token of the event's sentence."""
    return event.sentence.first
