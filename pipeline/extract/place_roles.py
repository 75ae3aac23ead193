"""Why a place that a sentence names is not where the attack happened: launch sites, speakers, seats, neighbours."""

from language.lexicon import Entry
from language.matching import Match
from language.tokens import Tokens
from pipeline.extract.annotation import MarkedSentence
from pipeline.extract.place_mentions import Nest, has_locative

__all__ = ["refusal", "spoken_list", "unlinked_place"]

BESIDE = frozenset(
    "مجاوره مجاور محاذيه محاذي قريبه قريب حدوديه قرب محاذاه قباله مقابل جوار مجاورتها near adjacent bordering kilometres kilometers km كم كيلومترا كيلومتر كيلومترات".split()
)


TARGET_PREPOSITIONS = frozenset("علي نحو صوب باتجاه on at toward towards against into".split())
SPEECH = ("say", "announce", "condemn", "attribute", "call")


LONGEST_LIST = 8
TALK_REACH = 5
AGAINST = frozenset({"against", "ضد", "تنديدا", "احتجاجا", "رفضا", "over"})
SITTING = frozenset({"opened", "began", "started", "resumed", "ended", "adjourned"})
PASSIVE = frozenset({"was", "were", "been", "being"})


def refusal(tokens: Tokens, marked: MarkedSentence, nest: Nest) -> str | None:
    """The rule by which a nest is not where an attack happened, or None."""
    words = tokens.words
    first = nest.first
    before = words[max(marked.first, first - 4) : first]
    for cue in marked.cues_between(
        max(marked.first, first - 9),
        first,
        "launch-from",
        "speaker-at",
        "motion",
        "motive",
        "memory",
        "source",
        "allegiance",
        "transfer",
    ):
        gap = first - cue.last
        kind = cue.entry.value
        if kind == "launch-from" and gap >= 2 and words[first - 1] in TARGET_PREPOSITIONS:
            continue
        if kind == "launch-from" and (gap <= 3 or unbroken(marked, words, cue.last, first)):
            return "place.launch_site"
        if kind == "speaker-at" and gap <= 2:
            return "place.seat_of_a_speaker"
        if kind == "allegiance" and gap <= 1 and place_of_allegiance(words, nest):
            return "place.of_an_allegiance"
        if kind in {"transfer", "motion"} and words[first - 1] in {"الي", "نحو", "to", "into"} and gap <= 5:
            return "place.of_a_movement"
        if kind == "source" and gap <= 4 and first - cue.first <= 6 and others_follow(marked, nest):
            return "place.of_a_source"
        if kind == "motion" and gap <= 2:
            return "place.of_a_movement"
        if kind == "motive" and gap <= 2:
            return "place.of_a_motive"
        if kind == "source" and gap <= 1 and marked_source(words, cue):
            return "place.of_a_source"
    for cue in marked.cues_between(max(marked.first, first - 9), first, "per"):
        if not any(cue.last <= t.first < first for t in marked.triggers):
            return "place.of_a_source"
    place = nest.finest.place
    locative = has_locative(words, nest, marked) and words[first - 1] != "of"
    if place is not None and not locative and place.feature.name in {"country", "city", "governorate"}:
        ahead = nest.last if not words[first].isascii() else past_list(tokens, marked, nest.last)
        if marked.cues_between(ahead, ahead + 1, *SPEECH, "threat"):
            return "place.speaks"
        behind_list = before_list(tokens, marked, first)
        prior = marked.cues_between(max(marked.first, behind_list - 3), behind_list, *SPEECH)
        if prior and prior[-1].last == behind_list:
            return "place.speaks"
    if before and before[-1] in {"بين", "between"} and place is not None:
        behind = [t for t in marked.toponyms if t.place and t.last <= first and first - t.last <= 5]
        if place.feature.name == "country" or behind:
            return "place.beside_a_border"
    if (
        first > marked.first
        and any(
            w.last == first and w.first >= first - 3 and not led_by_a_verb(marked, w) for w in marked.weapons
        )
        and not locative
        and not nest.finest.head
    ):
        return "place.name_of_a_weapon"
    if beside_another(marked, words, nest):
        return "place.beside_the_place"
    if before and before[-1] in {"ضد", "against"} and place is not None and place.feature.name == "country":
        return None
    return None


