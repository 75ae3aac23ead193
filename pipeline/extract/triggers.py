"""Which words of a sentence tell an attack by themselves or by what stands beside them."""

from language.lexicon import Entry
from language.matching import Match
from language.tokens import Tokens
from pipeline.extract.annotation import MarkedSentence
from pipeline.knowledge.load import STRIKING

__all__ = ["is_background_war", "is_idiom", "main_triggers", "segment_of"]

IDIOM_REACH = 3
INTERCEPT_REACH = 9  # "أسقطت، فجر اليوم الثلاثاء، طائرتين"
BEFORE_TARGETS = frozenset(
    "the its their these other of on at against for military civilian legitimate".split()
)
DEPENDENT = frozenset(
    {"reach", "launch", "fall", "damage", "operation", "casualty", "intercept", "undergo", "seize"}
)
# What these verbs tell is an attack where a weapon is what they are said of.
OF_WEAPONS = frozenset({"launch", "fall", "reach", "intercept"})


def main_triggers(tokens: Tokens, marked: MarkedSentence) -> list[Match[Entry]]:
    """The triggers that tell an attack by themselves or by what stands beside them."""
    striking = [
        t
        for t in marked.triggers
        if t.entry.role in STRIKING and t.entry.form != "future" and not tells_when(marked, t)
    ]
    main = list(striking)
    for trigger in marked.triggers:
        role = trigger.entry.role
        if role not in DEPENDENT or trigger.entry.form == "future":
            continue
        if role == "casualty":
            main.append(trigger)
            continue
        if role in OF_WEAPONS and not marked.weapons:
            continue
        start, end = segment_of(marked, trigger)
        beside = [t for t in striking if start <= t.first < end]
        weapons = [
            w
            for w in marked.weapons
            if start <= w.first < end and abs(w.first - trigger.first) <= INTERCEPT_REACH
        ]
        if role in {"launch", "fall", "reach"}:
            if weapons and not beside and min(abs(w.first - trigger.first) for w in weapons) <= 4:
                main.append(trigger)
        elif role == "intercept":
            if weapons and min(w.first - trigger.first for w in weapons) <= INTERCEPT_REACH and not beside:
                main.append(trigger)
        elif role == "damage":
            if not beside and (
                weapons or any(start <= t.first < end and t.first >= trigger.first for t in marked.targets)
            ):
                main.append(trigger)
        elif role == "operation":
            if not beside and trigger.entry.value != "unspecified" and trigger.entry.form == "indefinite":
                main.append(trigger)
    main = [
        t
        for t in main
        if not (names_operation(tokens, marked, t) or tells_when(marked, t) or names_targets(tokens, main, t))
    ]
    main.sort(key=lambda t: t.first)
    return [t for i, t in enumerate(main) if not (t.entry.role == "casualty" and repeats_casualty(main, i))]


def is_idiom(marked: MarkedSentence, trigger: Match[Entry]) -> bool:
    """Whether the trigger is a part of a phrase that means something else: "heart attack", "ضربة جزاء".

    So is one that an adjective takes out of the world of arms: "verbal attack", "قصف إعلامي".
    """
    near = marked.cues_between(
        max(marked.first, trigger.first - IDIOM_REACH), min(marked.last, trigger.last + 1), "idiom", "figure"
    )
    latin = trigger.entry.row.startswith("en.")
    for cue in near:
        if cue.entry.value == "idiom":
            if cue.first < trigger.last and cue.last > trigger.first:
                return True
        elif (cue.last == trigger.first) if latin else (cue.first == trigger.last):
            return True
    return False


def is_background_war(tokens: Tokens, marked: MarkedSentence, trigger: Match[Entry]) -> bool:
    """Whether "العدوان على غزة" is the war that goes on and not an attack of these days."""
    words = tokens.words
    if marked.cues_between(
        max(marked.first, trigger.first - 4), min(marked.last, trigger.last + 7), "continuing"
    ):
        return True
    if trigger.entry.form == "definite" and not tells_an_attack(marked, trigger):
        return True
    before = words[max(marked.first, trigger.first - 2) : trigger.first]
    after = words[trigger.last : min(marked.last, trigger.last + 8)]
    return any(word in {"ظل", "منذ", "بدء", "بدايه", "وقف", "ضد", "زمن"} for word in before) or "منذ" in after


def tells_an_attack(marked: MarkedSentence, trigger: Match[Entry]) -> bool:
    """Whether "the aggression" comes with its day, its dead or another word for a strike."""
    near = range(trigger.first - 8, trigger.last + 14)
    dated = any(
        t.first in near and t.interval.days is not None and t.interval.days <= 3 for t in marked.times
    )
    return dated or any(t.first in near and t is not trigger for t in marked.triggers)


def tells_when(marked: MarkedSentence, trigger: Match[Entry]) -> bool:
    """Whether the word is part of a time: "فجر الأربعاء" is dawn and no explosion."""
    context = marked.context
    if not context.knowledge.calendar.begins[context.tokens.words[trigger.first]]:
        return False  # most triggers are no word of time, and times are costly to find
    return any(t.first <= trigger.first < t.last for t in marked.times)


def names_operation(tokens: Tokens, marked: MarkedSentence, trigger: Match[Entry]) -> bool:
    """Whether the trigger only begins the name of a campaign: 'معركة "طوفان الأقصى"'."""
    at = trigger.last
    if at < marked.last and tokens.words[at] == '"':
        at += 1
    return any(n.first == at and n.entry.role == "organisation" for n in marked.names)


def names_targets(tokens: Tokens, main: list[Match[Entry]], trigger: Match[Entry]) -> bool:
    """Whether "targets" is what was struck: "hit targets near Hit", not "the drone targets Hit"."""
    words, at = tokens.words, trigger.first
    if words[at] != "targets" or at == 0:
        return False
    return words[at - 1] in BEFORE_TARGETS or any(t.last == at for t in main if t is not trigger)


def repeats_casualty(main: list[Match[Entry]], i: int) -> bool:
    """Whether a casualty word only goes on from the one before: "مقتل 3 وإصابة 5"."""
    return i > 0 and main[i - 1].entry.role == "casualty" and main[i].first - main[i - 1].last <= 6


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
