"""The sentences of facts, and for the weightiest a pair of texts that differ in the fact and so in the score."""

import csv
import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from evidence.weights import load_weights
from evidence.wording import ANY_FACT, LANGUAGES, SLOT, Wording, load_wording, sign_of
from pipeline.extract.attack_type import type_mentions
from pipeline.extract.attribution import name_mentions
from pipeline.extract.candidates import candidates_of
from pipeline.extract.event_date import attacks_counted, event_date, kind_facts
from pipeline.extract.events import by_sentence, column_of, decide
from pipeline.extract.facts import Facts, Sight
from pipeline.extract.place_mentions import place_mentions
from pipeline.extract.reading import prepare
from pipeline.extract.reports import speaking_sentences
from pipeline.extract.toll import Counts, count_mentions
from pipeline.knowledge.load import Knowledge
from pipeline.model import Article, DateInterval

ROOT = Path(__file__).parent.parent.parent


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


PAIRS = rows_of(ROOT / "data" / "lexicon" / "fact_examples.csv")
SELDOM = "title."  # few of the texts at hand have a headline
PLAIN = 0.1  # a weight that other facts of the pair do not outweigh
WEIGHED = sorted(path for path in (ROOT / "data" / "weights").glob("*.csv") if path.stem != "confidence")
# (title, text) for what the other texts do not show.
RARE = [
    ("صواريخ كاتيوشا على أربيل", "استهدفت القاعدة في كركوك فجر أمس."),
    ("مناورة عسكرية في تكريت", "وقع قصف على تكريت."),
    ("الشرطة تنفي وقوع هجوم", "وقع قصف على تكريت."),
    ("مباراة في الدوري", "وقع قصف على تكريت منذ الأحد."),
    ("فيلم عن الحرب", "فيلم عن قصف تكريت."),
    ("Army", "Gunmen came to Tikrit to attack the base."),
]
PUBLISHED = DateInterval(dt.date(2021, 9, 12), dt.date(2021, 9, 12), "day", "stated")


@pytest.fixture(scope="module")
def wording() -> Wording:
    return load_wording()


@pytest.fixture(scope="module")
def seen(knowledge: Knowledge) -> dict[str, set[str]]:
    """The facts of each table that hold anywhere in the gold articles and the pairs."""
    texts = [row[key] for row in PAIRS for key in ("example", "counter_example")]
    texts += [row["text"] for row in rows_of(ROOT / "tests" / "reading" / "cases.csv")]
    with (ROOT / "tests" / "gold" / "articles.jsonl").open(encoding="utf-8") as lines:
        texts += [f"{row.get('title') or ''}\n{row['text']}" for row in map(json.loads, lines)]
    found: dict[str, set[str]] = {path.stem: set() for path in WEIGHED}
    for title, text in [*RARE, *(("", text) for text in texts)]:
        for table, fact in facts_in(text, knowledge, title):
            found[table].add(fact)
    return found


def facts_in(text: str, knowledge: Knowledge, title: str = "") -> Iterator[tuple[str, str]]:
    """(table, fact) of all that holds in a text."""
    received = Article("a", title, text, "", "test", published=PUBLISHED if title else None)
    prepared = prepare(received, knowledge)
    if prepared is None:
        return
    article, annotated = prepared
    sentences = speaking_sentences(annotated)
    mentions = {each.sentence.number: place_mentions(annotated.tokens, each) for each in annotated.sentences}
    sight = Sight(article, annotated, mentions)
    candidates = list(candidates_of(annotated, sentences, mentions))
    yield from (("accept", fact) for each in candidates for fact in sight.facts(each))
    events, _ = decide(candidates, sight, knowledge.weights["accept"])
    counts = Counts(annotated.tokens, knowledge)
    for siblings in by_sentence(events).values():
        for event in siblings:
            event.count = attacks_counted(annotated.tokens, event, knowledge)
            date, use, _ = event_date(article, annotated.tokens, event, None)
            yield from (("kind", fact) for fact in kind_facts(article, event, date, use))
            yield from (("type", fact) for each in type_mentions(event, annotated) for fact in each.facts)
            told = count_mentions(event, siblings, annotated, counts)
            yield from (("toll", fact) for each in told for fact in each.facts)
            named = name_mentions(event, annotated, knowledge)
            yield from (("doer", fact) for each in named for fact in each.facts)


@pytest.mark.parametrize("path", WEIGHED, ids=lambda path: path.stem)
def test_every_fact_that_counts_or_is_seen_has_a_sentence(
    path: Path, wording: Wording, seen: dict[str, set[str]]
) -> None:
    facts = weighed(path) | seen[path.stem]
    nameless = [fact for fact in facts if wording.pattern(fact, path.stem).text == ANY_FACT]
    assert sorted(nameless) == []
    for fact in facts:
        for language in LANGUAGES:
            sentence = wording.sentence(fact, language, "«here»", path.stem)
            assert not SLOT.search(sentence), (fact, sentence)
            assert wording.sentence(fact, language, "", path.stem).strip(), fact