def led_by_a_verb(marked: MarkedSentence, weapon: Match[Entry]) -> bool:
    """Whether a weapon is what strikes: in "ضربت صواريخ حلبجة" the town is struck and names no rocket."""
    return any(
        t.last == weapon.first and t.entry.role == "strike" and t.entry.form in {"perfect", "imperfect"}
        for t in marked.triggers
    )


def spoken_list(tokens: Tokens, marked: MarkedSentence, nests: list[Nest], number: int) -> str | None:
    """The rule of a list of capitals that speak: "Saudi Arabia, Oman and Kuwait condemned", or None."""
    first = number
    while nests[first].coordinated and first:
        first -= 1
    last = first
    while last + 1 < len(nests) and nests[last + 1].coordinated:
        last += 1
    if first == last:
        return None
    if not tokens.words[nests[first].first].isascii():
        # In Arabic the verb leads its speakers; "العراق وبغداد تندد" has one speaker, the last.
        return "place.speaks" if refusal(tokens, marked, nests[first]) == "place.speaks" else None
    rules = (refusal(tokens, marked, nests[i]) for i in range(first, last + 1))
    return next((rule for rule in rules if rule in {"place.speaks", "place.beside_a_border"}), None)


def unlinked_place(tokens: Tokens, marked: MarkedSentence, nest: Nest, trigger: Match[Entry]) -> str | None:
    """The rule by which a country, region or bare city is not where the trigger struck, or None.

    States act and cities speak: without a preposition of place, or being what is struck, they are no place.
    """
    place = nest.finest.place
    if place is None:
        return None
    words = tokens.words
    wide = place.feature.rank >= 6
    start, end = (
        sorted((trigger.last, nest.first))
        if trigger.first < nest.first
        else sorted((nest.last, trigger.first))
    )
    if trigger.entry.role == "launch" and any(
        w in {"من", "from"} for w in words[max(trigger.last, nest.first - 3) : nest.first]
    ):
        return "place.launch_site"
    locative = has_locative(words, nest, marked)
    if any(t.entry.role == "undergo" and start - 6 <= t.first <= end for t in marked.triggers):
        return None
    if trigger.first < nest.first and crosses_clause(words, trigger, nest):
        return "place.of_another_clause"
    if rule := told_elsewhere(words, marked, nest, trigger):
        return rule
    struck = 0 <= nest.first - trigger.last <= 1 and trigger.entry.role in {"strike", "war", "raid", "damage"}
    if wide:
        broken = marked.cues_between(start, end, "border", "say", "announce")
        if trigger.entry.role in {"casualty", "damage", "launch", "fall"} and place.feature.name == "country":
            return "place.too_wide_for_its_trigger"
        if (locative and end - start <= 10 and not broken) or struck:
            return None
        return "place.not_linked_to_the_trigger"
    if place.feature.name == "city" and not locative and not nest.finest.head and not struck:
        if not 0 <= nest.first - trigger.last <= 3:
            return "place.not_linked_to_the_trigger"
    return None


def told_elsewhere(words: list[str], marked: MarkedSentence, nest: Nest, trigger: Match[Entry]) -> str | None:
    """The rule by which a place is only where an attack is talked of or tried, or None.

    "Police in Kirkuk arrested a man suspected of attacks", "discussed in Doha the attacks on ships".
    """
    first, last = min(nest.last, trigger.last), max(nest.first, trigger.first)
    if trigger.entry.role != "casualty" and marked.cues_between(first, last, "accusation"):
        governed = trigger.first > nest.last and PASSIVE.isdisjoint(words[first:last])
        if governed or trigger.first < nest.first:
            return "place.of_a_trial"
    # "The trial of a man accused of a bombing opened in Baghdad".
    if trigger.first < nest.first and marked.cues_between(
        max(marked.first, trigger.first - TALK_REACH), trigger.first, "accusation"
    ):
        if marked.cues_between(first, last, "court") or not SITTING.isdisjoint(words[first:last]):
            return "place.of_a_trial"
    if trigger.first < nest.last or not has_locative(words, nest, marked):
        return None
    if marked.cues_between(nest.last, nest.last + 1, "talk"):
        return "place.seat_of_a_speaker"  # "the premier in Baghdad discussed the attacks"
    rallied = marked.cues_between(max(marked.first, nest.first - TALK_REACH), nest.first, "protest")
    if rallied and not AGAINST.isdisjoint(words[nest.last : trigger.first]):
        return "place.of_a_protest"
    for cue in marked.cues_between(max(marked.first, nest.first - TALK_REACH), nest.first, "talk", "condemn"):
        between = range(cue.last, nest.first)
        if not any(words[i] in {",", ";", ":"} for i in between) and not any(
            t.first in between for t in marked.triggers
        ):
            return "place.seat_of_a_speaker"
    return None


