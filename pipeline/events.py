"""Finding attacks in a sentence: which trigger speaks of which place.

A sentence has triggers ("قصف", "was hit") and toponyms. Toponyms that say one place ever more coarsely
("حقل العمر بريف دير الزور") make a nest, of which the finest counts. Each nest that the sentence does not
refuse as a place of something else (a launch site, a speaker's seat) goes to the trigger it stands
closest to; what separates the two costs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from geo.places import REACH_KM, Place, contains, distance_km
from geo.recognise import Toponym
from language.lexicon import Entry
from language.matching import Match
from language.tokens import Tokens
from pipeline.annotate import MarkedSentence

__all__ = ["Decision", "Event", "Nest", "find_events", "nests_of"]

STRIKING = frozenset({"strike", "blast", "clash", "raid", "detonate", "war"})
DEPENDENT = frozenset(
    {"reach", "launch", "fall", "damage", "operation", "casualty", "intercept", "undergo", "seize"}
)
# What may stand between the names of one nest.
NEST_LINKS = frozenset(
    'في ب من عند , ( ) " - / التابعه التابع الواقعه الواقع ضمن داخل قرب وسط محافظه بمحافظه مركز جنوب شمال شرق غرب شمالي جنوبي شرقي غربي الشمالي '
    "الجنوبي الشرقي الغربي الشماليه الجنوبيه الشرقيه الغربيه بشمال بجنوب بشرق بغرب of in near the northern southern eastern western north south east "
    "west northwest northeast southwest southeast northwestern northeastern southwestern southeastern central 's countryside province "
    "على مشارف اطراف علي اقصي مدينه بمدينه الحدوديه الاميركيه العسكريه النفطي للغاز المحتله المحتل السوريه العراقيه والواقعه".split()
)
BESIDE = frozenset(
    "مجاوره مجاور محاذيه محاذي قريبه قريب حدوديه قرب محاذاه قباله مقابل جوار مجاورتها near adjacent bordering kilometres kilometers km كم كيلومترا كيلومتر كيلومترات".split()
)
# How far from a town's point its own quarters and sites lie.
HEADLINE_KM = 60.0  # "Erbil: a drone hit the Khurmala field"
PART_OF_KM = {"city": 15.0, "town": 6.0}
COORDINATORS = frozenset(", و and or او ام حتي ثم كذلك وكذلك سواء وحتي then both as well".split())
# A border or a river beside a place only says on which side of what it lies.
LINES = frozenset({"border", "river"})
SPEECH = ("say", "announce", "condemn", "attribute", "call")
LONGEST_LIST = 8
FARTHEST = 45
COSTS = {"border": 9, "trigger": 4, "say": 6, "comma": 2, "before": 3, "capital": 8, "clause": 7}
LOCATIVES = frozenset(
    "في وفي علي وعلي عند داخل ضمن فوق بين قرب وسط قباله ضد محيط بمحيط بالقرب باتجاه نحو صوب بمحاذاه انحاء عموم مناطق اراضي سواحل ساحل شواطي شاطي مياه in at near on inside outside within over across around against of to into toward towards along off throughout".split()
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of the tokens `first` to `last` of a sentence and by which rule; for `explain`."""

    sentence: int
    first: int
    last: int
    rule: str
    taken: bool
    note: str = ""


@dataclass(slots=True)
class Nest:
    """Toponyms that say one place ever more coarsely; `finest` is the place that counts."""

    toponyms: list[Toponym]
    finest: Toponym
    coordinated: bool = False

    @property
    def first(self) -> int:
        """The first token of the nest."""
        return min(t.first for t in self.toponyms)

    @property
    def last(self) -> int:
        """The token after the nest."""
        return max(t.last for t in self.toponyms)


@dataclass(slots=True)
class Event:
    """A trigger and the place it speaks of in one sentence; `place` is None where none is named."""

    sentence: MarkedSentence
    trigger: Match[Entry]
    nest: Nest | None
    segment: tuple[int, int]
    triggers: list[Match[Entry]] = field(default_factory=list)
    count: int | None = None

    @property
    def place(self) -> Place | None:
        """The finest place of the nest, None where none is named or resolved."""
        return self.nest.finest.place if self.nest else None


