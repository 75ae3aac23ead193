"""Whether arms are spoken of: an earthquake strikes, a campaign targets schools and a heart attack kills too.

A verb such as "hit" tells an attack only near a sentence that names a weapon, an armed side or an attack; a word such as "attack"
also where its own sentence shows force: the dead, soldiers, what an attack is on, that it took place. The rows
of triggers.csv say what they need. What nature does, and idioms, are refused everywhere.
"""

from language.lexicon import Entry
from language.matching import Match
from language.tokens import Tokens, tokenise_text
from pipeline.annotate import Annotated, MarkedSentence, is_place_like
from pipeline.events import Event
from pipeline.knowledge import Knowledge
from pipeline.model import Article
from pipeline.triggers import STRIKING, is_idiom

__all__ = [
    "borne_out",
    "by_nature",
    "need_of",
    "shows_arms",
    "shows_force",
    "speaks_of_arms",
    "strikes_its_place",
    "title_speaks_of_arms",
]

NEAR_BEFORE, NEAR_AFTER = 3, 4
# Dogs attack too; nobody but people shells or abducts.
UNARMED_TOO = frozenset({"unspecified", "armed_assault"})
ARMED = frozenset({"armed_group", "state_force"})
# Whoever these are attacked by is armed.
HARD_TARGETS = frozenset({"base", "convoy", "security_forces"})
HARD_PLACES = frozenset({"airbase", "military_base"})
ONTO = frozenset({"on", "against", "علي", "ضد"})
ARTICLES = frozenset({"the", "a", "an"})
PASSIVES = frozenset({"was", "were", "been", "being", "under"})
TARGET_REACH, OBJECT_REACH = 8, 5
ARMS_NEAR = 4  # sentences


def need_of(trigger: Match[Entry], knowledge: Knowledge) -> str:
    """What a trigger needs beside it to tell an attack: "arms", "force" or nothing."""
    if trigger.entry.role in {"casualty", "damage"}:
        return "arms"
    return knowledge.lexicon.needs.get(trigger.entry.row, "")


def title_speaks_of_arms(article: Article, knowledge: Knowledge) -> bool:
    """Whether the title names a weapon or an attack that needs no other word for it."""
    lexicon = knowledge.lexicon
    title = tokenise_text(article.title)
    if next(lexicon.weapons.find(title.words, 0, len(title)), None) is not None:
        return True
    return any(is_attack(t, knowledge) for t in lexicon.triggers.find(title.words, 0, len(title)))


def speaks_of_arms(annotated: Annotated, number: int) -> bool:
    """Whether sentence `number` or those around it show arms: a digest tells of an attack and of a match."""
    near = annotated.sentences[max(0, number - ARMS_NEAR) : number + ARMS_NEAR + 1]
    return any(shows_arms(marked, annotated.context.knowledge) for marked in near)


def shows_arms(marked: MarkedSentence, knowledge: Knowledge, but: Match[Entry] | None = None) -> bool:
    """Whether a sentence names a weapon, an armed side or an attack, other than `but`, that is surely one."""
    return bool(
        marked.weapons
        or marked.cues_between(marked.first, marked.last, "arms")
        or any(name.entry.role in ARMED and not is_place_like(name) for name in marked.names)
        or any(t is not but and is_attack(t, knowledge) and not is_idiom(marked, t) for t in marked.triggers)
    )


def is_attack(trigger: Match[Entry], knowledge: Knowledge) -> bool:
    """Whether a trigger tells an attack by itself."""
    return trigger.entry.role in STRIKING and not need_of(trigger, knowledge)