def place_of_allegiance(words: list[str], nest: Nest) -> bool:
    """Whether the nest is a state, or its capital, that a group may be loyal to; "تابعة لناحية" tells a place."""
    place = nest.finest.place
    return place is not None and place.feature.name in {"country", "city"}


def past_list(tokens: Tokens, marked: MarkedSentence, at: int) -> int:
    """The token after a Latin list of names that goes on at `at`: ", Tehran and Washington" condemned."""
    words = tokens.words
    while at < marked.last and (words[at] in {",", "and", "the"} or is_capital(tokens, at)):
        at += 1
    return at


def before_list(tokens: Tokens, marked: MarkedSentence, at: int) -> int:
    """The token at which the list of names that ends before `at` begins: "ودانت المنامة وأبوظبي", "did Cairo, Manama"."""
    words = tokens.words
    latin = words[at].isascii()
    steps = 0
    while at > marked.first and steps < LONGEST_LIST:
        word = words[at - 1]
        if latin and (word in {",", "and"} or is_capital(tokens, at - 1)):
            at -= 1
        elif (
            not latin
            and any(t.last == at and not t.head for t in marked.toponyms)
            and words[at].startswith("و")
        ):
            at = next(t.first for t in marked.toponyms if t.last == at)
        else:
            break
        steps += 1
    return at


def is_capital(tokens: Tokens, at: int) -> bool:
    """Whether a Latin token is written with a capital."""
    word = tokens.words[at]
    if not word.isascii() or not word.isalpha():
        return False
    start = tokens.folded.source(tokens.starts[at], tokens.ends[at])[0]
    return tokens.original[start : start + 1].isupper()


def crosses_clause(words: list[str], trigger: Match[Entry], nest: Nest) -> bool:
    """Whether a comma, "and" and an imperfect verb stand between: "، ويُطبقون الحصار على" begins another clause."""
    between = range(trigger.last, nest.first - 1)
    return any(
        words[i] == "," and len(words[i + 1]) > 4 and words[i + 1].startswith(("وي", "وت")) for i in between
    )


def others_follow(marked: MarkedSentence, nest: Nest) -> bool:
    """Whether the sentence names another place after the nest, so that the nest need not be the attack's."""
    return any(t.first >= nest.last and t.place is not None for t in marked.toponyms)


def beside_another(marked: MarkedSentence, words: list[str], nest: Nest) -> bool:
    """Whether the nest only says what another place lies near: "حرير المجاورة لمطار أربيل", "5 km from X"."""
    before = [
        t
        for t in marked.toponyms
        if t.last <= nest.first and nest.first - t.last <= 9 and t.place is not None
    ]
    if not before:
        return False
    between = words[before[-1].last : nest.first]
    if any(w in {"و", "and", "كما", "ثم"} for w in between) or any(
        t.first >= before[-1].last and t.first < nest.first for t in marked.triggers
    ):
        return False
    return any(w.removeprefix("ال").removeprefix("ب") in BESIDE for w in between)


def unbroken(marked: MarkedSentence, words: list[str], start: int, end: int) -> bool:
    """Whether nothing ends what a cue governs: "أطلقت من البادية بين مدينتي الميادين والبوكمال"."""
    if any(words[i] in {",", ";", ":"} for i in range(start, end)) or marked.cues_between(
        start, end, "toward", "border"
    ):
        return False
    # "أقلعت من ديار بكر على جبال قنديل": the target follows with a preposition of its own.
    if end > start and words[end - 1] in {
        "علي",
        "في",
        "نحو",
        "صوب",
        "باتجاه",
        "on",
        "at",
        "toward",
        "towards",
        "against",
        "into",
    }:
        return False
    return not any(start <= t.first < end for t in marked.triggers)


def marked_source(words: list[str], cue: Match[Entry]) -> bool:
    """Whether a source cue names a seat: "مصدر في بغداد"."""
    return words[cue.first].startswith(
        ("مصدر", "مراسل", "source", "officials", "official", "government", "authorities", "حكومه", "السلطات")
    )
