"""Fits the choices of reading on annotated articles: `python -m bench.fit [--from DIR] [--check]`.

DIR (by default ../shared/bench) has `train/` and `dev/`, each with articles.jsonl and gold.jsonl as the scorer
reads them, and `score_reports.py`, which says when a place agrees. The texts stay where they are: what is
written is `data/weights/*.csv`, a weight a fact and choice. Logistic regression with an L1 penalty; folds by
article, near copies in one fold, a fixed seed. A fact whose weight has not the sign that `data/lexicon/facts.csv`
insists on is dropped, and the column fitted again. Prints the figures cross-validated: each article is read with
weights fitted without its fold. With --check nothing is written.
"""

import argparse
import csv
import dataclasses
import datetime as dt
import importlib.util
import json
import re
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import scipy.sparse
from rensa import RMinHash
from sklearn.linear_model import LogisticRegression

from evidence.weights import BASE, SCORE, Weights
from evidence.wording import sign_of
from language.fold import fold
from pipeline.attack_kinds import family_of
from pipeline.extract.annotation import Annotated
from pipeline.extract.attack_type import type_mentions
from pipeline.extract.attribution import name_mentions
from pipeline.extract.candidates import Candidate, candidates_of
from pipeline.extract.confidence import column_of_report
from pipeline.extract.event_coreference import Draft, once_each
from pipeline.extract.event_date import attacks_counted, event_date, kind_facts, main_day
from pipeline.extract.events import Event, by_sentence, column_of, decide
from pipeline.extract.facts import Sight
from pipeline.extract.place_fields import place_fields
from pipeline.extract.place_mentions import place_mentions
from pipeline.extract.reading import prepare, read_article
from pipeline.extract.reports import drafts_of, events_in, speaking_sentences
from pipeline.extract.toll import Counts, count_mentions
from pipeline.knowledge.load import Knowledge, load_knowledge
from pipeline.model import Article, DateInterval, Report
from pipeline.paths import ROOT

FOLDS, SEED = 5, 7
# How strong the L1 penalty is, in scikit-learn's inverse terms, by table.
STRENGTH = {"accept": 0.15, "type": 0.6, "kind": 0.3, "toll": 0.5, "doer": 0.4}
COLUMNS = {"accept": ("exact", "wide", "none"), "type": ("own",), "kind": ("recurrent", "historic"),
           "toll": ("own",), "doer": ("named", "claims", "did", "accused")}  # fmt: skip
MEASURED = ("train", "dev")
# The project's own articles were written to tempt: each counts as so many.
OWN_COPIES, FARTHEST_GROUP = 5, 1_000_000
# Kinds of cues of whose examples none is an attack.
REFUSING = frozenset(
    "exercise accident sport court controlled intent denial negation threat nature idiom depiction mishap civil unarmed".split()
)
SMALLEST = 0.005  # a weight that two decimals show
RAREST = 8  # a fact that holds less often than this is no fact
PLAIN = Weights(dict.fromkeys(COLUMNS["accept"], 0.0), {column: {SCORE: 1.0} for column in COLUMNS["accept"]})
COPY = 0.3  # two articles of which so many of the sketches agree are near copies
ROUNDS = 3
WORD = re.compile(r"\w+")
Gold = dict[str, Any]


@dataclass
class Rows:
    """What one column of a table is fitted on: facts, whether it holds, and whose rows are alternatives."""

    facts: list[Iterable[str]] = field(default_factory=list)
    holds: list[bool] = field(default_factory=list)
    group: list[tuple[str, int]] = field(default_factory=list)
    article: list[str] = field(default_factory=list)

    def add(self, article: str, group: int, facts: Iterable[str], holds: bool) -> None:
        """A row; of the rows of one group the likeliest stands for it."""
        self.facts.append(facts)
        self.holds.append(holds)
        self.group.append((article, group))
        self.article.append(article)


