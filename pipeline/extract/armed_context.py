"""Whether arms are spoken of: an earthquake strikes, a campaign targets schools and a heart attack kills too.

A verb such as "hit" tells an attack only near a sentence that names a weapon, an armed side or an attack; a word such as "attack"
also where its own sentence shows force: the dead, soldiers, what an attack is on, that it took place. The rows
of triggers.csv say what they need. What nature does, and idioms, are refused everywhere.
"""

from dataclasses import dataclass, field
from functools import cached_property

from geo.toponyms import Toponym
from language.fold import fold
from language.lexicon import Entry
from language.matching import Match
from language.tokens import split_tokens
from pipeline.extract.annotation import Annotated, MarkedSentence, is_place_like, within
from pipeline.extract.events import Event
from pipeline.extract.place_mentions import Nest
from pipeline.extract.triggers import is_idiom
from pipeline.knowledge.load import ARMED, STRIKING, Knowledge
from pipeline.model import Article

__all__ = ["Arms", "by_nature", "need_of", "shows_arms"]

NEAR_BEFORE, NEAR_AFTER = 3, 4
# Dogs attack too; nobody but people shells or abducts.
UNARMED_TOO = frozenset({"unspecified", "armed_assault"})
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


@dataclass(eq=False)
class Arms:
    """What an article says of arms, found as it is asked, and whether that is what a trigger needs."""

    article: Article
    annotated: Annotated
    shown: dict[int, bool] = field(default_factory=dict)

    @cached_property
    def in_title(self) -> bool:
        """Whether the title names a weapon or an attack that needs no other word for it."""
        knowledge = self.annotated.context.knowledge
        words, _, _ = split_tokens(fold(self.article.title))
        if next(knowledge.lexicon.weapons.find(words, 0, len(words)), None) is not None:
            return True
        triggers = knowledge.lexicon.triggers.find(words, 0, len(words))
        return any(is_attack(trigger, knowledge) for trigger in triggers)

    def near(self, number: int) -> bool:
        """Whether sentence `number` or those around it show arms: a digest tells of an attack and of a match."""
        around = self.annotated.sentences[max(0, number - ARMS_NEAR) : number + ARMS_NEAR + 1]
        signs = within(self.signs, around[0].first, around[-1].last)
        return bool(signs) and any(map(self.shown_in, around))

    @cached_property
    def signs(self) -> list[int]:
        """The tokens at which the names of weapons and the like begin; whether they stand for arms is not settled."""
        context = self.annotated.context
        words, book = context.tokens.words, context.knowledge.signs_of_arms
        return [i for i in context.begun.arms if book.at(words, i, len(words)) is not None]

    def shown_in(self, marked: MarkedSentence) -> bool:
        """Whether a sentence shows arms."""
        number = marked.sentence.number
        if number not in self.shown:
            signs = within(self.signs, marked.first, marked.last)
            self.shown[number] = bool(signs) and shows_arms(marked, self.annotated.context.knowledge)
        return self.shown[number]

    def bear_out(self, event: Event) -> bool:
        """Whether an event has what its trigger needs to tell an attack."""
        marked, trigger, nest = event.sentence, event.trigger, event.nest
        need = need_of(trigger, self.annotated.context.knowledge)
        if not need or (nest is not None and strikes(marked, trigger, nest)) or borne_out(marked, trigger):
            return True
        if self.in_title or self.near(marked.sentence.number):
            return True
        if need != "force":
            return False
        return (nest is not None and struck_by_force(marked, trigger, nest)) or shows_force(
            marked, trigger, self.annotated
        )

    def may_bear_out(self, marked: MarkedSentence, trigger: Match[Entry]) -> bool:
        """Whether `bear_out` may hold of some event of the trigger, before places are resolved."""
        need = need_of(trigger, self.annotated.context.knowledge)
        if not need or borne_out(marked, trigger) or self.in_title or self.near(marked.sentence.number):
            return True
        places = marked.recognised
        if any(strikes(marked, trigger, place) for place in places):
            return True
        if need != "force":
            return False
        return shows_force(marked, trigger, self.annotated) or any(
            place.head or any(each.feature.name in HARD_PLACES for each in place.candidates)
            for place in places
        )


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


def strikes(marked: MarkedSentence, trigger: Match[Entry], place: Nest | Toponym) -> bool:
    """Whether a place is what is struck: "استُهدفت قاعدة عين الأسد", "attacks on Idlib", "Idlib was attacked"."""
    if trigger.entry.role not in STRIKING:
        return False
    if place.first == trigger.last and trigger.entry.form in {"perfect", "imperfect"}:
        return True
    if need_of(trigger, marked.context.knowledge) != "force":
        return False
    if place.first > trigger.first:
        words = marked.context.tokens.words[trigger.last : place.first]
        between = [word for word in words if word not in ARTICLES]
        return len(between) == 1 and between[0] in ONTO
    return place.last < trigger.first <= place.last + 2 and undergone_from(marked, trigger) is not None


def undergone_from(marked: MarkedSentence, trigger: Match[Entry]) -> int | None:
    """The token from which who suffers the attack is named: "تعرضت السفارة لهجوم", "a ship was attacked", or None."""
    start = max(marked.first, trigger.first - TARGET_REACH)
    for other in reversed(marked.triggers):
        if other.entry.role == "undergo" and start <= other.first < trigger.first:
            return other.last
    words = marked.context.tokens.words
    return start if trigger.first > marked.first and words[trigger.first - 1] in PASSIVES else None


def struck_by_force(marked: MarkedSentence, trigger: Match[Entry], nest: Nest) -> bool:
    """Whether an attack's place shows that it was one: a base, or a place with its head word that underwent it."""
    place = nest.finest.place
    if place is not None and place.feature.name in HARD_PLACES:
        return True
    suffers = undergone_from(marked, trigger)
    return suffers is not None and bool(nest.finest.head) and suffers <= nest.first < trigger.first


def shows_force(marked: MarkedSentence, trigger: Match[Entry], annotated: Annotated) -> bool:
    """Whether the sentence shows that its attack was one: by the dead of it, soldiers, or what it was on."""
    start, end = max(marked.first, trigger.first - 2), min(marked.last, trigger.last + 2)
    if marked.cues_between(start, end, "occurrence"):
        return True  # "وقع هجوم", "an attack took place"
    number = marked.sentence.number
    if any(tells_casualties(each) for each in annotated.sentences[number : number + 2]):
        return True
    words = marked.context.tokens.words
    suffers = undergone_from(marked, trigger)
    for target in marked.targets:
        kind = target.entry.value
        if kind in HARD_TARGETS and abs(target.first - trigger.first) <= TARGET_REACH:
            return True
        between = words[trigger.last : target.first]
        if trigger.entry.value not in UNARMED_TOO:
            if 0 <= target.first - trigger.last <= 1:
                return True  # "خُطف صحفي": whoever it is, nobody abducts with words
        elif kind == "official":
            continue
        if suffers is not None and suffers <= target.first < trigger.first:
            # "تعرض مدير المدرسة": not the school; English titles stand before the name as a whole.
            if target.first == suffers or words[trigger.first].isascii():
                return True
        if 0 < len(between) <= OBJECT_REACH and "," not in between and not ONTO.isdisjoint(between):
            return True
    return False


def borne_out(marked: MarkedSentence, trigger: Match[Entry]) -> bool:
    """Whether another word for a strike stands right beside the trigger: "a related attack hit Kirkuk"."""
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