def find_events(tokens: Tokens, marked: MarkedSentence) -> tuple[list[Event], list[Decision]]:
    """The events of a sentence, one for each trigger and place, and what was decided on the way."""
    decisions: list[Decision] = []
    main = main_triggers(tokens, marked)
    if not main:
        return [], decisions
    events: list[Event] = []
    nests = nests_of(tokens, marked)
    chosen: dict[int, Match[Entry]] = {}
    for number, nest in enumerate(nests):
        rule = refusal(tokens, marked, nest) or spoken_list(tokens, marked, nests, number)
        if not rule and nest.coordinated and number and tokens.words[nests[number - 1].first - 1] in {"بين", "between"}:
            # "On the road between Jableh and Baniyas" is one place, known less exactly.
            nests[number - 1].finest.near = True
            rule = "place.other_end_of_a_road"
        if rule:
            decisions.append(Decision(marked.sentence.number, nest.first, nest.last, rule, False))
            continue
        if nest.coordinated and number and number - 1 in chosen:
            trigger: Match[Entry] | None = chosen[number - 1]
        else:
            trigger = closest_trigger(tokens, marked, nest, main)
        if (
            trigger is not None
            and not nest.coordinated
            and (unlinked := unlinked_place(tokens, marked, nest, trigger))
        ):
            decisions.append(Decision(marked.sentence.number, nest.first, nest.last, unlinked, False))
            continue
        if trigger is not None and trigger.entry.role == "war" and is_background_war(tokens, marked, trigger):
            decisions.append(
                Decision(marked.sentence.number, nest.first, nest.last, "trigger.war_as_background", False)
            )
            continue
        if trigger is None:
            decisions.append(
                Decision(marked.sentence.number, nest.first, nest.last, "place.no_trigger_in_reach", False)
            )
            continue
        chosen[number] = trigger
        events.append(Event(marked, trigger, nest, segment_of(marked, trigger), [trigger]))
    for trigger in main:
        if trigger.entry.role == "casualty" and any(t.entry.role in STRIKING for t in main):
            continue
        if all(event.trigger is not trigger for event in events):
            events.append(Event(marked, trigger, None, segment_of(marked, trigger), [trigger]))
    events.sort(key=lambda event: (event.trigger.first, event.nest.first if event.nest else 0))
    return drop_containers(tokens, events, decisions), decisions


def main_triggers(tokens: Tokens, marked: MarkedSentence) -> list[Match[Entry]]:
    """The triggers that tell an attack by themselves or by what stands beside them."""
    striking = [t for t in marked.triggers if t.entry.role in STRIKING and t.entry.form != "future"]
    main = list(striking)
    for trigger in marked.triggers:
        role = trigger.entry.role
        if role not in DEPENDENT or trigger.entry.form == "future":
            continue
        start, end = segment_of(marked, trigger)
        beside = [t for t in striking if start <= t.first < end]
        weapons = [w for w in marked.weapons if start <= w.first < end and abs(w.first - trigger.first) <= 8]
        if role in {"launch", "fall", "reach"}:
            if weapons and not beside and min(abs(w.first - trigger.first) for w in weapons) <= 4:
                main.append(trigger)
        elif role == "intercept":
            if (
                weapons
                and min(w.first - trigger.first for w in weapons if w.first >= trigger.first - 1 or True) <= 5
                and not beside
            ):
                main.append(trigger)
        elif role == "damage":
            if not beside and (
                weapons or any(start <= t.first < end and t.first >= trigger.first for t in marked.targets)
            ):
                main.append(trigger)
        elif role == "operation":
            if not beside and trigger.entry.value != "unspecified" and trigger.entry.form == "indefinite":
                main.append(trigger)
        elif role == "casualty":
            main.append(trigger)
    main = [t for t in main if not names_operation(tokens, marked, t)]
    main.sort(key=lambda t: t.first)
    return [t for i, t in enumerate(main) if not (t.entry.role == "casualty" and repeats_casualty(main, i))]


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


def names_operation(tokens: Tokens, marked: MarkedSentence, trigger: Match[Entry]) -> bool:
    """Whether the trigger only begins the name of a campaign: 'معركة "طوفان الأقصى"'."""
    at = trigger.last
    if at < marked.last and tokens.words[at] == '"':
        at += 1
    return any(n.first == at and n.entry.role == "organisation" for n in marked.names)


def repeats_casualty(main: list[Match[Entry]], i: int) -> bool:
    """Whether a casualty word only goes on from the one before: "مقتل 3 وإصابة 5"."""
    return i > 0 and main[i - 1].entry.role == "casualty" and main[i].first - main[i - 1].last <= 6


def segment_of(marked: MarkedSentence, trigger: Match[Entry]) -> tuple[int, int]:
    """The tokens between the clause borders around a trigger."""
    start, end = marked.first, marked.last
    for cue in marked.cues:
        if cue.entry.value != "border":
            continue
        if cue.last <= trigger.first:
            start = cue.last
        elif cue.first >= trigger.last:
            end = cue.first
            break
    return start, end