@dataclass
class Corpus:
    """The annotated articles, their gold reports and their folds."""

    articles: dict[str, Article]
    gold: dict[str, list[Gold]]
    part: dict[str, str]
    fold: dict[str, int]
    scorer: ModuleType
    actors: ModuleType


def made_cases(knowledge: Knowledge) -> Iterator[tuple[Article, list[Gold]]]:
    """The project's own small cases: everyday news in the words of attacks, attacks beside it, and lexicon examples.

    They show what is rare in the news and plain to a reader. What an example of a trigger tells is told at its
    one place.
    """
    for number, row in enumerate(rows_of(ROOT / "tests" / "reading" / "everyday.csv")):
        yield made(f"everyday-{number}", row["text"]), []
    for number, row in enumerate(rows_of(ROOT / "tests" / "reading" / "everyday_attacks.csv")):
        yield from told_at(made(f"attack-{number}", row["text"]), knowledge, row["place"])
    for row in rows_of(ROOT / "data" / "lexicon" / "triggers.csv"):
        yield from told_at(made(f"{row['id']}-example", row["example"]), knowledge, "")
        yield made(f"{row['id']}-counter", row["counter_example"]), []
    for row in rows_of(ROOT / "data" / "lexicon" / "cues.csv"):
        if row["cue"] in REFUSING:
            yield made(f"{row['id']}-cue", row["example"]), []


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def made(name: str, text: str) -> Article:
    """A case as an article."""
    published = DateInterval(dt.date(2021, 9, 12), dt.date(2021, 9, 12), "day", "stated")
    return Article(f"made-{name}", "", text, published=published)


def told_at(article: Article, knowledge: Knowledge, name: str) -> Iterator[tuple[Article, list[Gold]]]:
    """The article with the one place that its name, or its being alone, says the attack was at; nothing if unsure."""
    prepared = prepare(article, knowledge)
    if prepared is None:
        return
    tokens = prepared[1].tokens
    fields = [place_fields(tokens, m) for each in prepared[1].sentences for m in place_mentions(tokens, each)]
    places = [each for each in fields if each.get("lat") is not None and name in str(each["place_name"])]
    if len({each["place_id"] for each in places}) == 1:
        place = {key: places[0][key] for key in ("lat", "lon", "geo_precision")}
        told = {
            "place": places[0]["place_name"],
            "kind": "specific",
            "attack_type": ["unspecified"],
            "required": True,
        }
        yield article, [{**place, **told, "evidence": article.text, "made": True}]


