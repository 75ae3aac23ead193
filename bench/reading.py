"""How fast articles are read: `python -m bench.reading`.

Prints articles a second on mixed news (a tenth report attacks) and on attack articles alone, microseconds
a stage, how the time grows with an article's length, what loading costs, and in the same run what simpler
or well-known tools take for a part of it. Times are of the processor, the best of several runs.
"""

import argparse
import datetime as dt
import math
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence

from geo.gazetteer import Gazetteer
from geo.resolve import resolve
from geo.toponyms import Toponym
from language.fold import fold, fold_character, fold_with_offsets
from language.tokens import Tokens, tokenise
from pipeline.articles.read import read_paths
from pipeline.dates.publication import settle_publication
from pipeline.extract import read_article
from pipeline.extract.annotation import annotate, is_place_like
from pipeline.extract.reports import find_reports
from pipeline.knowledge.load import Knowledge, load_knowledge
from pipeline.model import Article, DateInterval
from pipeline.paths import ROOT

RUNS = 5
QUIET_LENGTH = 1800
LENGTHS = (1_000, 10_000, 100_000, 1_000_000)
ATTACKS = ("tests/gold/articles.jsonl", "data/samples", "seeds")
DAY = DateInterval(dt.date(2021, 9, 3), dt.date(2021, 9, 3), "day", "stated")
# What a process of its own does, so that nothing is loaded yet and its peak is its own.
LOADING = {
    "gazetteer": "from geo.gazetteer import load_gazetteer as load; from pathlib import Path; p = Path('data/gazetteer')",
    "all knowledge": "from pipeline.knowledge.load import load_knowledge as load; from pathlib import Path; p = Path('.')",
}
MEASURE = """
import time
def peak(): return next(int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmHWM')) / 1024
before, start = peak(), time.process_time()
kept = load(p)
print(time.process_time() - start, before, peak())
"""


def quiet_articles(count: int, seed: int = 7) -> list[Article]:
    """News without attacks, put together from `quiet_ar.txt` and `quiet_en.txt`; two thirds are Arabic.

    Many of their sentences hold a word of violence in another sense, as real news does.
    """
    rng = random.Random(seed)
    sentences = {
        language: (ROOT / "bench" / f"quiet_{language}.txt").read_text(encoding="utf-8").splitlines()
        for language in ("ar", "en")
    }
    articles = []
    for number in range(count):
        language = "ar" if number % 3 else "en"
        chosen: list[str] = []
        for sentence in rng.sample(sentences[language], len(sentences[language])):
            if sum(map(len, chosen)) + len(chosen) > QUIET_LENGTH:
                break
            chosen.append(sentence)
        text = "".join(sentence + rng.choice(("\n", " ", " ")) for sentence in chosen)
        articles.append(Article(f"quiet-{number}", chosen[0], text, language, published=DAY))
    return articles


def attack_articles() -> list[Article]:
    """The gold set, the samples and the seed."""
    found = read_paths([str(ROOT / path) for path in ATTACKS])
    return [article for article in found if isinstance(article, Article)]


def best(work: Callable[[], object], runs: int = RUNS) -> float:
    """The least processor time in seconds that `work` takes."""
    least = math.inf
    for _ in range(runs):
        start = time.process_time()
        work()
        least = min(least, time.process_time() - start)
    return least


def read_all(articles: Iterable[Article], knowledge: Knowledge) -> None:
    for article in articles:
        read_article(article, knowledge)


def stages(articles: Sequence[Article], knowledge: Knowledge) -> dict[str, float]:
    """Microseconds an article that each stage takes; the toponyms are a part of annotating."""
    total: dict[str, float] = {}

    def stage(name: str, work: Callable[[], object]) -> None:
        total[name] = best(work) / len(articles) * 1e6

    folded = [fold_with_offsets(article.text) for article in articles]
    split = [tokenise(article.text, each) for article, each in zip(articles, folded, strict=True)]
    tokens = [knowledge.splitter.apply(each) for each in split]
    settled = [
        settle_publication(article, each, knowledge.calendar)
        for article, each in zip(articles, tokens, strict=True)
    ]
    pairs = list(zip(settled, tokens, strict=True))
    masks = [masked_names(each, knowledge) for each in tokens]
    stage("fold", lambda: [fold_with_offsets(article.text) for article in articles])
    stage("scan for triggers", lambda: [knowledge.speaks_of_violence(each.text) for each in folded])
    stage("tokenise", lambda: [tokenise(a.text, each) for a, each in zip(articles, folded, strict=True)])
    stage("unglue", lambda: [knowledge.splitter.apply(each) for each in split])
    stage("publication", lambda: [settle_publication(a, each, knowledge.calendar) for a, each in pairs])
    stage("annotate", lambda: [annotate(each, knowledge, a.published) for a, each in pairs])
    stage("- toponyms", lambda: [toponyms(t, m, knowledge) for t, m in zip(tokens, masks, strict=True)])
    marked = [(a, annotate(each, knowledge, a.published)) for a, each in pairs]
    # Marks are made when first asked for, so that only the first run counts.
    total["find reports"] = (
        best(lambda: [find_reports(a, m, knowledge) for a, m in marked], 1) / len(marked) * 1e6
    )
    return total