def test_what_nobody_foresaw_has_a_sentence_too(wording: Wording) -> None:
    for language in LANGUAGES:
        sentence = wording.sentence("no.such_fact", language)
        assert sentence
        assert "such" not in sentence


def test_every_pattern_is_used(wording: Wording, seen: dict[str, set[str]]) -> None:
    facts = {path.stem: seen[path.stem] | weighed(path) for path in WEIGHED}
    facts |= {"date": set(rules_in_code()), "any": set(rules_in_code())}
    used = {wording.pattern(fact, table).text for table, found in facts.items() for fact in found}
    unused = [
        p.text
        for p in wording.patterns
        if p.text not in used and not p.text.startswith(SELDOM) and p.text != ANY_FACT
    ]
    assert not unused, ", ".join(unused)


def weighed(path: Path) -> set[str]:
    """The facts that a table of weights holds."""
    return {fact for of in load_weights(path).of.values() for fact in of}


def rules_in_code() -> set[str]:
    """The rules of dates, outcomes and resolution that the code names."""
    code = "".join(
        path.read_text("utf-8")
        for room in ("pipeline/dates", "pipeline/extract", "geo")
        for path in (ROOT / room).glob("*.py")
    )
    found = re.findall(r'"((?:date|outcome|resolve|place)\.[a-z_.{}]+)"', code)
    return {each.replace("{unit}", "weeks") for each in found} | {"outcome.intercepted.en.foil"}


def best(text: str, knowledge: Knowledge, fact: str = "") -> tuple[str, float, Facts]:
    """(column, score, facts) of the likeliest candidate at a place of those for which a fact holds."""
    prepared = prepare(Article("a", "", text, "", "test"), knowledge)
    assert prepared is not None, text
    article, annotated = prepared
    mentions = {each.sentence.number: place_mentions(annotated.tokens, each) for each in annotated.sentences}
    sight = Sight(article, annotated, mentions)
    weights = knowledge.weights["accept"]
    found = []
    for candidate in candidates_of(annotated, speaking_sentences(annotated), mentions):
        facts = sight.facts(candidate)
        if candidate.mention is not None and (not fact or fact in facts):
            found.append((column_of(candidate), weights.score(column_of(candidate), facts), facts))
    assert found, f"{fact or 'a candidate'} is not in: {text}"
    return max(found, key=lambda each: each[1])


@pytest.mark.parametrize("row", [pytest.param(row, id=row["fact"]) for row in PAIRS])
def test_a_fact_moves_the_score_by_its_sign(row: dict[str, str], knowledge: Knowledge) -> None:
    """The fact holds in the one text and not in the other, and a weight that was fitted shows in the score."""
    fact = row["fact"]
    column, score, _ = best(row["example"], knowledge, fact)
    _, other, _ = best(row["counter_example"], knowledge)
    held = {each for table, each in facts_in(row["counter_example"], knowledge) if table == "accept"}
    assert fact not in held
    weight = knowledge.weights["accept"].of[column].get(fact, 0.0)
    if abs(weight) >= PLAIN:
        assert (score > other) == (weight > 0), (weight, score, other)
    assert weight * sign_of(fact, "accept") >= 0


def test_for_a_third_of_the_pairs_the_decision_flips(knowledge: Knowledge) -> None:
    flips = [
        (best(row["example"], knowledge, row["fact"])[1] > 0)
        != (best(row["counter_example"], knowledge)[1] > 0)
        for row in PAIRS
    ]
    assert sum(flips) * 3 >= len(PAIRS)


def test_the_weightiest_facts_still_count(knowledge: Knowledge) -> None:
    """Most of the pairs are of facts that the present weights hold: a table that lost them needs other pairs."""
    of = knowledge.weights["accept"].of.values()
    counted = [row["fact"] for row in PAIRS if any(row["fact"] in column for column in of)]
    assert len(counted) * 4 >= len(PAIRS) * 3


def test_what_has_the_wrong_sign_is_dropped_and_the_rest_fitted_again() -> None:
    """Two facts that always hold together share a weight; where one of them may not speak for, the other does."""
    fit, sparse = pytest.importorskip("bench.fit"), pytest.importorskip("scipy.sparse")
    rng = np.random.default_rng(1)
    first = rng.random(400) < 0.5
    holds = np.where(first, rng.random(400) < 0.9, rng.random(400) < 0.1)
    matrix = sparse.csr_matrix(np.column_stack([first, first]).astype(float))
    design = fit.Design(matrix, ["told", "threatened"], holds, np.arange(400), np.full(400, "a"))
    _, free = fit.fitted(design, np.ones(400, bool), 1.0, np.array([0, 0]))
    assert sum(free.values()) > 2
    base, signed = fit.fitted(design, np.ones(400, bool), 1.0, np.array([0, -1]))
    assert list(signed) == ["told"]
    assert signed["told"] > 2
    assert base < 0