def load_module(path: Path) -> ModuleType:
    """The module in a file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def load_corpus(folder: Path, knowledge: Knowledge) -> Corpus:
    """The development articles of a folder, near copies in one fold."""
    articles: dict[str, Article] = {}
    gold: dict[str, list[Gold]] = {}
    part: dict[str, str] = {}
    scorer = load_module(folder / "score_reports.py")
    for name, where in (
        ("train", folder / "train"),
        ("dev", folder / "dev"),
        ("own", ROOT / "tests" / "gold"),
    ):
        for line in (where / "articles.jsonl").open(encoding="utf-8"):
            row = json.loads(line)
            published = None
            if row.get("published"):
                day = dt.date.fromisoformat(row["published"][:10])
                published = DateInterval(day, day, "day", "stated")
            articles[row["id"]] = Article(
                row["id"], row.get("title") or "", row.get("text") or "", row.get("language") or "", row.get("source") or "",
                published=published,
            )  # fmt: skip
            part[row["id"]] = name
        for line in (where / "gold.jsonl").open(encoding="utf-8"):
            row = json.loads(line)
            gold[row["id"]] = row["reports"]
            for report in row["reports"]:
                certain = report.get("certainty") != "unsure"
                report["required"] = bool(report.get("required", certain) and report.get("place"))
    for article, reports in made_cases(knowledge):
        articles[article.article_id], gold[article.article_id] = article, reports
        part[article.article_id] = "made"
    actors = load_module(folder / "score_actors.py")
    return Corpus(articles, gold, part, folds_of(articles), scorer, actors)


def folds_of(articles: dict[str, Article]) -> dict[str, int]:
    """The fold of each article: near copies together, folds of like size."""
    ids = list(articles)
    sketches = []
    for each in ids:
        words = WORD.findall(fold(f"{articles[each].title} {articles[each].text}"))[:400]
        runs = {" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))}
        sketches.append(RMinHash.digests_from_token_sets([sorted(runs)], 64, 1)[0])
    table = np.array(sketches, np.uint32)
    leader = list(range(len(ids)))

    def led_by(number: int) -> int:
        while leader[number] != number:
            number = leader[number]
        return number

    for number in range(len(ids)):
        alike = (table[number + 1 :] == table[number]).mean(1) >= COPY
        for other in np.nonzero(alike)[0]:
            leader[led_by(number)] = led_by(number + 1 + int(other))
    groups: dict[int, list[str]] = defaultdict(list)
    for number, each in enumerate(ids):
        groups[led_by(number)].append(each)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), group[0]))
    sizes = [0] * FOLDS
    folds: dict[str, int] = {}
    for at in np.random.default_rng(SEED).permutation(len(ordered)):
        smallest = int(np.argmin(sizes))
        sizes[smallest] += len(ordered[at])
        folds |= dict.fromkeys(ordered[at], smallest)
    return folds


# What is fitted ------------------------------------------------------------------------------------


def accept_rows(corpus: Corpus, knowledge: Knowledge) -> dict[str, Rows]:
    """The candidates of all articles; one holds where its place is the one that a gold report is told at."""
    rows = {column: Rows() for column in COLUMNS["accept"]}
    for article_id, article in corpus.articles.items():
        prepared = prepare(article, knowledge)
        if prepared is None:
            continue
        article, annotated = prepared
        sentences = speaking_sentences(annotated)
        if not sentences:
            continue
        mentions = {
            each.sentence.number: place_mentions(annotated.tokens, each) for each in annotated.sentences
        }
        sight = Sight(article, annotated, mentions)
        candidates = list(candidates_of(annotated, sentences, mentions))
        fields = [place_fields(annotated.tokens, each.mention) for each in candidates]
        right = right_places(corpus, article_id, fields)
        gold = corpus.gold[article_id]
        for candidate, where in zip(candidates, fields, strict=True):
            if candidate.mention is None:
                told = annotated.tokens.span(candidate.sentence.first, candidate.sentence.last).of(
                    annotated.tokens.original
                )
                holds: bool | None = placeless(told, gold)
            elif where.get("lat") is None:
                holds = named(corpus.scorer, where.get("place_name") or "", gold)
            else:
                holds = right.get(where["place_id"], False)
                if holds and not told_here(annotated, candidate, where, gold, corpus.scorer):
                    holds = None
            if holds is not None:
                facts = tuple(sight.facts(candidate))
                for copy in range(OWN_COPIES if corpus.part[article_id] == "own" else 1):
                    group = candidate.group + copy * FARTHEST_GROUP
                    rows[column_of(candidate)].add(article_id, group, facts, holds)
    return rows


def right_places(corpus: Corpus, article_id: str, fields: Sequence[dict[str, Any]]) -> dict[str, bool | None]:
    """Whether each place, by its id, is where a gold report is told; None where it is another reading of one that is.

    Of the places that agree with a gold report the one of its name and precision is right; the others are
    neither right nor wrong.
    """
    scorer = corpus.scorer
    places = {each["place_id"]: each for each in fields if each.get("lat") is not None}
    found: dict[str, bool | None] = {}
    for report in corpus.gold[article_id]:
        if not report.get("place"):
            continue
        names = {scorer.fold(report.get("place")), scorer.fold(report.get("place_en"))} - {""}

        def order(where: dict[str, Any], report: Gold = report, names: set[str] = names) -> tuple[Any, ...]:
            called = {
                scorer.fold(where.get(key)) for key in ("place_name", "place_name_en", "place_name_ar")
            } - {""}
            level = abs(
                scorer.LEVEL[where["geo_precision"]] - scorer.LEVEL.get(report.get("geo_precision"), 1)
            )
            part = any(one in other or other in one for one in names for other in called)
            return (not names & called, level, not part, scorer.km(report, where) or 0.0)

        agreeing = sorted((each for each in places.values() if scorer.same_place(report, each)), key=order)
        for number, where in enumerate(agreeing):
            place = where["place_id"]
            if number == 0:
                found[place] = found.get(place) or (True if report["required"] else None)
            else:
                found.setdefault(place, None)
    return found


def told_here(
    annotated: Annotated,
    candidate: Candidate,
    where: dict[str, Any],
    gold: Sequence[Gold],
    scorer: ModuleType,
) -> bool:
    """Whether the candidate's sentence is the one that a gold report of its place is copied from.

    Of a country that is named in every second sentence only that one tells the attack.
    """
    marked = candidate.sentence
    sentence = fold(annotated.tokens.span(marked.first, marked.last).of(annotated.tokens.original))
    return any(
        report.get("place")
        and scorer.same_place(report, where)
        and fold(report.get("evidence") or "")[:40] in sentence
        for report in gold
    )


def named(scorer: ModuleType, name: str, gold: Sequence[Gold]) -> bool | None:
    """Whether a gold report has a place of this name; None where only an optional one has."""
    agreeing = [
        r
        for r in gold
        if r.get("place") and scorer.fold(name) in {scorer.fold(r["place"]), scorer.fold(r.get("place_en"))}
    ]
    return None if agreeing and not any(r["required"] for r in agreeing) else bool(agreeing)


def placeless(told: str, gold: Sequence[Gold]) -> bool:
    """Whether a sentence tells a gold report that has no place."""
    sentence = fold(told)
    return any(
        not r.get("place") and r.get("evidence") and fold(r["evidence"])[:60] in sentence for r in gold
    )


def attribute_rows(corpus: Corpus, knowledge: Sequence[Knowledge]) -> dict[str, dict[str, Rows]]:
    """The rows of types, kinds, tolls and doers, from the events that agree with a gold report.

    `knowledge` has for each fold that whose weights were fitted without it.
    """
    tables = {name: {column: Rows() for column in COLUMNS[name]} for name in COLUMNS if name != "accept"}
    scorer = corpus.scorer
    for article_id, received in corpus.articles.items():
        known = knowledge[corpus.fold[article_id]]
        prepared = prepare(received, known)
        if prepared is None or not corpus.gold[article_id] or corpus.part[article_id] == "made":
            continue
        article, annotated = prepared
        sentences = speaking_sentences(annotated)
        mentions = {
            each.sentence.number: place_mentions(annotated.tokens, each) for each in annotated.sentences
        }
        sight = Sight(article, annotated, mentions)
        events, _ = decide(candidates_of(annotated, sentences, mentions), sight, known.weights["accept"])
        main = main_day(article, annotated)
        counts = Counts(annotated.tokens, known)
        number = 0
        for siblings in by_sentence(events).values():
            for event in siblings:
                report = gold_of(scorer, event, annotated, corpus.gold[article_id])
                if report is not None:
                    add_attributes(
                        tables,
                        corpus,
                        article,
                        annotated,
                        event,
                        siblings,
                        counts,
                        main,
                        report,
                        known,
                        number,
                    )
                    number += 100
    return tables


def gold_of(scorer: ModuleType, event: Event, annotated: Annotated, gold: Sequence[Gold]) -> Gold | None:
    """The gold report that an event tells: of its place, told in its sentence where more than one is."""
    where = place_fields(annotated.tokens, event.mention)
    if where.get("lat") is None:
        return None
    agreeing = [r for r in gold if r.get("place") and scorer.same_place(r, where)]
    if len(agreeing) <= 1:
        return agreeing[0] if agreeing else None
    sentence = fold(
        annotated.tokens.span(event.sentence.first, event.sentence.last).of(annotated.tokens.original)
    )
    told = [r for r in agreeing if fold(r.get("evidence") or "\0")[:50] in sentence]
    return told[0] if len(told) == 1 else None


def add_attributes(
    tables: dict[str, dict[str, Rows]], corpus: Corpus, article: Article, annotated: Annotated, event: Event,
    siblings: Sequence[Event], counts: Counts, main: DateInterval | None, report: Gold, knowledge: Knowledge, number: int,
) -> None:  # fmt: skip
    """Adds what one event that a gold report tells of teaches about each choice."""
    article_id = article.article_id
    also = report.get("also_type") or []
    wanted = {family(each) for each in [*report["attack_type"], *([also] if isinstance(also, str) else also)]}
    for at, mention in enumerate(type_mentions(event, annotated)):
        holds = family(mention.attack_type) in wanted
        tables["type"]["own"].add(article_id, number + at, tuple(mention.facts), holds)
    event.count = attacks_counted(annotated.tokens, event, knowledge)
    date, use, _ = event_date(article, annotated.tokens, event, main)
    facts = tuple(kind_facts(article, event, date, use))
    for kind in ("recurrent", "historic"):
        if report["kind"] == kind or report.get("also_kind") != kind:
            tables["kind"][kind].add(article_id, number, facts, report["kind"] == kind)
    for at, told in enumerate(count_mentions(event, siblings, annotated, counts)):
        holds = report.get(told.count.kind) == told.count.value
        tables["toll"]["own"].add(article_id, number + at, tuple(told.facts), holds)
    names = corpus.actors.golds_of(report)
    basis = report.get("actor_basis") or {"claimed": "claimed", "attributed": "outlet"}.get(
        report.get("actor_status") or "", "outlet"
    )
    for at, name in enumerate(name_mentions(event, annotated, knowledge)):
        right = bool(names) and not corpus.actors.wrong(name.actor.name_en, names)
        tables["doer"]["named"].add(article_id, number + at, tuple(name.facts), right)
        for role, of in (("claims", "claimed"), ("did", "outlet"), ("accused", "accused")):
            tables["doer"][role].add(article_id, number + at, tuple(name.facts), right and basis == of)


def family(attack_type: str) -> str:
    """The family of an attack type."""
    return family_of(attack_type) or attack_type


# Fitting --------------------------------------------------------------------------------------------


@dataclass
class Design:
    """The rows of a column as a matrix, a column a fact."""

    matrix: scipy.sparse.csr_matrix
    names: list[str]
    holds: np.ndarray
    group: np.ndarray
    article: np.ndarray


def design_of(rows: Rows) -> Design:
    """The matrix of the rows, of facts that are not too rare."""
    counts = Counter(fact for facts in rows.facts for fact in facts)
    names = sorted(fact for fact, count in counts.items() if count >= RAREST)
    at = {fact: number for number, fact in enumerate(names)}
    pairs = [(row, at[fact]) for row, facts in enumerate(rows.facts) for fact in facts if fact in at]
    shape = (len(rows.facts), len(names))
    across, down = zip(*pairs, strict=True) if pairs else ((), ())
    matrix = scipy.sparse.csr_matrix((np.ones(len(pairs)), (across, down)), shape=shape)
    numbers: dict[tuple[str, int], int] = {}
    group = np.array([numbers.setdefault(each, len(numbers)) for each in rows.group])
    return Design(matrix, names, np.array(rows.holds, bool), group, np.array(rows.article))


def fitted(
    design: Design, kept: np.ndarray, strength: float, signs: np.ndarray
) -> tuple[float, dict[str, float]]:
    """(base, weights) of the rows kept, none of a sign that `signs` (1, -1 or 0 a fact) excludes.

    What comes out with the wrong sign stands in for another fact: it is dropped and the rest fitted again.
    """
    holds, group = design.holds[kept], design.group[kept]
    if holds.sum() < RAREST or holds.all():
        return -6.0, {}
    columns = np.arange(len(design.names))
    while True:
        base, weights = solved(design.matrix[kept][:, columns], holds, group, strength)
        wrong = weights * signs[columns] < 0
        if not wrong.any():
            break
        columns = columns[~wrong]
    named_ = zip(columns, weights, strict=True)
    return base, {design.names[column]: float(w) for column, w in named_ if abs(w) >= SMALLEST}


def solved(
    matrix: scipy.sparse.csr_matrix, holds: np.ndarray, group: np.ndarray, strength: float
) -> tuple[float, np.ndarray]:
    """(base, weights) of the columns: fitted, then again on the likeliest row of each group."""
    chosen = np.ones(len(holds), bool)
    model = LogisticRegression(l1_ratio=1, solver="liblinear", C=strength, max_iter=300, random_state=SEED)
    for _ in range(ROUNDS):
        model.fit(matrix[chosen], holds[chosen])
        score = model.decision_function(matrix)
        order = np.lexsort((-score, group))
        first = np.ones(len(order), bool)
        first[1:] = group[order][1:] != group[order][:-1]
        chosen = np.zeros(len(holds), bool)
        chosen[order[first]] = True
    return float(model.intercept_[0]), model.coef_[0]


def fit_table(name: str, designs: dict[str, Design], keep: Callable[[str], bool]) -> Weights:
    """The weights of a table from the articles that `keep` tells to keep."""
    base, of = {}, {}
    for column, design in designs.items():
        kept = np.array([keep(each) for each in design.article], bool)
        signs = np.array([sign_of(fact, name) for fact in design.names])
        base[column], of[column] = fitted(design, kept, STRENGTH[name], signs)
    return Weights(base, of)


def fold_weights(name: str, corpus: Corpus, designs: dict[str, Design]) -> list[Weights]:
    """The weights of a table fitted without each fold, and last those fitted on all."""
    held = [fit_table(name, designs, lambda each, n=n: corpus.fold[each] != n) for n in range(FOLDS)]
    return [*held, fit_table(name, designs, lambda each: True)]


def write_weights(weights: Weights, path: Path) -> None:
    """Writes a table of weights, its facts in order."""
    columns = list(weights.of)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["fact", *columns])
        writer.writerow([BASE, *(f"{weights.base[column]:.2f}" for column in columns)])
        for fact in sorted({fact for of in weights.of.values() for fact in of}):
            cells = (weights.of[column].get(fact) for column in columns)
            writer.writerow([fact, *("" if cell is None else f"{cell:.2f}" for cell in cells)])


# Measuring ------------------------------------------------------------------------------------------


def prediction(report: Report) -> dict[str, Any]:
    """A report as the scorer reads it."""
    row = {key: getattr(report, key) for key in (
        "article_id", "kind", "place_name", "place_name_en", "lat", "lon", "geo_precision", "outcome", "killed", "injured",
        "confidence", "status", "actor", "quote")}  # fmt: skip
    for key, day in (("date_start", report.date.start), ("date_end", report.date.end)):
        row[key] = day.isoformat() if day else None
    return row | {"attack_types": list(report.attack_types)}


def read_all(corpus: Corpus, knowledge: Sequence[Knowledge]) -> dict[str, list[dict[str, Any]]]:
    """Every report of every article, read with the weights that were fitted without its fold."""
    return {
        each: [prediction(report) for report in read_article(article, knowledge[corpus.fold[each]]).reports]
        for each, article in corpus.articles.items()
    }


def drawable(reports: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The reports that count: likely enough, and resolved where they name a place."""
    return [r for r in reports if r["confidence"] >= 0.5 and (r["lat"] is not None or not r["place_name"])]


