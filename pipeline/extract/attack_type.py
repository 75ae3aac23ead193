"""What kind of attack: the trigger's own type, the weapons beside it, or the attack it refers back to."""

from language.lexicon import Entry
from language.matching import Match
from language.tokens import Tokens, tokenise_text
from pipeline.attack_kinds import family_of
from pipeline.extract.annotation import Annotated
from pipeline.extract.events import Event
from pipeline.knowledge.load import STRIKING, Knowledge
from pipeline.model import Article

__all__ = ["DEMONSTRATIVES", "attack_types", "plain_aircraft", "points_to_theme", "refers_back", "theme_of"]

DEMONSTRATIVES = frozenset("هذه تلك هذا ذلك بهذه لهذه these those such".split())


# "Attacked" alone is an assault on the ground; the weapon beside it says more.
THEME_SENTENCES = 3
WEAPON_DECIDES = frozenset({"ar.attack.verb", "ar.attacked.verb"})


PLAIN_NOUNS = frozenset("attack attacks strike strikes bombing bombings blast blasts raid raids".split())


def attack_types(tokens: Tokens, event: Event) -> tuple[tuple[str, ...], Match[Entry] | None, str]:
    """(types, the weapon that decided, its rule): the trigger's own type, else what the weapons beside it say."""
    own = event.trigger.entry.value
    start, end = event.segment
    weapons = []
    for weapon in event.sentence.weapons:
        inside = start <= weapon.first < end or abs(weapon.first - event.trigger.last) <= 4
        nearer = any(
            t is not event.trigger
            and not t.first <= weapon.first < t.last
            and t.entry.role in {"strike", "blast", "clash", "raid"}
            and abs(t.first - weapon.first) + 2 < abs(event.trigger.first - weapon.first)
            for t in event.sentence.triggers
        )
        if inside and not (nearer and own != "unspecified") and not behind_a_verb(event, weapon):
            weapons.append(weapon)
    named = [weapon.entry.value for weapon in weapons]
    if own != "unspecified":
        types = [own]
        if event.trigger.entry.row in WEAPON_DECIDES and named:
            types = named
        elif own == "airstrike" and "drone" in named:
            types = ["drone"]
        elif own in {"rocket", "suicide_bombing"}:
            types += [t for t in named if t in {"drone", "missile", "vehicle_bomb"}]
    else:
        types = named
    if own == "unspecified" or (own == "armed_assault" and event.trigger.entry.role == "strike"):
        types = types or typed_triggers(event) or clash_beside(event) or weapons_before(event)
    if (
        event.trigger.entry.role == "intercept"
        and types == ["drone"]
        and shoots_down_state_aircraft(tokens, event)
    ):
        types = ["other"]
    types = types or [own]
    if "suicide_bombing" in types and event.trigger.entry.role == "blast" and not named:
        types = ["suicide_bombing"]
    if "airstrike" in types and "drone" in types and event.trigger.entry.value == "unspecified":
        types = [t for t in types if t != "airstrike"]
    ordered = tuple(dict.fromkeys(types)) or ("unspecified",)
    decisive = weapons[0] if weapons else None
    return ordered, decisive, decisive.entry.row if decisive and own == "unspecified" else ""


def clash_beside(event: Event) -> list[str]:
    """An assault where a plain "attack" is told of beside a clash or a raid, or the dead after it.

    "اشتبكوا مع قوة، وأوقعوا أفرادها بين قتيل وجريح": the nearest that was told before the dead is how they fell.
    """
    start, end = event.segment
    role = event.trigger.entry.role
    if role == "casualty":
        before = [
            t for t in event.sentence.triggers if t.first < event.trigger.first and t.entry.role in STRIKING
        ]
        return ["armed_assault"] if before and before[-1].entry.role in {"clash", "raid"} else []
    near = any(t.entry.role in {"clash", "raid"} and start <= t.first < end for t in event.sentence.triggers)
    return ["armed_assault"] if near and role == "strike" else []


def weapons_before(event: Event) -> list[str]:
    """The one kind of weapon that the sentence names before a clause that names none: "others aimed at"."""
    named = dict.fromkeys(w.entry.value for w in event.sentence.weapons if w.last <= event.trigger.first)
    types = [t for t in named if family_of(t)]
    return types if types and len({family_of(t) for t in types}) == 1 else []


