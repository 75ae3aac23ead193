"""The facts that a decision rests on: what a person would give as a reason that an attack is told at a place, or not.

A fact has an id made of what is seen and where: `cue.threat.before_trigger` is a word of threat before the attack
word. Which facts count, and how much, is fitted (`data/weights/accept.csv`).
"""

from dataclasses import dataclass, field
from functools import cached_property

from geo.places import contains
from language.lexicon import Entry
from language.matching import Match
from pipeline.extract.annotation import Annotated, MarkedSentence
from pipeline.extract.candidates import Candidate, Lean
from pipeline.extract.place_mentions import PlaceMention, has_locative
from pipeline.knowledge.load import STRIKING
from pipeline.model import Article

Facts = dict[str, tuple[int, int]]
NEAR, REACH, FAR = 3, 8, 25
GAPS = ((0, "0"), (1, "1"), (3, "3"), (6, "6"), (12, "12"), (25, "25"))
PREPOSITIONS = {
    "في": "in", "ب": "in", "in": "in", "at": "in", "inside": "in", "within": "in", "داخل": "in", "ضمن": "in", "وسط": "in", "بمدينه": "in", "بمحافظه": "in",
    "علي": "on", "on": "on", "against": "on", "ضد": "on", "over": "on", "upon": "on",
    "من": "from", "from": "from",
    "الي": "to", "to": "to", "نحو": "to", "صوب": "to", "باتجاه": "to", "toward": "to", "towards": "to", "into": "to",
    "قرب": "near", "near": "near", "محيط": "near", "outside": "near", "جوار": "near", "بمحيط": "near", "around": "near", "بالقرب": "near",
    "بين": "between", "between": "between", "of": "of", "عن": "about", "مع": "with", "with": "with", "by": "by", "and": "and", "the": "the",
    ",": "comma", ":": "colon", "-": "dash", "(": "bracket", '"': "quote",
}  # fmt: skip
CLASS_OF = {
    "airbase": "base", "military_base": "base", "airport": "airport", "quarter": "quarter", "village": "village", "town": "town", "city": "city",
    "country": "country", "governorate": "governorate", "district": "district", "subdistrict": "district", "region": "region",
    "sea": "line", "river": "line", "border": "line", "embassy": "government", "government": "government", "camp": "camp", "road": "road",
}  # fmt: skip


