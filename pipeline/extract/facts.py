"""The facts that a decision rests on: what a person would give as a reason that an attack is told at a place, or not.

A fact is named by what is seen and where: `cue.threat.before_trigger_near` is a word of threat shortly before the
attack word. Which facts count, and how much, is fitted (`data/weights/accept.csv`); each that counts has a
sentence in both languages (`data/lexicon/facts.csv`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from geo.places import Place, contains
from language.lexicon import Entry
from language.matching import Match
from pipeline.dates.expressions import TimeExpression
from pipeline.extract.annotation import Annotated, MarkedSentence
from pipeline.extract.candidates import Candidate, Lean
from pipeline.extract.place_mentions import PlaceMention, has_locative
from pipeline.knowledge.load import STRIKING
from pipeline.model import Article

__all__ = ["Facts", "Sight", "lead_before"]

Facts = dict[str, tuple[int, int]]
# How many words may stand between, by the name of the room: each room holds the smaller ones.
BEFORE_TRIGGER = (("beside", 1), ("near", 3), ("reach", 8), ("far", 25))
AFTER_TRIGGER = (("beside", 1), ("reach", 8))
BEFORE_PLACE = (("beside", 0), ("near", 2), ("reach", 5), ("far", 9))
AFTER_PLACE = (("beside", 0), ("near", 4))
WEAPON_ROOMS = (("beside", 4), ("near", 9))
PAIR_ROOMS = (("near", 3), ("reach", 10), ("far", 200))
GAPS = (0, 1, 3, 6, 12, 25)
NAME_GAP, TARGET_GAP, TRIGGER_GAP = 2, 3, 3
NAME_OF_PLACE_GAP, TARGET_OF_PLACE_GAP = 1, 2
ARMS_NEAR = 4  # sentences before and after in which arms are spoken of
UNSURE = 0.7  # a place resolved with a lower score is not sure
LONG_DAYS = 8
AGO = (("today", 1), ("days_ago", 7), ("weeks_ago", 60))
SHORTEST_VERB = 5
# What a place is, where that tells more than its feature class.
KIND_OF_PLACE = {
    "airbase": "base", "military_base": "base", "airport": "airport", "quarter": "quarter", "village": "village", "town": "town",
    "city": "city", "country": "country", "governorate": "governorate", "district": "district", "subdistrict": "district",
    "region": "region", "sea": "line", "river": "line", "border": "line", "embassy": "government", "government": "government",
    "camp": "camp", "road": "road",
}  # fmt: skip


@dataclass(eq=False)
class Sight:
    """What the facts of an article's candidates are seen in, each thing looked up once."""

    article: Article
    annotated: Annotated
    mentions: dict[int, list[PlaceMention]]
    of_sentence: dict[int, Facts] = field(default_factory=dict)
    of_trigger: dict[tuple[int, int], Facts] = field(default_factory=dict)
    of_mention: dict[tuple[int, int], Facts] = field(default_factory=dict)
    arms: dict[int, bool] = field(default_factory=dict)

    def facts(self, candidate: Candidate) -> Facts:
        """The facts of a candidate, each with the tokens it rests on."""
        marked, trigger, mention = candidate.sentence, candidate.trigger, candidate.mention
        number = marked.sentence.number
        if number not in self.of_sentence:
            self.of_sentence[number] = self.sentence_facts(marked)
        key = number, trigger.first
        if key not in self.of_trigger:
            self.of_trigger[key] = self.trigger_facts(marked, trigger)
        found = {**self.of_sentence[number], **self.of_trigger[key]}
        if mention is None:
            found["place.none"] = span(trigger)
        elif candidate.lean is not Lean.OWN:
            found[f"lean.{candidate.lean}"] = mention.first, mention.last
            found.update(kind_facts(mention))
        else:
            if (number, mention.first) not in self.of_mention:
                self.of_mention[number, mention.first] = self.mention_facts(marked, mention)
            found.update(self.of_mention[number, mention.first])
            found.update(self.pair_facts(marked, trigger, mention, candidate.number))
        return found

    @cached_property
    def title_facts(self) -> tuple[str, ...]:
        """What the title and the opening say, for the sentences of the text."""
        titles = self.annotated.sentences[: self.annotated.title_sentences]
        opening = self.annotated.sentences[
            self.annotated.title_sentences : self.annotated.title_sentences + 1
        ]
        found = {f"opening.cue.{cue.entry.value}" for each in opening for cue in each.cue_words}
        found |= {f"title.cue.{cue.entry.value}" for each in titles for cue in each.cue_words}
        found |= {f"title.trigger.{self.strength(t)}" for each in titles for t in each.triggers}
        if any(each.weapons for each in titles):
            found.add("title.weapon")
        if titles and not any(each.triggers for each in titles):
            found.add("title.no_trigger")
        return tuple(found)

    @cached_property
    def arms_anywhere(self) -> bool:
        """Whether the article speaks of arms at all."""
        return any(map(self.shows_arms, self.annotated.sentences))

    def shows_arms(self, marked: MarkedSentence) -> bool:
        """Whether a sentence names a weapon, an armed group or a word that tells an attack by itself."""
        number = marked.sentence.number
        if number not in self.arms:
            self.arms[number] = bool(
                marked.weapons
                or marked.cues_between(marked.first, marked.last, "arms")
                or any(name.entry.role == "armed_group" for name in marked.names)
                or any(self.strength(t) == "sure" for t in marked.triggers)
            )
        return self.arms[number]

    def strength(self, trigger: Match[Entry]) -> str:
        """How surely a trigger tells an attack by itself: sure, needs_force, needs_arms or dependent."""
        if needs := self.annotated.context.knowledge.lexicon.needs.get(trigger.entry.row, ""):
            return f"needs_{needs}"
        return "sure" if trigger.entry.role in STRIKING else "dependent"

    def sentence_facts(self, marked: MarkedSentence) -> Facts:
        """What the sentence, its neighbours and the title say."""
        whole, number, titles = (
            (marked.first, marked.last),
            marked.sentence.number,
            self.annotated.title_sentences,
        )
        in_title = number < titles
        found: Facts = {"where.title" if in_title else "where.text": whole}
        if number == titles:
            found["where.opening"] = whole
        if not in_title:
            found |= dict.fromkeys(self.title_facts, whole)
        for cue in marked.cues_between(marked.first, marked.last):
            found.setdefault(f"cue.{cue.entry.value}.in_sentence", span(cue))
        for trigger in marked.triggers:
            found.setdefault(f"trigger.{self.strength(trigger)}.in_sentence", span(trigger))
            if trigger.entry.role == "casualty":
                found.setdefault("casualty.in_sentence", span(trigger))
        for name in marked.names:
            found.setdefault(f"name.{name.entry.role}.in_sentence", span(name))
        for target in marked.targets:
            found.setdefault(f"target.{target.entry.value}.in_sentence", span(target))
        for weapon in marked.weapons[:1]:
            found["weapon.in_sentence"] = span(weapon)
        for side, beside in self.beside(number):
            if beside.weapons:
                found[f"weapon.sentence_{side}"] = whole
            for cue in beside.cues_between(beside.first, beside.last):
                found[f"cue.{cue.entry.value}.sentence_{side}"] = whole
            for trigger in beside.triggers:
                what = "casualty" if trigger.entry.role == "casualty" else self.strength(trigger)
                found[f"trigger.{what}.sentence_{side}"] = whole
        if not any(
            map(
                self.shows_arms, self.annotated.sentences[max(0, number - ARMS_NEAR) : number + ARMS_NEAR + 1]
            )
        ):
            found["arms.none_near"] = whole
        if not self.arms_anywhere:
            found["arms.none_anywhere"] = whole
        words = self.annotated.tokens.words
        if words[marked.last - 1] == "?":
            found["mark.question"] = whole
        if '"' in words[marked.first : marked.last]:
            found["mark.quote"] = whole
        if len(self.mentions[number]) > 1:
            found["place.several"] = whole
        found |= self.time_facts(marked)
        return found

    def beside(self, number: int) -> Iterator[tuple[str, MarkedSentence]]:
        """The sentences before and after, of the title or of the text as this one."""
        titles, sentences = self.annotated.title_sentences, self.annotated.sentences
        for side, other in (("before", number - 1), ("after", number + 1)):
            if 0 <= other < len(sentences) and (other < titles) == (number < titles):
                yield side, sentences[other]

    def time_facts(self, marked: MarkedSentence) -> Facts:
        """How the sentence's times lie to the publication."""
        found: Facts = {} if marked.times else {"time.none": (marked.first, marked.last)}
        published = self.article.published.end if self.article.published else None
        for time in marked.times:
            here = time.first, time.last
            if time.use in {"future", "since", "span"}:
                found[f"time.{time.use}"] = here
            if time.interval.days is not None and time.interval.days > LONG_DAYS:
                found["time.long"] = here
            if published is not None and time.interval.end is not None:
                back = (published - time.interval.end).days
                found["time." + next((name for name, most in AGO if back <= most), "long_ago")] = here
        return found

    def trigger_facts(self, marked: MarkedSentence, trigger: Match[Entry]) -> Facts:
        """What the attack word is, and what stands around it."""
        here, entry, words = span(trigger), trigger.entry, self.annotated.tokens.words
        leads = self.annotated.context.knowledge.lexicon.leads
        before = words[trigger.first - 1] if trigger.first > marked.first else ""
        after = words[trigger.last] if trigger.last < marked.last else ""
        found: Facts = {
            f"trigger.role.{entry.role}": here,
            f"trigger.form.{entry.form}": here,
            f"trigger.{self.strength(trigger)}": here,
            f"trigger.row.{entry.row}": here,
        }
        if entry.value != "unspecified":
            found["trigger.typed"] = here
        if before in leads:
            found[f"trigger.after_{leads[before]}"] = here
        if after in leads:
            found[f"trigger.before_{leads[after]}"] = here
        for letter in trigger.proclitics:
            found[f"trigger.prefix_{letter}"] = here
        if words[trigger.first].isascii() and before == "to":
            found["trigger.purpose"] = here
        if any(character.isdigit() for character in before):
            found["number.before_trigger"] = here
        for cue in marked.cues_between(marked.first, marked.last):
            if cue.last <= trigger.first:
                found |= rooms(
                    f"cue.{cue.entry.value}.before_trigger", trigger.first - cue.last, BEFORE_TRIGGER, cue
                )
            elif cue.first >= trigger.last:
                found |= rooms(
                    f"cue.{cue.entry.value}.after_trigger", cue.first - trigger.last, AFTER_TRIGGER, cue
                )
            else:
                found[f"cue.{cue.entry.value}.over_trigger"] = span(cue)
        for weapon in marked.weapons:
            found |= rooms("weapon.by_trigger", apart(weapon, trigger), WEAPON_ROOMS, weapon)
        found |= around(trigger, "trigger", ((f"name.{n.entry.role}", n) for n in marked.names), NAME_GAP)
        found |= around(
            trigger, "trigger", ((f"target.{t.entry.value}", t) for t in marked.targets), TARGET_GAP
        )
        others = (t for t in marked.triggers if t is not trigger)
        found |= around(trigger, "trigger", ((f"trigger.{t.entry.role}", t) for t in others), TRIGGER_GAP)
        return found

    def mention_facts(self, marked: MarkedSentence, mention: PlaceMention) -> Facts:
        """What the place is, and what stands around it."""
        here, words, toponym = (mention.first, mention.last), self.annotated.tokens.words, mention.finest
        leads = self.annotated.context.knowledge.lexicon.leads
        found = kind_facts(mention)
        signs = {
            "place.head": bool(toponym.head), "place.direction": toponym.direction, "place.near": toponym.near,
            "place.unsure": toponym.score < UNSURE, "place.common_word": toponym.common, "place.in_list": mention.coordinated,
        }  # fmt: skip
        found |= {fact: here for fact, holds in signs.items() if holds}
        for letter in min(mention.toponyms, key=lambda t: t.first).proclitics:
            found[f"place.prefix_{letter}"] = here
        found[f"place.after_{lead_before(marked, mention.first, leads)}"] = here
        if has_locative(words, self.head_of_list(marked, mention), marked):
            found["place.locative"] = here
        else:
            found[f"place.bare.{kind_of(toponym.place)}"] = here
        after = words[mention.last] if mention.last < marked.last else "."
        if after in leads:
            found[f"place.before_{leads[after]}"] = here
        if mention.first <= marked.first + 1:
            found["place.opens"] = here
            if after in {":", "-", "/"}:
                found["place.opens_with_mark"] = here
        for cue in marked.cues_between(marked.first, marked.last):
            if cue.last <= mention.first:
                found |= rooms(
                    f"cue.{cue.entry.value}.before_place", mention.first - cue.last, BEFORE_PLACE, cue
                )
            elif cue.first >= mention.last:
                found |= rooms(
                    f"cue.{cue.entry.value}.after_place", cue.first - mention.last, AFTER_PLACE, cue
                )
        found |= around(
            mention, "place", ((f"name.{n.entry.role}", n) for n in marked.names), NAME_OF_PLACE_GAP
        )
        found |= around(
            mention, "place", ((f"target.{t.entry.value}", t) for t in marked.targets), TARGET_OF_PLACE_GAP
        )
        found |= self.other_places(marked, mention)
        return found

    def other_places(self, marked: MarkedSentence, mention: PlaceMention) -> Facts:
        """Whether a finer place within this one, or a wider one around it, is told too."""
        here, place, own = (mention.first, mention.last), mention.finest.place, marked.sentence.number
        found: Facts = {}
        if place is None:
            return found
        for number, others in self.mentions.items():
            for other in others:
                second = other.finest.place
                if second is None or second is place:
                    continue
                if contains(place, second):
                    found["place.finer_in_sentence" if number == own else "place.finer_elsewhere"] = here
                elif number == own and contains(second, place):
                    found["place.wider_in_sentence"] = here
        return found

    def pair_facts(
        self, marked: MarkedSentence, trigger: Match[Entry], mention: PlaceMention, at: int
    ) -> Facts:
        """How the attack word and the place stand to each other."""
        words, lexicon = self.annotated.tokens.words, self.annotated.context.knowledge.lexicon
        if trigger.first < mention.first:
            side, start, end = "after", trigger.last, mention.first
        else:
            side, start, end = "before", mention.last, trigger.first
        here, gap, between = (mention.first, mention.last), max(0, end - start), words[start:end]
        found: Facts = {
            f"pair.{side}": here,
            f"pair.{side}_gap_{next((g for g in GAPS if gap <= g), 'more')}": here,
        }
        marks = sum(word in {",", ";", ":"} for word in between)
        if marks:
            found[f"pair.comma_between_{side}"] = here
        if marks > 1:
            found[f"pair.commas_between_{side}"] = here
        if any(word in {"and", "و"} or begins_a_clause(word) for word in between):
            found[f"pair.and_between_{side}"] = here
        crossed: list[tuple[str, Match[Entry] | TimeExpression]] = [
            *((f"cue.{c.entry.value}", c) for c in marked.cues_between(start, end)),
            *((f"trigger.{t.entry.role}", t) for t in marked.triggers),
            *((f"target.{t.entry.value}", t) for t in marked.targets),
            *((f"name.{n.entry.role}", n) for n in marked.names),
            *(("weapon", w) for w in marked.weapons),
            *(("time", t) for t in marked.times),
        ]
        found |= {f"{what}.between_{side}": span(mark) for what, mark in crossed if start <= mark.first < end}
        alone = not any(start <= t.first < end for t in marked.triggers)
        found[f"pair.nearest_trigger_{side}" if alone else f"pair.trigger_between_{side}"] = here
        places = self.mentions[marked.sentence.number]
        if any(start <= other.first < end for number, other in enumerate(places) if number != at):
            found[f"pair.place_between_{side}"] = here
        nearest = min(places, key=lambda other: distance(other, trigger))
        found["pair.nearest_place" if nearest is mention else "pair.another_place_nearer"] = here
        found |= {
            f"pair.{lexicon.leads[word]}_between_{side}": here for word in between if word in lexicon.leads
        }
        lead = self.lead_to(marked, mention)
        room = next(name for name, most in PAIR_ROOMS if gap <= most)
        found[f"lead.{lead}.{side}_{room}"] = here
        found[f"lead.{lead}.{side}_{trigger.entry.form}_{room}"] = here
        found[f"pair.role_{trigger.entry.role}_{side}_{room}"] = here
        if alone and not marks:
            found[f"lead.{lead}.{side}_straight"] = here
        if side == "after" and any(
            t.entry.role == "undergo" for t in marked.triggers if t.first <= mention.last
        ):
            found["pair.undergo_before"] = here
        if gap <= 1 and mention.finest.place is not None:
            found[f"pair.struck.{trigger.entry.role}_{side}"] = here
        return found

    def lead_to(self, marked: MarkedSentence, mention: PlaceMention) -> str:
        """What leads to a place, or to the list it stands in: a preposition's kind, also a proclitic's; word, or start."""
        mention = self.head_of_list(marked, mention)
        proclitics = mention.toponyms[0].proclitics
        for letter, lead in (("ب", "in"), ("ل", "prefix_l"), ("و", "and")):
            if letter in proclitics:
                return lead
        return lead_before(marked, mention.first, self.annotated.context.knowledge.lexicon.leads)

    def head_of_list(self, marked: MarkedSentence, mention: PlaceMention) -> PlaceMention:
        """The first place of the list that a place stands in: "في عين الأسد أو بغداد" is in both."""
        places = self.mentions[marked.sentence.number]
        at = next((number for number, each in enumerate(places) if each is mention), 0)
        while at and places[at].coordinated:
            at -= 1
        return places[at]