def score(
    corpus: Corpus, found: dict[str, list[dict[str, Any]]], keep: Callable[[str], bool]
) -> dict[str, Any]:
    """The figures of the articles that `keep` tells to keep."""
    articles = [{"id": each, "reports": corpus.gold[each]} for each in corpus.articles if keep(each)]
    predictions = defaultdict(list, {each: drawable(found[each]) for each in corpus.articles if keep(each)})
    result = corpus.scorer.score(articles, predictions)
    return result | {"actors": actor_figures(corpus, articles, predictions)}


def actor_figures(
    corpus: Corpus, articles: Sequence[Gold], predictions: dict[str, list[dict[str, Any]]]
) -> str:
    """How many of the named actors are wrong, and how many that the gold names are named."""
    scorer, actors = corpus.scorer, corpus.actors
    named_, bad, wanted, found = 0, 0, 0, 0
    for article in articles:
        mine = predictions[article["id"]]
        for i, j in scorer.pair_up(article["reports"], mine, scorer.same_place):
            report = article["reports"][i]
            if report["required"]:
                golds, name = actors.golds_of(report), actors.named(mine[j]["actor"])
                named_ += bool(name)
                wanted += bool(golds)
                found += bool(golds and name)
                bad += bool(name) and actors.wrong(name, golds)
    return f"{bad} of {named_} wrong, {found} of {wanted} named"


