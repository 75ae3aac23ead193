"""What kind of attack: which of the weapons and attack words told at an event are its own, by fitted weights."""

from collections.abc import Iterator
from dataclasses import dataclass

from evidence.findings import Finding, findings_of
from evidence.weights import Weights, probability
from language.lexicon import Entry
from language.matching import Match
from pipeline.attack_kinds import family_of
from pipeline.extract.annotation import Annotated, MarkedSentence
from pipeline.extract.events import Event
from pipeline.extract.relations import Facts, neighbours, relation_facts

__all__ = ["TypeMention", "attack_types", "type_mentions"]

UNTYPED = "unspecified"
EARLIER = 8  # sentences
LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class TypeMention:
    """A weapon or an attack word that names a type, seen from an event, and the facts of how they stand."""

    mark: Match[Entry]
    sentence: MarkedSentence
    is_weapon: bool
    facts: Facts

    @property
    def attack_type(self) -> str:
        """The attack type that it names."""
        return self.mark.entry.value


def type_mentions(event: Event, annotated: Annotated) -> Iterator[TypeMention]:
    """What names a type in the event's sentence, in those beside it and in the title."""
    own = list(named_in(event.sentence))
    demonstratives = annotated.context.knowledge.lexicon.function_words["demonstrative"]
    near = neighbours(event.sentence, annotated)
    earlier = latest_typed(event.sentence, annotated) if not own else None
    for marked in [*near, *([earlier] if earlier is not None and earlier not in near else [])]:
        for mark, is_weapon in own if marked is event.sentence else named_in(marked):
            facts = relation_facts(event, marked, mark.first, mark.last)
            here = (mark.first, mark.last)
            what = "weapon" if is_weapon else "trigger"
            where = "own" if marked is event.sentence else next(iter(facts))
            facts[f"{what}.{where}"] = here
            facts[f"type.{mark.entry.value}.{where}"] = here
            facts[f"event.{event.trigger.entry.role}.{where}"] = here
            facts[f"event.{event.trigger.entry.form}.{where}"] = here
            words = marked.context.tokens.words
            if marked is not event.sentence and any(
                words[t.first - 1] in demonstratives for t in marked.triggers if t.first
            ):
                facts[f"these_attacks.{where}"] = here
            trigger = event.trigger.first
            if trigger and words[trigger - 1] in demonstratives:
                facts[f"event.these.{where}"] = here
            if not own and where != "own":
                facts[f"none_in_sentence.{event.trigger.entry.role}.{where}"] = here
                facts[f"none_in_sentence.{event.trigger.entry.form}.{where}"] = here
            if event.trigger.entry.value == UNTYPED:
                facts[f"event.untyped.{where}"] = here
            if marked is not event.sentence and not own:
                facts[f"none_in_sentence.{where}"] = here
            if marked is event.sentence and all(same_family(m.entry.value, mark.entry.value) for m, _ in own):
                facts["only_family_in_sentence"] = here
            yield TypeMention(mark, marked, is_weapon, facts)


def told_next(event: Event, annotated: Annotated) -> Iterator[tuple[str, tuple[float, TypeMention]]]:
    """The weapons that the next sentence says "these attacks" are made with: "تلك الهجمات التي تنفذ عبر صواريخ"."""
    following = annotated.sentences[event.sentence.sentence.number + 1 : event.sentence.sentence.number + 2]
    words = annotated.tokens.words
    demonstratives = annotated.context.knowledge.lexicon.function_words["demonstrative"]
    for marked in following:
        if any(t.first > marked.first and words[t.first - 1] in demonstratives for t in marked.triggers):
            for weapon in marked.weapons:
                facts = {"these_attacks": (weapon.first, weapon.last)}
                yield weapon.entry.value, (LIKELY, TypeMention(weapon, marked, True, facts))


def latest_typed(marked: MarkedSentence, annotated: Annotated) -> MarkedSentence | None:
    """The latest sentence before, of those not too far, that names a type."""
    number = marked.sentence.number
    before = annotated.sentences[max(0, number - EARLIER) : number]
    return next((each for each in reversed(before) if named_in(each)), None)


def named_in(marked: MarkedSentence) -> list[tuple[Match[Entry], bool]]:
    """The weapons of a sentence, and the attack words that name a type, with whether it is a weapon."""
    found = [(weapon, True) for weapon in marked.weapons]
    typed = (t for t in marked.triggers if t.entry.value != UNTYPED)
    # "مسيّرة انتحارية" is a drone: what names its kind is no attack of its own.
    return found + [(t, False) for t in typed if not any(w.first < t.first < w.last for w in marked.weapons)]


def same_family(one: str, other: str) -> bool:
    """Whether two types are of one family."""
    return (family_of(one) or one) == (family_of(other) or other)


def attack_types(
    event: Event, annotated: Annotated, weights: Weights
) -> tuple[tuple[str, ...], TypeMention | None, tuple[Finding, ...]]:
    """(types, what decided, why): each type named by what is likelier the event's own than not."""
    likely: dict[str, tuple[float, TypeMention]] = {}
    for mention in type_mentions(event, annotated):
        chance = probability(weights.score("own", mention.facts))
        if chance >= LIKELY and chance > likely.get(mention.attack_type, (0.0, mention))[0]:
            likely[mention.attack_type] = chance, mention
    # What the sentence itself says wins over what stands beside it.
    own = {each: found for each, found in likely.items() if found[1].sentence is event.sentence}
    likely = own or likely
    likely = likely or dict(told_next(event, annotated))
    if not likely:
        return (UNTYPED,), None, ()
    ranked = sorted(likely, key=lambda each: -likely[each][0])
    decisive = likely[ranked[0]][1]
    return tuple(ranked), decisive, findings_of(weights, "own", decisive.facts)
