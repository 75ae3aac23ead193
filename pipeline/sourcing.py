"""Who did it and who says so: actor, its status, and whether only the attacker claims the attack."""

from dataclasses import dataclass

from language.tokens import Tokens
from pipeline.events import Event
from pipeline.knowledge import Knowledge
from pipeline.model import Article

__all__ = ["Voice", "voice_of"]


@dataclass(frozen=True, slots=True)
class Voice:
    """The actor of an attack and who vouches for it; `actor_span` are the tokens that name the actor."""

    actor: str | None
    status: str
    claimed: bool
    sourcing: str
    rule: str
    actor_span: tuple[int, int] | None = None
    target: str | None = None


def voice_of(tokens: Tokens, event: Event, knowledge: Knowledge, article: Article) -> Voice:
    """The actor named nearest to the trigger, and whether the sentence is that actor's own statement."""
    marked, trigger = event.sentence, event.trigger
    start, end = event.segment
    named = [n for n in marked.names if n.entry.value in knowledge.actors]
    target = next((t.entry.value for t in marked.targets if start <= t.first < end), None)
    announced = [
        cue
        for cue in marked.cues_between(marked.first, trigger.first + 1, "announce", "claim")
        if trigger.first - cue.first < 40
    ]
    claims = marked.cues_between(marked.first, marked.last, "claim")
    denied = marked.cues_between(marked.first, marked.last, "deny")
    speaker = None
    for cue in announced or claims:
        near = [n for n in named if 0 <= n.first - cue.last <= 4 or 0 <= cue.first - n.last <= 4]
        if near:
            speaker = near[0]
            break
    if speaker is not None:
        actor = knowledge.actors[speaker.entry.value]
        if actor.kind == "state_force" and not claims and not speaks_of_own_attack(tokens, event):
            return Voice(
                actor.name_en,
                "attributed",
                False,
                "third_party",
                "actor.named_speaker",
                (speaker.first, speaker.last),
                target,
            )
        return Voice(
            actor.name_en,
            "claimed",
            True,
            "attacker",
            "outcome.attacker_says_so",
            (speaker.first, speaker.last),
            target,
        )
    inside = [n for n in named if start <= n.first < end] or named
    if not inside:
        return Voice(None, "unknown", False, "outlet", "outcome.outlet_says_so", None, target)
    nearest = min(inside, key=lambda n: abs(n.first - trigger.first) + (4 if n.first > trigger.first else 0))
    actor = knowledge.actors[nearest.entry.value]
    status = "denied" if denied else "attributed"
    return Voice(
        actor.name_en, status, False, "outlet", "actor.nearest", (nearest.first, nearest.last), target
    )


def speaks_of_own_attack(tokens: Tokens, event: Event) -> bool:
    """Whether an announcement's verb is followed by the speaker's own deed: "أعلن ... استهدافه"."""
    return event.trigger.entry.form == "possessed" or tokens.words[event.trigger.first].startswith("شن")