def told(figures: dict[str, Any]) -> str:
    """The figures in a line."""
    of = figures["of_matched"]
    return (
        f"full {figures['full']['f1']:.3f}, place {figures['place']['f1']:.3f} (P {figures['place']['precision']:.3f} R "
        f"{figures['place']['recall']:.3f}), quiet {figures['false_pin_rate']}, kind {of['kind']}, type {of['type']}, date {of['date']}, "
        f"toll {of['toll']}, invented {of['toll_invented']}, outcome {of['outcome']}, unconfirmed {of.get('unconfirmed')}/{of.get('unconfirmed_invented')}, "
        f"5 km {figures['sites_within_5_km']}; actors: {figures['actors']}"
    )


def calibration(
    corpus: Corpus, found: dict[str, list[dict[str, Any]]]
) -> list[tuple[str, int, float, float]]:
    """(bin, reports, mean of what was said, share that was right) of the drawable reports, likely or not."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for each in corpus.articles:
        if corpus.part[each] not in MEASURED:
            continue
        reports = [r for r in found[each] if r["lat"] is not None]
        right = {j for _, j in corpus.scorer.pair_up(corpus.gold[each], reports, corpus.scorer.same_place)}
        for number, report in enumerate(reports):
            bins[min(9, int(report["confidence"] * 10))].append((report["confidence"], number in right))
    return [
        (
            f"{at / 10:.1f}",
            len(rows),
            float(np.mean([p for p, _ in rows])),
            float(np.mean([ok for _, ok in rows])),
        )
        for at, rows in sorted(bins.items())
    ]


def main() -> None:
    """Fits, measures and writes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--from", dest="folder", type=Path, default=ROOT.parent / "shared" / "bench")
    parser.add_argument("--check", action="store_true", help="measure, write nothing")
    args = parser.parse_args()
    warnings.filterwarnings("ignore", module="sklearn")
    knowledge = load_knowledge(ROOT)
    corpus = load_corpus(args.folder, knowledge)
    found, tables = fit_all(corpus, knowledge)
    for part in ("train", "dev", "own"):
        print(part, told(score(corpus, found, lambda each, part=part: corpus.part[each] == part)))
    for row in calibration(corpus, found):
        print("calibration {}: {} reports, {:.2f} said, {:.2f} right".format(*row))
    for prefix in sorted({prefix_of(each) for each in corpus.articles if corpus.part[each] == "train"}):
        print(
            f"  {prefix:7}",
            told(
                score(
                    corpus,
                    found,
                    lambda each, p=prefix: corpus.part[each] == "train" and prefix_of(each) == p,
                )
            ),
        )
    if not args.check:
        for name, weights in tables.items():
            write_weights(weights[-1], ROOT / "data" / "weights" / f"{name}.csv")
            print(f"{name}: {len({f for of in weights[-1].of.values() for f in of})} facts")


