"""Who did it and who says so: which of the names told at an event is said to be the doer, by fitted weights.

Where it is not sure who did it, nobody is named: who was struck, who spoke and whose ground it is are never the
doer, and an accusation by somebody else makes its accused no more than accused.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from evidence.findings import Finding, findings_of
from evidence.weights import Weights, probability
from language.lexicon import Entry
from language.matching import Match
from language.tokens import Tokens
from pipeline.extract.annotation import Annotated, MarkedSentence
from pipeline.extract.events import Event
from pipeline.extract.facts import lead_before
from pipeline.extract.relations import Facts, neighbours, relation_facts
from pipeline.knowledge.load import Actor, Knowledge
from pipeline.model import Party

__all__ = ["Attribution", "NameMention", "attribution_of", "name_mentions"]

ROLES = ("claims", "did", "accused")
DOING = frozenset({"claims", "did"})
SURE = 0.92  # how likely it must be that a name is said to be the doer at all
LIKELY = 0.5  # and that it claims the attack, did it, or is accused of it
SPEECH = (
    "say",
    "announce",
    "claim",
    "attribute",
    "accusation",
    "condemn",
    "deny",
    "source",
    "denial",
    "response",
    "threat",
)


@dataclass(frozen=True, slots=True)
class NameMention:
    """An actor's name seen from an event, and the facts of how they stand."""

    name: Match[Entry]
    actor: Actor
    sentence: MarkedSentence
    facts: Facts


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody said to have a part in an attack: `role` is claims, did or accused."""

    actor: Actor
    role: str
    probability: float
    name: Match[Entry]
    sentence: MarkedSentence
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who has what part in an attack, the surest first, and who vouches for it.

    `target` is the kind of what was struck; it is `target_claimed` where only the attacker calls it so.
    `confirmed` is set where somebody other than the attacker is named as the source.
    """

    roles: tuple[Role, ...]
    target: str | None
    target_claimed: bool
    confirmed: bool

    @property
    def doer(self) -> Role | None:
        """The role of who did it: who claims it, or whom the outlet says did it in its own words; None is nobody."""
        return next((role for role in self.roles if role.role in DOING), None)

    @property
    def actor(self) -> str | None:
        """The name of who did it, None where nobody is surely named."""
        return self.doer.actor.name_en if self.doer else None

    @property
    def claimed(self) -> bool:
        """Whether only the attacker says so."""
        return self.doer is not None and self.doer.role == "claims" and not self.confirmed

    @property
    def status(self) -> str:
        """How the doer is known: claimed, attributed or unknown."""
        if self.doer is None:
            return "unknown"
        return "claimed" if self.doer.role == "claims" else "attributed"

    @property
    def sourcing(self) -> str:
        """Who vouches for it."""
        return "attacker" if self.claimed else "third_party" if self.confirmed else "outlet"

    @property
    def fact(self) -> str:
        """The fact that decides the outcome."""
        return "outcome.attacker_says_so" if self.claimed else "outcome.outlet_says_so"

    def told(self, tokens: Tokens) -> tuple[Party, ...]:
        """The parties of a report."""
        return tuple(
            Party(
                role.actor.name_en, role.role, role.actor.name_en if role.role == "claims" else None,
                tokens.span(role.name.first, role.name.last),
            )
            for role in self.roles
        )  # fmt: skip


def name_mentions(event: Event, annotated: Annotated, knowledge: Knowledge) -> Iterator[NameMention]:
    """The actors named in the event's sentence, in those beside it and in the title."""
    for marked in neighbours(event.sentence, annotated):
        for name in marked.names:
            actor = knowledge.actors.get(name.entry.value)
            if actor is None:
                continue
            yield NameMention(name, actor, marked, name_facts(event, marked, name, actor))


def name_facts(event: Event, marked: MarkedSentence, name: Match[Entry], actor: Actor) -> Facts:
    """The facts of how an actor's name stands to an event."""
    here = (name.first, name.last)
    facts = relation_facts(event, marked, name.first, name.last)
    own = marked is event.sentence
    where = "own" if own else next(iter(facts))
    facts[f"{actor.kind}.{where}"] = here
    lead = lead_before(marked, name.first, marked.context.knowledge.lexicon.leads)
    facts[f"lead.{lead}"] = here
    for letter in name.proclitics:
        facts[f"prefix.{letter}"] = here
    if own:
        side = "before" if name.last <= event.trigger.first else "after"
        facts[f"{actor.kind}.{side}.{event.trigger.entry.form}"] = here
        facts[f"lead.{lead}.{side}"] = here
        facts[f"{side}.form.{event.trigger.entry.form}"] = here
        gap = event.trigger.first - name.last if side == "before" else name.first - event.trigger.last
        if gap <= 1:
            facts[f"touching.{side}.{event.trigger.entry.form}"] = here
            facts[f"touching.{side}.{event.trigger.entry.role}"] = here
        if event.mention is not None and event.mention.first <= name.first < event.mention.last:
            facts["in_place"] = here
        others = [
            n for n in marked.names if n is not name and n.entry.value in marked.context.knowledge.actors
        ]
        facts["only_name" if not others else "other_names"] = here
    for cue in marked.cues_between(max(marked.first, name.first - 5), name.first, *SPEECH):
        if name.first >= cue.last:
            facts[f"{cue.entry.value}.{'right_' if name.first - cue.last <= 1 else ''}before_name"] = here
    for cue in marked.cues_between(name.last, min(marked.last, name.last + 5), *SPEECH):
        facts[f"{cue.entry.value}.{'right_' if cue.first - name.last <= 1 else ''}after_name"] = here
    for kind in SPEECH:
        if marked.cues_between(marked.first, marked.last, kind):
            facts[f"{kind}.in_sentence.{actor.kind}"] = here
    for weapon in marked.weapons:
        if weapon.last == name.first:
            facts[f"weapon.before_name.{where}"] = here
    for target in marked.targets:
        if 0 <= name.first - target.last <= 1:
            facts["target.before_name"] = here
    for other in marked.triggers:
        if own and other is not event.trigger and 0 <= other.first - name.last <= 1:
            facts["another_trigger.after_name"] = here
    return facts


def attribution_of(event: Event, annotated: Annotated, knowledge: Knowledge) -> Attribution:
    """Those whom the article surely enough gives a part in the attack, and what was struck."""
    found: dict[tuple[str, str], Role] = {}
    weights = knowledge.weights["doer"]
    for mention in name_mentions(event, annotated, knowledge):
        chance = probability(weights.score("named", mention.facts))
        if chance < SURE:
            continue
        role = likeliest_role(weights, mention.facts)
        if probability(weights.score(role, mention.facts)) < LIKELY:
            continue  # somebody has a part in it, and which is not said: nobody is named
        key = (mention.actor.actor_id, role)
        if key not in found or chance > found[key].probability:
            findings = findings_of(weights, role, mention.facts)
            found[key] = Role(mention.actor, role, chance, mention.name, mention.sentence, findings)
    marked = event.sentence
    start, end = event.segment
    target = next((t for t in marked.targets if start <= t.first < end), None)
    called = target is not None and bool(marked.cues_between(start, target.first + 1, "so-called"))
    return Attribution(
        tuple(sorted(found.values(), key=lambda each: -each.probability)),
        target.entry.value if target else None,
        called,
        bool(marked.cues_between(marked.first, marked.last, "source")),
    )


def likeliest_role(weights: Weights, facts: Facts) -> str:
    """The role that a name most likely has."""
    return max(ROLES, key=lambda role: weights.score(role, facts))
