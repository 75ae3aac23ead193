"""Whether an attack is told as a fact: threats, plans, denials, calls, exercises and memories are none."""

from language.lexicon import Entry
from language.matching import Match
from language.tokens import Tokens
from pipeline.extract.annotation import MarkedSentence
from pipeline.extract.armed_context import UNARMED_TOO, by_nature, need_of, shows_arms

__all__ = ["refused_modality"]

# How many tokens before the trigger each cue may stand and still govern it.
REACH = {
    "threat": 30,
    "intent": 5,
    "negation": 2,
    "stop": 3,
    "call": 6,
    "exercise": 8,
    "memory": 5,
    "transfer": 3,
    "analysis": 2,
    "depiction": 10,
}
ENGLISH_REACH = {
    "threat": 25,
    "intent": 3,
    "negation": 3,
    "stop": 3,
    "call": 4,
    "exercise": 6,
    "memory": 5,
    "depiction": 10,
}
# "Used the hub to launch attacks": a purpose is no deed.
TRANSPARENT = frozenset({"that", "ان", "who", "which", "عن"})
GENERAL_NOUNS = frozenset({"ar.massacre.noun", "ar.aggression.noun", "ar.assault.noun"})
PURPOSES = {
    ("to", "launch"),
    ("to", "carry"),
    ("to", "conduct"),
    ("to", "mount"),
    ("carry", "out"),
    ("to", "stage"),
}
ANYWHERE = frozenset({"accident", "exercise", "sport", "court", "controlled"})
# A denied link is no denied attack: "denied any part in the attack".
LINKS = ("صله", "علاقه", "مسوولي", "ضلوع", "تورط", "responsib", "involve", "link", "part", "role", "behind")
PERFECT_AFTER = frozenset({"قد"})
BY_ACCIDENT = frozenset({"blast", "detonate", "casualty", "damage"})
ACCIDENT_REACH = 25
# Weapons by whose names shots at goal go.
SHOTS = frozenset({"ar.rocket", "ar.shell", "ar.smallarms", "en.rocket", "en.missile"})
WAR_REACH = 4
OF_A_WAR = frozenset(
    {"in", "on", "against", "between", "over", "في", "علي", "ضد", "بين", "مع", "التي", "الذي"}
)
DESCRIBING = frozenset({"وصف", "وصفت", "يصف", "تصف", "واصفا", "واصفه"})
WAGING = frozenset({"شن", "شنت", "يشن", "تشن", "وجه", "وجهت", "فتح", "صعد", "جدد"})
PASSIVE = frozenset({"was", "were", "been", "being", "is", "are", "by"})
ADVERBIAL = frozenset({"in", "by", "near", "at", "on", "outside", "with", "", ",", ".", "after", "from"})
# "The ceasefire collapsed after": what ends a cue's reach.
ENDS = frozenset({",", ";", ":", '"'})


def refused_modality(tokens: Tokens, marked: MarkedSentence, trigger: Match[Entry]) -> str | None:
    """The rule by which a trigger tells no fact, or None."""
    words = tokens.words
    if rule := by_nature(marked, trigger, marked.context.knowledge):
        return rule
    if rule := without_arms(tokens, marked, trigger):
        return rule
    reach = ENGLISH_REACH if words[trigger.first].isascii() else REACH
    longest = max(reach.values())
    start = max(marked.first, trigger.first - longest)
    borders = marked.cues_between(start, trigger.first, "border", "say", "announce")
    edge = max((cue.last for cue in borders), default=start)
    for cue in marked.cues_between(start, trigger.first, *reach):
        kind = cue.entry.value
        gap = trigger.first - cue.last
        if gap < 0 or gap > reach.get(kind, 0) or (cue.last < edge and cue.first < edge):
            continue
        if kind != "threat" and any(words[i] in ENDS for i in range(cue.last, trigger.first)):
            continue
        if words[cue.first] in PERFECT_AFTER and trigger.entry.form != "imperfect":
            continue
        if kind == "negation" and gap > 1 and not words[trigger.first].isascii():
            continue
        return f"modality.{kind}"
    if trigger.entry.role in {"raid", "seize", "damage"} and marked.cues_between(
        max(marked.first, trigger.first - 8), trigger.last + 6, "protest"
    ):
        return "modality.protest"
    before = words[max(marked.first, trigger.first - 2) : trigger.first]
    if words[trigger.first].isascii() and ("to" in before[-1:] or tuple(before) in PURPOSES):
        return "modality.purpose"
    if trigger.entry.form == "definite" and trigger.entry.row in GENERAL_NOUNS:
        for cue in marked.cues_between(max(marked.first, trigger.first - 3), trigger.first, "motive"):
            if trigger.first - cue.last <= 1:
                return "modality.motive"  # "in answer to the massacres" tells of no one massacre
    if "بانه" in before or "بانها" in before:
        if not marked.weapons and any(words[i] in DESCRIBING for i in range(marked.first, trigger.first)):
            return "modality.figure_of_speech"  # "وصف استبعاده بأنه اغتيال سياسي"
    if in_some_war(words, marked, trigger):
        return "modality.in_some_war"
    if words[marked.last - 1] == "?":
        return "modality.question"
    for cue in marked.cues_between(max(marked.first, trigger.first - 25), trigger.first, "denial"):
        between = words[cue.last : trigger.first]
        crossed = [b for b in borders if b.first >= cue.last and words[b.first] not in TRANSPARENT]
        if not any(link in word for word in between for link in LINKS) and not crossed:
            return "modality.denied"
    segment = range(max(marked.first, trigger.first - 6), min(marked.last, trigger.last + 6))
    for cue in marked.cues_between(segment.start, segment.stop, *ANYWHERE):
        if cue.entry.value == "accident" and trigger.entry.role in BY_ACCIDENT:
            return "modality.accident"
        if cue.entry.value == "court" and trigger.entry.value == "execution":
            return "modality.court"
        if cue.entry.value == "controlled" and trigger.entry.role in {"blast", "detonate", "damage"}:
            return "modality.controlled_explosion"
        if cue.entry.value == "accident" and 0 <= cue.first - trigger.last <= 1:
            return "modality.accident"
    for cue in marked.cues_between(marked.first, marked.last, "exercise", "sport", "accident"):
        kind = cue.entry.value
        if kind == "exercise" or (kind == "sport" and not beyond_a_game(marked)):
            return f"modality.{kind}"
        if kind == "accident" and trigger.entry.role in {"casualty", "blast", "detonate"}:
            if abs(cue.first - trigger.first) <= ACCIDENT_REACH:
                return "modality.accident"
    return None