@dataclass(eq=False)
class Sight:
    """What the facts of an article's candidates are seen in, each thing looked up once."""

    article: Article
    annotated: Annotated
    mentions: dict[int, list[PlaceMention]]
    of_sentence: dict[int, Facts] = field(default_factory=dict)
    of_trigger: dict[tuple[int, int], Facts] = field(default_factory=dict)
    of_mention: dict[tuple[int, int, int], Facts] = field(default_factory=dict)

    def facts(self, candidate: Candidate) -> Facts:
        """The facts of a candidate, each with the tokens it rests on."""
        marked, trigger, mention = candidate.sentence, candidate.trigger, candidate.mention
        number = marked.sentence.number
        if number not in self.of_sentence:
            self.of_sentence[number] = self.sentence_facts(marked)
        key = (number, trigger.first)
        if key not in self.of_trigger:
            self.of_trigger[key] = self.trigger_facts(marked, trigger)
        found = {**self.of_sentence[number], **self.of_trigger[key]}
        if mention is None:
            found["place.none"] = (trigger.first, trigger.last)
            if self.mentions[number]:
                found["place.others_in_sentence"] = (trigger.first, trigger.last)
            return found
        if candidate.lean is not Lean.OWN:
            found[f"lean.{candidate.lean}"] = (mention.first, mention.last)
            found.update(self.class_facts(mention))
            return found
        at = (number, mention.first, mention.last)
        if at not in self.of_mention:
            self.of_mention[at] = self.mention_facts(marked, mention, candidate.number)
        found.update(self.of_mention[at])
        found.update(self.pair_facts(marked, trigger, mention, candidate.number))
        return found

    @cached_property
    def title_kinds(self) -> frozenset[str]:
        kinds = set()
        for marked in self.annotated.sentences[: self.annotated.title_sentences]:
            kinds |= {"cue." + c.entry.value for c in marked.cue_words}
            kinds |= {"trigger." + strength(t, self) for t in marked.triggers}
            if marked.weapons:
                kinds.add("weapon")
        return frozenset(kinds)

    def sentence_facts(self, marked: MarkedSentence) -> Facts:
        """What the sentence, its neighbours and the title say."""
        found: Facts = {}
        number, whole = marked.sentence.number, (marked.first, marked.last)
        words = marked.context.tokens.words
        for cue in marked.cues_between(marked.first, marked.last, *KINDS):
            found.setdefault(f"cue.{cue.entry.value}.in_sentence", (cue.first, cue.last))
        in_title = number < self.annotated.title_sentences
        found["where.title" if in_title else "where.text"] = whole
        if number == self.annotated.title_sentences:
            found["where.opening"] = whole
        for kind in self.title_kinds:
            if not in_title:
                found[f"title.{kind}"] = whole
        if not in_title and self.annotated.title_sentences and not any(k.startswith("trigger") for k in self.title_kinds):
            found["title.no_trigger"] = whole
        if marked.weapons:
            weapon = marked.weapons[0]
            found["weapon.in_sentence"] = (weapon.first, weapon.last)
        sentences = self.annotated.sentences
        for other, name in ((number - 1, "before"), (number + 1, "after")):
            if 0 <= other < len(sentences) and (other < self.annotated.title_sentences) == in_title:
                near = sentences[other]
                if near.weapons:
                    found[f"weapon.sentence_{name}"] = whole
                for t in near.triggers:
                    found[f"trigger.{t.entry.role if t.entry.role == 'casualty' else strength(t, self)}.sentence_{name}"] = whole
        if not self.arms_near(number):
            found["arms.none_near"] = whole
        if not self.arms_anywhere:
            found["arms.none_anywhere"] = whole
        for t in marked.triggers:
            if t.entry.role == "casualty":
                found["casualty.in_sentence"] = (t.first, t.last)
            found.setdefault(f"trigger.{strength(t, self)}.in_sentence", (t.first, t.last))
        if words[marked.last - 1] == "?":
            found["mark.question"] = whole
        if '"' in words[marked.first : marked.last]:
            found["mark.quote"] = whole
        for name in marked.names:
            found.setdefault(f"name.{name.entry.role}.in_sentence", (name.first, name.last))
        for target in marked.targets:
            found.setdefault(f"target.{target.entry.value}.in_sentence", (target.first, target.last))
        found.update(self.time_facts(marked))
        if self.mentions[number][1:]:
            found["place.several"] = whole
        return found

    @cached_property
    def arms_anywhere(self) -> bool:
        return any(self.arms_in(m) for m in self.annotated.sentences)

    def arms_near(self, number: int) -> bool:
        return any(self.arms_in(m) for m in self.annotated.sentences[max(0, number - 4) : number + 5])

    @cached_property
    def _arms(self) -> dict[int, bool]:
        return {}

    def arms_in(self, marked: MarkedSentence) -> bool:
        number = marked.sentence.number
        if number not in self._arms:
            self._arms[number] = bool(
                marked.weapons
                or marked.cues_between(marked.first, marked.last, "arms")
                or any(n.entry.role in {"armed_group"} for n in marked.names)
                or any(strength(t, self) == "sure" for t in marked.triggers)
            )
        return self._arms[number]

    def time_facts(self, marked: MarkedSentence) -> Facts:
        """How near to the publication the sentence's times lie."""
        found: Facts = {}
        published = self.article.published.end if self.article.published else None
        times = marked.times
        if not times:
            found["time.none"] = (marked.first, marked.last)
        for t in times:
            span = (t.first, t.last)
            if t.use == "future":
                found["time.future"] = span
            elif t.use in {"since", "span"}:
                found[f"time.{t.use}"] = span
            days = t.interval.days
            if days is not None and days > 8:
                found["time.long"] = span
            if published and t.interval.end:
                back = (published - t.interval.end).days
                name = "today" if back <= 1 else "days_ago" if back <= 7 else "weeks_ago" if back <= 60 else "long_ago"
                found[f"time.{name}"] = span
        return found

    def trigger_facts(self, marked: MarkedSentence, trigger: Match[Entry]) -> Facts:
        """What the attack word is, and what stands around it."""
        here = (trigger.first, trigger.last)
        entry, words = trigger.entry, marked.context.tokens.words
        latin = words[trigger.first].isascii()
        found: Facts = {
            f"trigger.role.{entry.role}": here,
            f"trigger.form.{entry.form}": here,
            f"trigger.{strength(trigger, self)}": here,
            f"trigger.row.{entry.row}": here,
        }
        if entry.value != "unspecified":
            found["trigger.typed"] = here
        for cue in marked.cues_between(marked.first, trigger.first, *KINDS):
            gap = trigger.first - cue.last
            for most, name in ((1, "beside"), (NEAR, "near"), (REACH, "reach"), (FAR, "far")):
                if gap <= most:
                    found[f"cue.{cue.entry.value}.before_trigger_{name}"] = (cue.first, cue.last)
        for cue in marked.cues_between(trigger.last, marked.last, *KINDS):
            gap = cue.first - trigger.last
            for most, name in ((1, "beside"), (REACH, "reach")):
                if gap <= most:
                    found[f"cue.{cue.entry.value}.after_trigger_{name}"] = (cue.first, cue.last)
        for cue in marked.cues_between(max(marked.first, trigger.first - 2), trigger.last, *KINDS):
            if cue.last > trigger.first and cue.first < trigger.last:
                found[f"cue.{cue.entry.value}.over_trigger"] = (cue.first, cue.last)
        before = words[trigger.first - 1] if trigger.first > marked.first else ""
        if before in PREPOSITIONS:
            found[f"trigger.after_{PREPOSITIONS[before]}"] = here
        if "ب" in trigger.proclitics:
            found["trigger.prefix_b"] = here
        if "ل" in trigger.proclitics:
            found["trigger.prefix_l"] = here
        if "س" in trigger.proclitics:
            found["trigger.prefix_s"] = here
        after = words[trigger.last] if trigger.last < marked.last else ""
        if after in PREPOSITIONS:
            found[f"trigger.before_{PREPOSITIONS[after]}"] = here
        for weapon in marked.weapons:
            gap = max(weapon.first - trigger.last, trigger.first - weapon.last)
            if gap <= 4:
                found["weapon.beside_trigger"] = (weapon.first, weapon.last)
            if gap <= 9:
                found["weapon.near_trigger"] = (weapon.first, weapon.last)
        for name in marked.names:
            for side, gap in (("before", trigger.first - name.last), ("after", name.first - trigger.last)):
                if 0 <= gap <= 2:
                    found[f"name.{name.entry.role}.{side}_trigger"] = (name.first, name.last)
        for target in marked.targets:
            for side, gap in (("before", trigger.first - target.last), ("after", target.first - trigger.last)):
                if 0 <= gap <= 3:
                    found[f"target.{target.entry.value}.{side}_trigger"] = (target.first, target.last)
        if any(c.isdigit() for c in before):
            found["number.before_trigger"] = here
        if latin and before == "to":
            found["trigger.purpose"] = here
        for other in marked.triggers:
            if other is trigger:
                continue
            for side, gap in (("before", trigger.first - other.last), ("after", other.first - trigger.last)):
                if 0 <= gap <= 3:
                    found[f"trigger.{other.entry.role}.{side}_trigger"] = (other.first, other.last)
        return found

    def class_facts(self, mention: PlaceMention) -> Facts:
        toponym = mention.finest
        here = (mention.first, mention.last)
        place = toponym.place
        if place is None:
            return {"place.unresolved": here}
        name = CLASS_OF.get(place.feature.name, "site")
        found = {f"place.class.{name}": here}
        if not place.located:
            found["place.unlocated"] = here
        return found

    def mention_facts(self, marked: MarkedSentence, mention: PlaceMention, at: int) -> Facts:
        """What the place is, and what stands around it."""
        here = (mention.first, mention.last)
        words = marked.context.tokens.words
        toponym = mention.finest
        found = self.class_facts(mention)
        if toponym.head:
            found["place.head"] = here
        if toponym.direction:
            found["place.direction"] = here
        if toponym.near:
            found["place.near"] = here
        if toponym.score < 0.7:
            found["place.unsure"] = here
        if toponym.common:
            found["place.common_word"] = here
        first = min(mention.toponyms, key=lambda t: t.first)
        for letter in first.proclitics:
            found[f"place.prefix_{letter}"] = here
        before = words[mention.first - 1] if mention.first > marked.first else ""
        if before == "the" and mention.first - 1 > marked.first:
            before = words[mention.first - 2]
        found[f"place.after_{PREPOSITIONS.get(before, 'start' if not before else 'word')}"] = here
        if has_locative(words, mention, marked):
            found["place.locative"] = here
        else:
            found[f"place.bare.{CLASS_OF.get(toponym.place.feature.name, 'site') if toponym.place else 'unresolved'}"] = here
        after = words[mention.last] if mention.last < marked.last else "."
        if after in PREPOSITIONS:
            found[f"place.before_{PREPOSITIONS[after]}"] = here
        if mention.first <= marked.first + 1:
            found["place.opens"] = here
            if after in {":", "-", "/"}:
                found["place.opens_with_mark"] = here
        if mention.coordinated:
            found["place.in_list"] = here
        for cue in marked.cues_between(marked.first, mention.first, *KINDS):
            gap = mention.first - cue.last
            for most, name in ((0, "beside"), (2, "near"), (5, "reach"), (9, "far")):
                if gap <= most:
                    found[f"cue.{cue.entry.value}.before_place_{name}"] = (cue.first, cue.last)
        for cue in marked.cues_between(mention.last, min(marked.last, mention.last + 5), *KINDS):
            gap = cue.first - mention.last
            for most, name in ((0, "beside"), (4, "near")):
                if gap <= most:
                    found[f"cue.{cue.entry.value}.after_place_{name}"] = (cue.first, cue.last)
        for name in marked.names:
            for side, gap in (("before", mention.first - name.last), ("after", name.first - mention.last)):
                if 0 <= gap <= 1:
                    found[f"name.{name.entry.role}.{side}_place"] = (name.first, name.last)
        for target in marked.targets:
            for side, gap in (("before", mention.first - target.last), ("after", target.first - mention.last)):
                if 0 <= gap <= 2:
                    found[f"target.{target.entry.value}.{side}_place"] = (target.first, target.last)
        place = toponym.place
        if place is not None:
            for number, others in self.mentions.items():
                for other in others:
                    p = other.finest.place
                    if p is None or p is place or other is mention:
                        continue
                    if contains(place, p):
                        found["place.finer_in_sentence" if number == marked.sentence.number else "place.finer_elsewhere"] = here
                    elif number == marked.sentence.number and contains(p, place):
                        found["place.wider_in_sentence"] = here
        return found

    def pair_facts(self, marked: MarkedSentence, trigger: Match[Entry], mention: PlaceMention, at: int) -> Facts:
        """How the attack word and the place stand to each other."""
        words = marked.context.tokens.words
        if trigger.first < mention.first:
            side, start, end = "after", trigger.last, mention.first
        else:
            side, start, end = "before", mention.last, trigger.first
        here = (mention.first, mention.last)
        gap = max(0, end - start)
        name = next((n for most, n in GAPS if gap <= most), "more")
        found: Facts = {f"pair.{side}": here, f"pair.{side}_gap_{name}": here}
        between = words[start:end]
        marks = sum(w in {",", ";", ":"} for w in between)
        if marks:
            found[f"pair.comma_between_{side}"] = here
        if marks > 1:
            found[f"pair.commas_between_{side}"] = here
        if any(w in {"and", "و"} or (len(w) > 4 and w.startswith(("وي", "وت"))) for w in between):
            found[f"pair.and_between_{side}"] = here
        for cue in marked.cues_between(start, end, *KINDS):
            found[f"cue.{cue.entry.value}.between_{side}"] = (cue.first, cue.last)
        others = [t for t in marked.triggers if start <= t.first < end]
        for other in others:
            found[f"trigger.{other.entry.role}.between_{side}"] = (other.first, other.last)
        if others:
            found[f"pair.trigger_between_{side}"] = here
        else:
            found[f"pair.nearest_trigger_{side}"] = here
        lead = PREPOSITIONS.get(words[mention.first - 1], "word") if mention.first > marked.first else "start"
        if any("ب" in t.proclitics for t in mention.toponyms[:1]):
            lead = "in"
        elif any("ل" in t.proclitics for t in mention.toponyms[:1]):
            lead = "prefix_l"
        elif any("و" in t.proclitics for t in mention.toponyms[:1]):
            lead = "and"
        room = "near" if gap <= 3 else "reach" if gap <= 10 else "far"
        found[f"lead.{lead}.{side}_{room}"] = here
        if not marks and not others:
            found[f"lead.{lead}.{side}_straight"] = here
        if trigger.entry.form in {"perfect", "imperfect", "indefinite", "definite", "word"}:
            found[f"lead.{lead}.{side}_{trigger.entry.form}_{room}"] = here
        found[f"pair.role_{trigger.entry.role}_{side}_{room}"] = here
        places = self.mentions[marked.sentence.number]
        if any(start <= m.first < end for i, m in enumerate(places) if i != at):
            found[f"pair.place_between_{side}"] = here
        nearest = min(places, key=lambda m: distance(m, trigger))
        if nearest is mention:
            found["pair.nearest_place"] = here
        else:
            found["pair.another_place_nearer"] = here
        if any(start <= w.first < end for w in marked.weapons):
            found[f"pair.weapon_between_{side}"] = here
        for target in marked.targets:
            if start <= target.first < end:
                found[f"target.{target.entry.value}.between_{side}"] = (target.first, target.last)
        for n in marked.names:
            if start <= n.first < end:
                found[f"name.{n.entry.role}.between_{side}"] = (n.first, n.last)
        if any(start <= t.first < end for t in marked.times):
            found[f"time.between_{side}"] = here
        b = {PREPOSITIONS[w] for w in between if w in PREPOSITIONS}
        for each in b & {"in", "on", "from", "to", "near", "by", "with", "about"}:
            found[f"pair.{each}_between_{side}"] = here
        if trigger.first < mention.first and any(
            t.entry.role == "undergo" for t in marked.triggers if t.first <= mention.last
        ):
            found["pair.undergo_before"] = here
        place = mention.finest.place
        if place is not None and gap <= 1:
            found[f"pair.struck.{trigger.entry.role}_{side}"] = here
        return found


def distance(mention: PlaceMention, trigger: Match[Entry]) -> int:
    """How many tokens stand between a place and a trigger, a place before it counting three more."""
    return mention.first - trigger.last if mention.first >= trigger.last else trigger.first - mention.last + 3


def strength(trigger: Match[Entry], sight: Sight) -> str:
    """How surely a trigger tells an attack by itself: sure, force, arms or dependent."""
    needs = sight.annotated.context.knowledge.lexicon.needs.get(trigger.entry.row, "")
    if needs:
        return f"needs_{needs}"
    return "sure" if trigger.entry.role in STRIKING else "dependent"


KINDS = tuple('accident accusation allegiance analysis announce arms arrest attribute background boilerplate border call civil claim condemn continuing controlled court denial deny depiction exercise figure idiom intent intercepted launch-from memory mishap missed motion motive nature negation occurrence per protest recurrent response same-place say scheduled source speaker-at sport stop talk threat toward transfer unarmed until wartime'.split())