def behind_a_verb(event: Event, weapon: Match[Entry]) -> bool:
    """Whether another strike's verb stands between: "تقصف إيلات وتستهدف مسيرتين" hits Eilat with no drones."""
    return any(
        event.trigger.last <= t.first < weapon.first
        and t.entry.role in {"strike", "launch", "intercept", "raid"}
        and t.entry.form in {"perfect", "imperfect"}
        for t in event.sentence.triggers
    )


def typed_triggers(event: Event) -> list[str]:
    """The types of the other triggers between the same clause borders: "استهدف ... بغارات"."""
    start, end = event.segment
    return [
        t.entry.value
        for t in event.sentence.triggers
        if start <= t.first < end
        and t is not event.trigger
        and t.entry.value not in {"unspecified", "armed_assault"}
    ]


def shoots_down_state_aircraft(tokens: Tokens, event: Event) -> bool:
    """Whether what is shot down is a state's aircraft and not an attacker's: "أسقطت مسيرة أميركية"."""
    words = tokens.words
    for weapon in event.sentence.weapons:
        if weapon.first >= event.trigger.first and weapon.entry.value == "drone":
            after = words[weapon.last : weapon.last + 3]
            return any(
                word.startswith(
                    ("اميركي", "امريكي", "اسراييلي", "تركي", "american", "israeli", "us", "turkish")
                )
                for word in after
            )
    return False


def theme_of(article: Article, annotated: Annotated, knowledge: Knowledge) -> tuple[str, ...]:
    """The attack types that the title, or else the first sentence, names, if they are of one family."""
    title = tokenise_text(article.title)
    lexicon = knowledge.lexicon
    named: list[str] = []
    for book in (lexicon.weapons, lexicon.triggers):
        named += [m.entry.value for m in book.find(title.words, 0, len(title))]
    for opening in annotated.sentences[:THEME_SENTENCES]:
        if any(family_of(t) for t in named):
            break
        named = [m.entry.value for m in (*opening.weapons, *opening.triggers)]
    types = tuple(dict.fromkeys(t for t in named if family_of(t)))
    return types if types and len({family_of(t) for t in types}) == 1 else ()


def points_to_theme(tokens: Tokens, event: Event) -> bool:
    """Whether the trigger names no attack of its own: "the attack", "killed", "was hit"."""
    entry, words = event.trigger.entry, tokens.words
    first = event.trigger.first
    if (
        words[first] in PLAIN_NOUNS
        and first > event.sentence.first
        and words[first - 1] in DEMONSTRATIVES | {"the"}
    ):
        return True
    return entry.form in {"definite", "possessed"} or entry.role in {"casualty", "fall"}


def refers_back(tokens: Tokens, event: Event) -> bool:
    """Whether the trigger points to attacks told before: "هذه التفجيرات", "قصف مماثل", "shot down nine of them"."""
    words, trigger = tokens.words, event.trigger
    if trigger.first and words[trigger.first - 1] in DEMONSTRATIVES:
        return True
    after = words[trigger.last : trigger.last + 4]
    if trigger.entry.role == "intercept" and any(w in {"them", "منها", "منهم"} for w in after):
        return True
    return any(w.removeprefix("ال").startswith(("مماثل", "similar")) for w in after[:2])


def state_named(event: Event) -> bool:
    """Whether the clause names a state's force: "American aircraft" are no drones of the sentence before."""
    start, end = event.segment
    return any(n.entry.role == "state_force" and start <= n.first < end for n in event.sentence.names)


def plain_aircraft(tokens: Tokens, event: Event) -> bool:
    """Whether the only weapon of the clause is "an aircraft" that may be one of the drones told before."""
    start, end = event.segment
    named = [
        tokens.words[w.first].removeprefix("ال")
        for w in event.sentence.weapons
        if start <= w.first < end and w.last == w.first + 1
    ]
    if event.trigger.entry.value == "airstrike" or state_named(event):
        return False
    return bool(named) and all(word in {"طايره", "طايرات", "طايرتين", "aircraft"} for word in named)