def span(mark: Match[Entry] | TimeExpression) -> tuple[int, int]:
    """The tokens of a mark."""
    return mark.first, mark.last


def rooms(name: str, gap: int, reaches: Iterable[tuple[str, int]], mark: Match[Entry]) -> Facts:
    """A fact for each room that the gap lies in."""
    return {f"{name}_{room}": span(mark) for room, most in reaches if gap <= most}


def around(
    centre: Match[Entry] | PlaceMention, what: str, marks: Iterable[tuple[str, Match[Entry]]], most: int
) -> Facts:
    """A fact for each mark that stands right before or after a trigger or a place."""
    found: Facts = {}
    for name, mark in marks:
        for side, gap in (("before", centre.first - mark.last), ("after", mark.first - centre.last)):
            if 0 <= gap <= most:
                found[f"{name}.{side}_{what}"] = span(mark)
    return found


def apart(one: Match[Entry], other: Match[Entry]) -> int:
    """How many tokens stand between two marks."""
    return max(one.first - other.last, other.first - one.last)


def lead_before(marked: MarkedSentence, first: int, leads: dict[str, str]) -> str:
    """The kind of word that leads to token `first`, past an English article: in, from, ...; word, or start."""
    at = first - 1
    if at > marked.first and marked.context.tokens.words[at] == "the":
        at -= 1
    return leads.get(marked.context.tokens.words[at], "word") if at >= marked.first else "start"


def begins_a_clause(word: str) -> bool:
    """Whether an Arabic word is "and" with an imperfect verb: "ويُطبقون"."""
    return len(word) >= SHORTEST_VERB and word.startswith(("وي", "وت"))


def kind_of(place: Place | None) -> str:
    """What a place is, for facts: base, city, country and the like, site for the rest."""
    return KIND_OF_PLACE.get(place.feature.name, "site") if place is not None else "unresolved"


def kind_facts(mention: PlaceMention) -> Facts:
    """What the place itself is."""
    here, place = (mention.first, mention.last), mention.finest.place
    if place is None:
        return {"place.unresolved": here}
    found = {f"place.kind.{kind_of(place)}": here}
    if not place.located:
        found["place.unlocated"] = here
    return found


def distance(mention: PlaceMention, trigger: Match[Entry]) -> int:
    """How many tokens stand between a place and a trigger, a place before it counting a few more."""
    if mention.first >= trigger.last:
        return mention.first - trigger.last
    return trigger.first - mention.last + BEFORE_COUNTS


BEFORE_COUNTS = 3