def strikes_its_place(tokens: Tokens, event: Event) -> bool:
    """Whether a place is what is struck: "استُهدفت قاعدة عين الأسد", "attacks on Idlib", "Idlib was attacked"."""
    nest, trigger = event.nest, event.trigger
    if nest is None or trigger.entry.role not in STRIKING:
        return False
    if nest.first == trigger.last and trigger.entry.form in {"perfect", "imperfect"}:
        return True
    if need_of(trigger, event.sentence.context.knowledge) != "force":
        return False
    words = tokens.words
    between = [word for word in words[trigger.last : nest.first] if word not in ARTICLES]
    if nest.first > trigger.first:
        return len(between) == 1 and between[0] in ONTO
    return nest.last < trigger.first <= nest.last + 2 and undergone_from(tokens, event) is not None


def undergone_from(tokens: Tokens, event: Event) -> int | None:
    """The token from which who suffers the attack is named: "تعرضت السفارة لهجوم", "a ship was attacked", or None."""
    marked, trigger = event.sentence, event.trigger
    start = max(marked.first, trigger.first - TARGET_REACH)
    for other in reversed(marked.triggers):
        if other.entry.role == "undergo" and start <= other.first < trigger.first:
            return other.last
    return start if trigger.first > marked.first and tokens.words[trigger.first - 1] in PASSIVES else None


def shows_force(tokens: Tokens, event: Event, annotated: Annotated) -> bool:
    """Whether the sentence shows that its attack was one: by the dead of it, soldiers, or what it was on."""
    marked, trigger, nest = event.sentence, event.trigger, event.nest
    if nest is not None and nest.finest.place is not None:
        if nest.finest.place.feature.name in HARD_PLACES:
            return True
    start, end = max(marked.first, trigger.first - 2), min(marked.last, trigger.last + 2)
    if marked.cues_between(start, end, "occurrence"):
        return True  # "وقع هجوم", "an attack took place"
    suffers = undergone_from(tokens, event)
    if (
        suffers is not None
        and nest is not None
        and nest.finest.head
        and suffers <= nest.first < trigger.first
    ):
        return True
    number = marked.sentence.number
    if any(tells_casualties(each) for each in annotated.sentences[number : number + 2]):
        return True
    for target in marked.targets:
        kind = target.entry.value
        if kind in HARD_TARGETS and abs(target.first - trigger.first) <= TARGET_REACH:
            return True
        between = tokens.words[trigger.last : target.first]
        if trigger.entry.value not in UNARMED_TOO:
            if 0 <= target.first - trigger.last <= 1:
                return True  # "خُطف صحفي": whoever it is, nobody abducts with words
        elif kind == "official":
            continue
        if suffers is not None and suffers <= target.first < trigger.first:
            # "تعرض مدير المدرسة": not the school; English titles stand before the name as a whole.
            if target.first == suffers or tokens.words[trigger.first].isascii():
                return True
        if 0 < len(between) <= OBJECT_REACH and "," not in between and not ONTO.isdisjoint(between):
            return True
    return False


def borne_out(event: Event) -> bool:
    """Whether another word for a strike stands right beside the trigger: "a related attack hit Kirkuk"."""
    marked, trigger = event.sentence, event.trigger
    return any(
        t.entry.role in STRIKING
        and (t.first == trigger.last or t.last == trigger.first)
        and not is_idiom(marked, t)
        for t in marked.triggers
    )


def tells_casualties(marked: MarkedSentence) -> bool:
    """Whether a sentence tells of dead or wounded whom no accident, illness or game can explain."""
    return any(t.entry.role == "casualty" for t in marked.triggers) and not marked.cues_between(
        marked.first, marked.last, "nature", "idiom", "accident", "sport"
    )


def by_nature(marked: MarkedSentence, trigger: Match[Entry], knowledge: Knowledge) -> str | None:
    """The rule by which something else than arms struck, or None."""
    if is_idiom(marked, trigger):
        return "modality.idiom"
    if trigger.entry.value not in UNARMED_TOO:
        return None
    weak = bool(need_of(trigger, knowledge))
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
        others = any(is_attack(t, knowledge) and not is_idiom(marked, t) for t in marked.triggers)
        if not others and marked.cues_between(marked.first, marked.last, "nature", "idiom"):
            return "modality.nature"
    return None
