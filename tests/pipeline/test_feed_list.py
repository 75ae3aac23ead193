"""FEEDS.toml: what it may say, and how a mistake in it is named."""

from pathlib import Path

import pytest

from pipeline.fetch.feed_list import Feed, FeedsError, Limits, load_feeds

ROOT = Path(__file__).parents[2]
HEAD = 'contact = "desk@kharita.test"\n'
FEED = '[[feeds]]\nurl = "https://a.test/rss"\nsource = "A"\n'


def load(folder: Path, text: str | bytes) -> object:
    path = folder / "f.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_feeds(path)


def test_the_least_of_a_file_has_defaults(tmp_path: Path) -> None:
    found = load_feeds(write(tmp_path, HEAD + FEED))
    assert found.feeds == (Feed("https://a.test/rss", "A", "", False),)
    assert found.user_agent == "Kharita (+desk@kharita.test)"
    assert found.limits == Limits()
    assert found.allow_private is False


def write(folder: Path, text: str) -> Path:
    path = folder / "f.toml"
    path.write_text(text, "utf-8")
    return path


def test_everything_that_may_be_said_is_heard(tmp_path: Path) -> None:
    found = load_feeds(
        write(
            tmp_path,
            '\ufeffcontact = "https://kharita.test/bot"\nuser_agent = "Desk"\nallow_private = true\n'
            "[limits]\ndelay = 10\ntries = 5\nfeed_bytes = 1_000_000\n"
            '[[feeds]]\nurl = "http://a.test:8080/rss?x=1"\nsource = "وكالة"\nlanguage = "ar-IQ"\narticles = true\n'
            + FEED,
        )
    )
    assert found.feeds[0] == Feed("http://a.test:8080/rss?x=1", "وكالة", "ar-IQ", True)
    assert (found.user_agent, found.allow_private, len(found.feeds)) == (
        "Desk (+https://kharita.test/bot)",
        True,
        2,
    )
    assert (found.limits.delay, found.limits.tries, found.limits.feed_bytes) == (10, 5, 1_000_000)


def test_the_example_of_the_documentation_is_valid_but_for_its_contact(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "fetching.md").read_text("utf-8").partition("```toml\n")[2].partition("```")[0]
    with pytest.raises(FeedsError) as error:
        load_feeds(write(tmp_path, text))
    assert str(error.value).count("\n") == 0
    assert "is only an example; write your own address" in str(error.value)
    assert load_feeds(write(tmp_path, text.replace("example.org", "kharita.test"))).feeds


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (FEED, "f.toml: `contact` must say how outlets reach you"),
        (f'contact = "me"\n{FEED}', "f.toml:1: `contact` must say"),
        (f'contact = "me@example.org"\n{FEED}', "f.toml:1: `contact` 'me@example.org' is only an example"),
        (f'contact = "a@b.test\\r\\nX-Evil: 1"\n{FEED}', "f.toml:1: `contact` must say"),
        (f'{HEAD}user_agent = "Ü"\n{FEED}', "f.toml:2: `user_agent` must be a short plain name"),
        (f"{HEAD}contcat = 1\n{FEED}", "f.toml:2: `contcat` is not known here; did you mean `contact`?"),
        (f'{HEAD}allow_private = "yes"\n{FEED}', "f.toml:2: `allow_private` must be true or false, not 'yes'"),
        (HEAD, "f.toml: there is no feed; begin each with a line [[feeds]]"),
        (f"{HEAD}feeds = 3", "f.toml:2: there is no feed"),
        (f"{HEAD}{FEED}{FEED}", "f.toml:6: feed 2: feed 1 has the same url; leave one of them out"),
        (f'{HEAD}[[feeds]]\nsource = "A"\n', "f.toml:2: feed 1: `url` is missing"),
        (f'{HEAD}{FEED}\n[[feeds]]\nurl = "b.test"\nsource = "B"\n', "f.toml:7: feed 2: `url` 'b.test' must begin with"),
        (f'{HEAD}[[feeds]]\nurl = "file:///etc/passwd"\nsource = "A"', "must begin with https:// or http://"),
        (f'{HEAD}[[feeds]]\nurl = "https://me:pw@a.test/"\nsource = "A"', "carries a name or password"),
        (f'{HEAD}[[feeds]]\nurl = "https://"\nsource = "A"', "names no host"),
        (f'{HEAD}[[feeds]]\nurl = "https://a.test:x/"\nsource = "A"', "is not an address"),
        (f'{HEAD}[[feeds]]\nurl = "https://a.test/ b"\nsource = "A"', "has spaces"),
        (f'{HEAD}[[feeds]]\nurl = "https://a.test/"\n', "f.toml:2: feed 1: `source` must name the outlet"),
        (f"{HEAD}{FEED}langauge = 'ar'", "f.toml:5: feed 1: `langauge` is not known here; did you mean `language`?"),
        (f"{HEAD}{FEED}language = 'Arabic'", "f.toml:5: feed 1: `language` must be a code"),
        (f"{HEAD}{FEED}articles = 1", "f.toml:5: feed 1: `articles` must be true or false, not 1"),
        (f"{HEAD}{FEED}[limits]\ndelay = -1", "f.toml:6: `delay` must be a number from 0 to 3,600, not -1"),
        (f"{HEAD}{FEED}[limits]\ntries = 2.5", "f.toml:6: `tries` must be a whole number from 1 to 10, not 2.5"),
        (f"{HEAD}{FEED}[limits]\ndelay = nan", "f.toml:6: `delay` must be a number"),
        (f"{HEAD}{FEED}[limits]\ndelays = 1", "f.toml:6: `delays` is not known here; did you mean `delay`?"),
        (f"{HEAD}limits = 3\n{FEED}", "f.toml:2: `limits` must be a table"),
        (f"{HEAD}[[feeds]\n", "f.toml: it is not TOML: "),
        ("contact = 'قناة'".encode("windows-1256"), "f.toml: it is not UTF-8 (at byte 11); save it as UTF-8"),
        ("a = " + "[" * 100_000, "it is not TOML"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_its_mend(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(FeedsError) as error:
        load(tmp_path, text)
    assert says in str(error.value)


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(FeedsError) as error:
        load(tmp_path, '[[feeds]]\nurl = "x"\n[limits]\ntries = 0\n')
    assert len(str(error.value).splitlines()) == 4