def nests_of(tokens: Tokens, marked: MarkedSentence) -> list[Nest]:
    """The toponyms of a sentence grouped into nests, left to right."""
    nests: list[Nest] = []
    words = tokens.words
    for toponym in marked.toponyms:
        if toponym.place is None and not (toponym.head and not toponym.candidates):
            continue
        if nests:
            previous = nests[-1]
            between = words[previous.last : toponym.first]
            linked = len(between) <= 5 and all(is_link(word) for word in between)
            if not between and not toponym.head and not words[toponym.first].isascii():
                # "يستهدف اليمن صنعاء تتوعد": two headlines side by side are no nest.
                linked = "ب" in toponym.proclitics or toponym.direction
            joined = toponym.proclitics.startswith(("و", "ف")) or (between and between[-1] in {"and", "و"})
            if linked and not joined and (toponym.direction or nested(previous.finest, toponym)):
                previous.toponyms.append(toponym)
                if astray(previous.finest, toponym):
                    previous.finest = toponym
                elif not toponym.direction and rank(toponym) < rank(previous.finest):
                    previous.finest = toponym
                continue
            # "القائم وعكاشات في الأنبار": the container closes the whole list.
            listed = len(between) <= 6 and all(is_link(word) or word in COORDINATORS for word in between)
            nests.append(
                Nest(
                    [toponym],
                    toponym,
                    coordinated=listed and (joined or any(w in COORDINATORS for w in between)),
                )
            )
        else:
            nests.append(Nest([toponym], toponym))
    return nests


def astray(inner: Toponym, outer: Toponym) -> bool:
    """Whether a quarter's namesake in another town was taken: the town beside it is what is known."""
    if inner.place is None or outer.place is None or inner.place.feature.name not in {"quarter", "road"}:
        return False
    town = outer.place.feature.settlement and outer.place.feature.rank > inner.place.feature.rank
    return town and distance_km(inner.place, outer.place) > REACH_KM["town"]


def is_link(word: str) -> bool:
    """Whether a word may stand between the names of one nest: a link, or an adjective with its article."""
    return word in NEST_LINKS or (word.startswith("ال") and word.endswith(("ي", "يه")) and len(word) > 5)


def rank(toponym: Toponym) -> int:
    """How coarse a toponym is, 0 the finest."""
    return toponym.place.feature.rank if toponym.place else 1


def nested(inner: Toponym, outer: Toponym) -> bool:
    """Whether two toponyms side by side say one place, the one more coarsely than the other."""
    if inner.place is None or outer.place is None:
        return True
    if inner.place is outer.place or outer.place.feature.name in LINES or inner.place.feature.name in LINES:
        return True
    if speaks_for_governorate(outer.place, inner.place):
        return True
    reach = REACH_KM.get(outer.head, 0.0)
    if reach and inner.place.country == outer.place.country and distance_km(outer.place, inner.place) <= reach:
        return True
    return contains(outer.place, inner.place) or contains(inner.place, outer.place)


def speaks_for_governorate(outer: Place, inner: Place) -> bool:
    """Whether a city beside a finer place stands for its governorate: "قاعدة حرير في أربيل"."""
    same = outer.country == inner.country and outer.governorate == inner.governorate != ""
    return same and outer.feature.name == "city" and inner.feature.rank < outer.feature.rank


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
        and any(w.last == first and w.first >= first - 3 for w in marked.weapons)
        and not locative
        and not nest.finest.head
    ):
        return "place.name_of_a_weapon"
    if beside_another(marked, words, nest):
        return "place.beside_the_place"
    if before and before[-1] in {"ضد", "against"} and place is not None and place.feature.name == "country":
        return None
    return None


def place_of_allegiance(words: list[str], nest: Nest) -> bool:
    """Whether the nest is a state, or its capital, that a group may be loyal to; "تابعة لناحية" tells a place."""
    place = nest.finest.place
    return place is not None and place.feature.name in {"country", "city"}


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
        elif not latin and any(t.last == at and not t.head for t in marked.toponyms) and words[at].startswith("و"):
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


def has_locative(words: list[str], nest: Nest, marked: MarkedSentence) -> bool:
    """Whether a preposition of place stands before the nest."""
    toponym, start = min(nest.toponyms, key=lambda t: t.first), marked.first
    if toponym.first == marked.first and nest.last < marked.last and words[nest.last] == ":":
        return True
    if "ب" in toponym.proclitics or toponym.near or toponym.direction:
        return True
    if "ل" in toponym.proclitics and any(toponym.first - t.last in range(3) for t in marked.triggers):
        return True
    first = toponym.first
    if first > start and words[first - 1] in LOCATIVES:
        return True
    # "قرب مستشفيات قطاع غزة": a noun or two may stand between.
    near = words[max(start, first - 3) : first]
    place = nest.finest.place
    return (
        place is not None
        and place.feature.name == "region"
        and any(w in LOCATIVES for w in near)
        and "," not in near
    )


