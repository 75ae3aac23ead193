"""Whether arms are spoken of: an earthquake strikes, a campaign targets schools and a heart attack kills too.

A verb such as "hit" tells an attack only in an article that elsewhere names a weapon, an armed side or an
attack; the rows of triggers.csv that need this say so. What nature does, and idioms, are refused everywhere.
"""

from language.lexicon import Entry
from language.matching import Match
from language.tokens import tokenise_text
from pipeline.annotate import Annotated, MarkedSentence, is_place_like
from pipeline.events import Event
from pipeline.knowledge import Knowledge
from pipeline.model import Article
from pipeline.triggers import STRIKING

__all__ = ["by_nature", "needs_arms", "speaks_of_arms", "strikes_its_place"]

NEAR_BEFORE, NEAR_AFTER = 3, 4
# Dogs attack too; nobody but people shells or abducts.
UNARMED_TOO = frozenset({"unspecified", "armed_assault"})
ARMED = frozenset({"armed_group", "state_force"})


def needs_arms(trigger: Match[Entry], knowledge: Knowledge) -> bool:
    """Whether a trigger tells an attack only where arms are spoken of."""
    role = trigger.entry.role
    return role in {"casualty", "damage"} or trigger.entry.row in knowledge.lexicon.needing_arms


def speaks_of_arms(article: Article, annotated: Annotated, knowledge: Knowledge) -> bool:
    """Whether the article names a weapon, an armed side, or an attack that needs no other word for it."""
    lexicon = knowledge.lexicon
    title = tokenise_text(article.title)
    if next(lexicon.weapons.find(title.words, 0, len(title)), None) is not None:
        return True
    if any(_is_attack(t, knowledge) for t in lexicon.triggers.find(title.words, 0, len(title))):
        return True
    return any(
        marked.weapons
        or marked.cues_between(marked.first, marked.last, "arms")
        or any(name.entry.role in ARMED and not is_place_like(name) for name in marked.names)
        or any(_is_attack(t, knowledge) and not is_idiom(marked, t) for t in marked.triggers)
        for marked in annotated.sentences
    )


def _is_attack(trigger: Match[Entry], knowledge: Knowledge) -> bool:
    return trigger.entry.role in STRIKING and not needs_arms(trigger, knowledge)


def strikes_its_place(event: Event) -> bool:
    """Whether a place is what an Arabic verb strikes: "استُهدفت قاعدة عين الأسد" needs no other word."""
    nest, trigger = event.nest, event.trigger
    return (
        nest is not None
        and nest.first == trigger.last
        and trigger.entry.role in STRIKING
        and trigger.entry.form in {"perfect", "imperfect"}
    )


def is_idiom(marked: MarkedSentence, trigger: Match[Entry]) -> bool:
    """Whether the trigger is a part of a phrase that means something else: "heart attack", "ضربة جزاء"."""
    near = marked.cues_between(max(marked.first, trigger.first - NEAR_BEFORE), trigger.last, "idiom")
    return any(cue.last > trigger.first for cue in near)


def by_nature(marked: MarkedSentence, trigger: Match[Entry], knowledge: Knowledge) -> str | None:
    """The rule by which something else than arms struck, or None."""
    if is_idiom(marked, trigger):
        return "modality.idiom"
    if trigger.entry.value not in UNARMED_TOO:
        return None
    weak = needs_arms(trigger, knowledge)
    words = marked.context.tokens.words
    start = max(marked.first, trigger.first - NEAR_BEFORE - 3)
    for cue in marked.cues_between(start, min(marked.last, trigger.last + NEAR_AFTER + 1), "nature"):
        before, after = trigger.first - cue.last, cue.first - trigger.last
        if before == 0 or (
            weak and 0 <= before <= NEAR_BEFORE and "," not in words[cue.last : trigger.first]
        ):
            return "modality.nature"
        # "ضرب زلزال", "تضرب البصرة موجة حر": the Arabic verb leads.
        leads = trigger.entry.form in {"perfect", "imperfect"}
        if leads and 0 <= after <= (1 if marked.weapons else NEAR_AFTER):
            return "modality.nature"
    if trigger.entry.role == "casualty" and not marked.weapons:
        others = any(_is_attack(t, knowledge) and not is_idiom(marked, t) for t in marked.triggers)
        if not others and marked.cues_between(marked.first, marked.last, "nature", "idiom"):
            return "modality.nature"
    return None
