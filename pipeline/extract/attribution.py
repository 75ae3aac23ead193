"""Who did it and who says so: actor, its status, and whether only the attacker claims the attack."""

from collections.abc import Sequence
from dataclasses import dataclass

from language.lexicon import Entry
from language.matching import Match
from language.tokens import Tokens
from pipeline.extract.annotation import MarkedSentence
from pipeline.extract.events import Event
from pipeline.knowledge.load import Actor, Knowledge

__all__ = ["Voice", "attribution_of"]

# How far from its verb a speaker stands, and how far the verb governs.
SPEAKER_GAP = 4
SPEECH_REACH = 45
# A sentence that opens so goes on with what the speaker before it said.
CONTINUATIONS = frozenset("كما كذلك وكذلك ايضا وفي وفيما also then".split())
FIGHTERS = ("مجاهد", "مقاومون", "المقاومون", "مقاومو", "مجاهدو", "fighters")
# What is struck stands behind these: "تجمع لجنود العدو" names the victim, not the actor.
OBJECT_WORDS = frozenset(
    "جنود لجنود قوات لقوات تجمع تجمعا اليات دبابه دبابتين مواقع موقع مرابض ضد علي قوه against on positions soldiers troops".split()
)


@dataclass(frozen=True, slots=True)
class Voice:
    """The actor of an attack and who vouches for it; `actor_span` are the tokens that name the actor.

    `confirmed` is set where somebody other than the attacker is named as the source.
    """

    actor: str | None
    status: str
    claimed: bool
    sourcing: str
    rule: str
    actor_span: tuple[int, int] | None = None
    target: str | None = None
    confirmed: bool = False


def attribution_of(tokens: Tokens, event: Event, knowledge: Knowledge, before: Voice | None) -> Voice:
    """Who did it and who says so in the event's sentence; `before` is the voice of the report before, near by."""
    marked = event.sentence
    start, end = event.segment
    named = [n for n in marked.names if n.entry.value in knowledge.actors]
    target = next((t.entry.value for t in marked.targets if start <= t.first < end), None)
    claims = marked.cues_between(marked.first, marked.last, "claim")
    denied = bool(marked.cues_between(marked.first, marked.last, "deny"))
    confirmed = bool(marked.cues_between(marked.first, marked.last, "source"))
    speaker = speaker_of(tokens, event, named, knowledge, claims)
    if speaker is not None:
        actor = knowledge.actors[speaker.entry.value]
        span = (speaker.first, speaker.last)
        if actor.kind != "state_force" or claims or speaks_of_own_attack(tokens, event):
            return Voice(actor.name_en, "claimed", True, "attacker", "outcome.attacker_says_so", span, target)
        return Voice(
            actor.name_en, "attributed", False, "third_party", "actor.named_speaker", span, target, True
        )
    if before is not None and before.claimed and goes_on(tokens, marked, event, named):
        return Voice(before.actor, "claimed", True, "attacker", "outcome.goes_on_from_a_claim", None, target)
    name = acting(tokens, event, named)
    if name is None:
        sourcing = "third_party" if confirmed else "outlet"
        return Voice(None, "unknown", False, sourcing, "outcome.outlet_says_so", None, target, confirmed)
    actor = knowledge.actors[name.entry.value]
    status = "denied" if denied else "attributed"
    sourcing = "third_party" if confirmed else "outlet"
    return Voice(
        actor.name_en, status, False, sourcing, "actor.nearest", (name.first, name.last), target, confirmed
    )


def speaker_of(
    tokens: Tokens,
    event: Event,
    named: Sequence[Match[Entry]],
    knowledge: Knowledge,
    claims: Sequence[Match[Entry]],
) -> Match[Entry] | None:
    """The actor that announces the attack; an armed group that only "says" or "confirms" it announces it too."""
    marked, trigger = event.sentence, event.trigger
    for kinds in (("announce", "claim"), ("say",)):
        for cue in marked.cues_between(marked.first, trigger.first + 1, *kinds) or (
            claims if "claim" in kinds else ()
        ):
            if trigger.first - cue.first > SPEECH_REACH:
                continue
            for name in named:
                # An English subject stands before "said"; an Arabic one before or after its verb.
                after = 1 if tokens.words[cue.first].isascii() else SPEAKER_GAP
                beside = 0 <= name.first - cue.last <= after or 0 <= cue.first - name.last <= SPEAKER_GAP
                if beside and (kinds != ("say",) or is_group(knowledge.actors[name.entry.value])):
                    return name
    return None


def is_group(actor: Actor) -> bool:
    """Whether an actor is an armed group, named or not."""
    return actor.kind in {"armed_group", "unnamed"}


def goes_on(tokens: Tokens, marked: MarkedSentence, event: Event, named: Sequence[Match[Entry]]) -> bool:
    """Whether a sentence goes on with the claim before: "كما استهدفت", "وأعلنت قصفها", "its fighters"."""
    words = tokens.words
    if marked.cues_between(marked.first, marked.last, "source"):
        return False
    announces = marked.cues_between(marked.first, event.trigger.first + 1, "announce", "claim", "say")
    if announces and (event.trigger.entry.form == "possessed" or not named):
        return True
    if any(word.startswith(FIGHTERS) for word in words[marked.first : event.trigger.last + 4]):
        return True
    return words[marked.first] in CONTINUATIONS and acting(tokens, event, named) is None


def acting(tokens: Tokens, event: Event, named: Sequence[Match[Entry]]) -> Match[Entry] | None:
    """The actor nearest to the trigger that is not what it strikes."""
    words, trigger = tokens.words, event.trigger
    start, end = event.segment
    inside = [n for n in named if start <= n.first < end] or list(named)
    inside = [n for n in inside if not (n.first > trigger.last and words[n.first - 1] in OBJECT_WORDS)]
    if trigger.entry.form in {"perfect", "imperfect"}:
        # The subject stands before an Arabic verb or right after it; what comes later is the object.
        near = [n for n in inside if n.first <= trigger.last + 2]
        inside = near or [
            n for n in inside if n.first > trigger.first and words[n.first - 1] in {"قبل", "by"}
        ]
    if not inside:
        return None
    return min(inside, key=lambda n: abs(n.first - trigger.first) + (4 if n.first > trigger.first else 0))


def speaks_of_own_attack(tokens: Tokens, event: Event) -> bool:
    """Whether an announcement's verb is followed by the speaker's own deed: "أعلن ... استهدافه"."""
    return event.trigger.entry.form == "possessed" or tokens.words[event.trigger.first].startswith("شن")