def without_arms(tokens: Tokens, marked: MarkedSentence, trigger: Match[Entry]) -> str | None:
    """The rule by which a trigger of a sentence that shows no arms tells what is done without them, or None.

    Tyres burst, deputies attack with words, and there are spheres of life with attacks of their own: networks,
    markets, stages. None of these cues outweighs a weapon, a gunman or a sure attack in the same sentence.
    """
    knowledge = marked.context.knowledge
    cues = marked.cues_between(marked.first, marked.last, "mishap", "civil", "unarmed")
    if not cues or shows_arms(marked, knowledge, trigger):
        return None
    words = tokens.words
    role = trigger.entry.role
    weak = role not in {"casualty", "damage"} and trigger.entry.value in UNARMED_TOO
    weak = weak and (role == "clash" or need_of(trigger, knowledge) != "")
    hurt = any(t.entry.role == "casualty" for t in marked.triggers)
    for cue in cues:
        kind = cue.entry.value
        burns = role in BY_ACCIDENT or trigger.entry.value == "arson"
        if kind == "mishap" and burns and abs(cue.first - trigger.first) <= ACCIDENT_REACH:
            return "modality.accident"
        if not weak or hurt:
            continue
        if kind == "unarmed":
            return "modality.unarmed"
        if kind == "civil" and acts_with_words(words, cue, trigger, need_of(trigger, knowledge)):
            return "modality.unarmed"
    return None


def in_some_war(words: list[str], marked: MarkedSentence, trigger: Match[Entry]) -> bool:
    """Whether a trigger only says what was done "in the war", without its day: "a school bombed during the war"."""
    for cue in marked.cues_between(trigger.last, trigger.last + WAR_REACH, "wartime"):
        after = words[cue.last] if cue.last < marked.last else ""
        if after not in OF_A_WAR and not any(t.interval.days is not None for t in marked.times):
            return True
    return False


def acts_with_words(words: list[str], cue: Match[Entry], trigger: Match[Entry], need: str) -> bool:
    """Whether the one a civil cue names is who attacks: "هاجم النائب", "شن الوزير هجوماً", "the mayor attacked"."""
    if trigger.entry.form in {"perfect", "imperfect"}:
        # "استهدفت شركة" may be a passive: the firm is what was struck.
        return cue.first == trigger.last and not (trigger.entry.form == "perfect" and need == "arms")
    gap = trigger.first - cue.last
    if not words[trigger.first].isascii():
        return 0 <= gap <= 3 and cue.first > 0 and words[cue.first - 1].removeprefix("و") in WAGING
    after = words[trigger.last] if trigger.last < len(words) else ""
    between = words[cue.last : trigger.first]
    return 0 <= gap <= 4 and PASSIVE.isdisjoint(between) and "," not in between and after not in ADVERBIAL


def beyond_a_game(marked: MarkedSentence) -> bool:
    """Whether a sentence on sport names arms that no game knows: strikers fire rockets, but no mortars."""
    return bool(marked.cues_between(marked.first, marked.last, "arms")) or any(
        weapon.entry.row not in SHOTS for weapon in marked.weapons
    )