def fit_all(
    corpus: Corpus, knowledge: Knowledge
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, list[Weights]]]:
    """The reports as read cross-validated, and the weights of each table by fold, the last of all articles."""
    tables: dict[str, list[Weights]] = {}
    designs = {column: design_of(rows) for column, rows in accept_rows(corpus, knowledge).items()}
    tables["accept"] = fold_weights("accept", corpus, designs)
    tables["confidence"] = [PLAIN] * (FOLDS + 1)
    for name, columns in attribute_rows(corpus, with_weights(knowledge, tables)).items():
        tables[name] = fold_weights(
            name, corpus, {column: design_of(rows) for column, rows in columns.items()}
        )
    tables["confidence"] = confidences(corpus, with_weights(knowledge, tables))
    return read_all(corpus, with_weights(knowledge, tables)), tables


def confidences(corpus: Corpus, knowledge: Sequence[Knowledge]) -> list[Weights]:
    """How the scores of reports are stretched and moved so that they mean what they say.

    Fitted without each fold, on reports read without it, and last on all.
    """
    rows: dict[str, list[tuple[int, float, bool]]] = {column: [] for column in COLUMNS["accept"]}
    scorer = corpus.scorer
    for each, article in corpus.articles.items():
        if corpus.part[each] not in MEASURED:
            continue
        drafts = drafts_in(article, knowledge[corpus.fold[each]])
        drawn = [prediction(draft.report) for draft in drafts]
        placed = [number for number, row in enumerate(drawn) if row["lat"] is not None]
        pairs = scorer.pair_up(corpus.gold[each], [drawn[number] for number in placed], scorer.same_place)
        right = {placed[j] for _, j in pairs}
        for number in placed:
            draft = drafts[number]
            rows[column_of_report(draft.report)].append(
                (corpus.fold[each], draft.event.score, number in right)
            )
    tables = []
    for held in [*range(FOLDS), None]:
        base, of = {"none": 0.0}, {"none": {SCORE: 1.0}}
        for column in ("exact", "wide"):
            kept = [(score, right) for number, score, right in rows[column] if number != held]
            model = LogisticRegression(C=1e6).fit(
                np.array([[s] for s, _ in kept]), [right for _, right in kept]
            )
            base[column], of[column] = float(model.intercept_[0]), {SCORE: float(model.coef_[0][0])}
        tables.append(Weights({c: base[c] for c in COLUMNS["accept"]}, {c: of[c] for c in COLUMNS["accept"]}))
    return tables


def drafts_in(article: Article, knowledge: Knowledge) -> list[Draft]:
    """The drafts of an article, each attack once, before how sure they are is weighed."""
    prepared = prepare(article, knowledge)
    if prepared is None:
        return []
    article, annotated = prepared
    return once_each(drafts_of(article, annotated, knowledge, events_in(article, annotated, knowledge)[0]))


def with_weights(knowledge: Knowledge, tables: dict[str, list[Weights]]) -> list[Knowledge]:
    """The knowledge with the weights fitted without each fold."""
    return [
        dataclasses.replace(
            knowledge, weights=knowledge.weights | {name: held[n] for name, held in tables.items()}
        )
        for n in range(FOLDS)
    ]


def prefix_of(article_id: str) -> str:
    """The kind of source that an article's id begins with."""
    return "-".join(article_id.split("-")[: 2 if article_id.startswith("ANT") else 1])[:7]


if __name__ == "__main__":
    main()