def masked_names(tokens: Tokens, knowledge: Knowledge) -> list[dict[int, int]]:
    """For each sentence the names that are no places, as the recogniser takes them."""
    names = knowledge.lexicon.names
    return [
        {m.first: m.last for m in names.find(tokens.words, s.first, s.last) if not is_place_like(m)}
        for s in tokens.sentences
    ]


def toponyms(tokens: Tokens, masks: Sequence[dict[int, int]], knowledge: Knowledge) -> list[Toponym]:
    """The toponyms of a text, recognised and resolved as `annotate` does it."""
    found: list[Toponym] = []
    recogniser = knowledge.recogniser
    sight = recogniser.sight(tokens.words, [(s.first, s.last) for s in tokens.sentences], *tokens.begun[2:4])
    for sentence, masked in zip(tokens.sentences, masks, strict=True):
        found += recogniser.find_seen(tokens, sentence.first, sentence.last, masked, sight)
    return resolve(found)


def growth(articles: Sequence[Article], knowledge: Knowledge) -> tuple[list[float], float]:
    """Seconds for one article of each of LENGTHS, and the exponent of time over length above 10,000."""
    text = "\n".join(article.text for article in articles)
    text *= 1 + LENGTHS[-1] // len(text)
    seconds = []
    for length in LENGTHS:
        article = Article(f"long-{length}", "", text[:length], published=DAY)
        seconds.append(best(lambda each=article: read_article(each, knowledge), 2 if length > 50_000 else 5))
    return seconds, math.log(seconds[-1] / seconds[1]) / math.log(LENGTHS[-1] / LENGTHS[1])


def loading() -> Iterable[tuple[str, float, float, float]]:
    """What is loaded, its seconds, its megabytes and the peak of its process."""
    for name, setup in LOADING.items():
        run = subprocess.run(
            [sys.executable, "-c", setup + MEASURE], cwd=ROOT, capture_output=True, text=True, check=True
        )
        seconds, before, peak = map(float, run.stdout.split())
        yield name, seconds, peak - before, peak


def spacy_rate(articles: Sequence[Article], gazetteer: Gazetteer) -> float | None:
    """Articles a second of spaCy's blank pipeline with an EntityRuler over the same names; None without spaCy."""
    try:
        import spacy
    except ImportError:
        return None
    names: dict[str, list[dict[str, str]]] = {"ar": [], "en": []}
    for words in gazetteer.names.phrases:
        language = "en" if words[0].isascii() else "ar"
        names[language].append({"label": "PLACE", "pattern": " ".join(words)})
    pipelines = {}
    for language, patterns in names.items():
        pipelines[language] = spacy.blank(language)
        pipelines[language].max_length = 2_000_000
        pipelines[language].add_pipe("entity_ruler").add_patterns(patterns)
    texts = [("ar" if article.language == "ar" else "en", fold(article.text)) for article in articles]
    return len(texts) / best(lambda: [pipelines[language](text) for language, text in texts], 2)


def translate_seconds(articles: Sequence[Article]) -> float:
    """Seconds that the same folding takes with `str.translate`, without offsets."""
    table = {code: fold_character(chr(code)) for code in range(1, 0x10000) if not 0xD800 <= code < 0xE000}
    return best(lambda: [article.text.translate(table) for article in articles])


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--articles", type=int, default=600, help="how many articles of mixed news")
    count = parser.parse_args().articles
    knowledge = load_knowledge(ROOT)
    attacks = attack_articles()
    quiet = quiet_articles(count)
    mixed = [attacks[i % len(attacks)] if i % 10 == 0 else quiet[i] for i in range(count)]
    for name, articles in (("mixed news", mixed), ("attack articles", attacks)):
        read_all(articles, knowledge)
        length = sum(len(article.text) for article in articles) // len(articles)
        rate = len(articles) / best(lambda each=articles: read_all(each, knowledge))
        print(f"{name:18}{rate:8.0f} articles/s/core   ({len(articles)} of {length} characters)")
        for stage, microseconds in stages(articles, knowledge).items():
            print(f"    {stage:18}{microseconds:8.1f} µs")
    seconds, exponent = growth(mixed, knowledge)
    print(
        "one article of     "
        + "   ".join(f"{n:,}: {s * 1e3:.1f} ms" for n, s in zip(LENGTHS, seconds, strict=True))
    )
    print(f"    time grows with length to the power {exponent:.2f}")
    for name, took, size, peak in loading():
        print(f"loading {name:14}{took:6.2f} s   {size:4.0f} MB more, peak {peak:.0f} MB")
    print(f"peak of this run  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:6.0f} MB")
    theirs = translate_seconds(mixed)
    ours = best(lambda: [fold(article.text) for article in mixed])
    offsets = best(lambda: [fold_with_offsets(article.text) for article in mixed])
    print(
        f"folding is {theirs / ours:.1f} times as fast as str.translate, with offsets {theirs / offsets:.1f} times"
    )
    ruler = spacy_rate(mixed, knowledge.gazetteer)
    print(
        "spaCy is not installed"
        if ruler is None
        else f"spaCy EntityRuler {ruler:8.0f} articles/s, names only"
    )


if __name__ == "__main__":
    main()