def closest_trigger(
    tokens: Tokens, marked: MarkedSentence, nest: Nest, main: Iterable[Match[Entry]]
) -> Match[Entry] | None:
    """The trigger that a nest belongs to: the one that the least stands between."""
    best: Match[Entry] | None = None
    least = float(FARTHEST)
    words = tokens.words
    triggers = list(main)
    locative = has_locative(words, nest, marked)
    for trigger in triggers:
        if nest.first <= trigger.first < nest.last:
            continue
        if trigger.first < nest.first:
            start, end = trigger.last, nest.first
            cost = float(end - start)
        else:
            start, end = nest.last, trigger.first
            cost = float(end - start + COSTS["before"])
        cost += COSTS["border"] * len(marked.cues_between(start, end, "border"))
        cost += COSTS["say"] * len(marked.cues_between(start, end, "say", "announce"))
        cost += COSTS["trigger"] * sum(start <= t.first < end for t in triggers)
        cost += COSTS["comma"] * sum(words[i] in {",", ";", ":"} for i in range(start, end))
        # A comma, "and" and a verb begin another clause: "، ويُطبقون الحصار".
        cost += COSTS["clause"] * sum(
            words[i] == "," and len(words[i + 1]) > 4 and words[i + 1].startswith(("وي", "وت"))
            for i in range(start, end - 1)
        )
        if not locative and not nest.finest.head and cost > 3 and nest.finest.place is not None:
            if nest.finest.place.feature.name in {"country", "city"}:
                cost += COSTS["capital"]
        if trigger.entry.role == "casualty":
            # "Killed ... in the shelling of Aleppo": the shelling is what happened there.
            cost += 7 if any(t.entry.role in STRIKING for t in triggers) else 3
        if cost < least:
            best, least = trigger, cost
    return best


def drop_containers(tokens: Tokens, events: list[Event], decisions: list[Decision]) -> list[Event]:
    """Without the events whose place only says another's more coarsely, for the same trigger."""
    kept = []
    for event in events:
        place = event.place
        coarser = place is not None and any(
            other is not event
            and other.place is not None
            and other.place is not place
            and (
                other.trigger is event.trigger
                or same_segment(other, event)
                or event.trigger.entry.role == "casualty"
            )
            and not (other.nest is not None and event.nest is not None and told_apart(event.nest, other.nest))
            and (holds_strictly(place, other.place) or heads_its_sentence(tokens, event, other))
            for other in events
        )
        if coarser and event.nest is not None:
            nest = event.nest
            decisions.append(
                Decision(
                    event.sentence.sentence.number, nest.first, nest.last, "place.contains_a_finer_one", False
                )
            )
        else:
            kept.append(event)
    return kept


def holds_strictly(outer: Place, inner: Place) -> bool:
    """Whether `inner` is a part of `outer` and not merely its neighbour: a quarter of the town, not the next town."""
    if outer.feature.settlement and inner.within != outer.place_id:
        return outer.feature.rank > inner.feature.rank and distance_km(outer, inner) <= PART_OF_KM.get(outer.feature.name, 3.0)
    return contains(outer, inner)


def heads_its_sentence(tokens: Tokens, event: Event, other: Event) -> bool:
    """Whether an event's place only heads the line, "Khan Yunis: ... in al-Mawasi", and the other's is near it."""
    nest = event.nest
    if nest is None or event.place is None or other.place is None or nest.last >= event.sentence.last:
        return False
    opens = nest.first <= event.sentence.first + 1
    headed = opens and (tokens.words[nest.last] == ":" or (tokens.words[nest.last] == "," and event.place.feature.rank > other.place.feature.rank))
    return headed and distance_km(event.place, other.place) <= HEADLINE_KM


def told_apart(nest: Nest, other: Nest) -> bool:
    """Whether two nests stand in one list, "نابلس ومخيم العين", or the container is a wide area of its own."""
    first, second = (nest, other) if nest.first < other.first else (other, nest)
    if second.coordinated and second.first - first.last <= 3:
        return True
    place = nest.finest.place
    return (
        place is not None
        and place.feature.name in {"region", "river", "border", "sea"}
        and second.first - first.last > 3
    )


def same_segment(a: Event, b: Event) -> bool:
    """Whether two events lie between the same clause borders."""
    return a.segment == b.segment
