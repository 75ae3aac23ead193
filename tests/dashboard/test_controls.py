"""Every criterion of the filter has its control on the page, its chip when a link asks for it, and its words."""

import pytest

from dashboard.controls import SET_ELSEWHERE
from dashboard.texts import LANGUAGES, Texts
from pipeline.view import CRITERIA, FILTER_KEYS, Filter
from share.wording import filter_text
from share.words import Words
from tests.pipeline.test_filter_keys import parting

BY_DAY, IN_ROW = ("since", "until"), ("types", "text", "samples", "exact")


def test_every_criterion_has_a_control(run_page):
    page = run_page()
    kinds = (page.pills, page.multiselect, page.number_input, page.toggle, page.selectbox, page.text_input)
    found = {each.key for kind in kinds for each in kind}
    assert {f"filter.{name}" for name in CRITERIA if name not in SET_ELSEWHERE} <= found


@pytest.mark.parametrize("key", FILTER_KEYS)
def test_every_key_of_a_link_is_kept_by_the_page_and_shown(key, run_page):
    asked = parting(key)
    (name,) = asked.wanted()
    page = run_page(**{f"{key}_": asked.pairs()[key]})
    assert page.query_params[key] == asked.pairs()[key]
    if name not in (*BY_DAY, *IN_ROW):
        assert f"clear.{name}" in [each.key for each in page.button]
        page.button(key=f"clear.{name}").click().run()
        assert key not in page.query_params


def test_numbers_as_high_as_a_link_can_ask_for_open_the_page(run_page):
    assert run_page(toll="999999", sources="999999").query_params["toll"] == "999999"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_criterion_is_named_and_told_in_words(language):
    texts, words = Texts(language), Words(language)
    told = [filter_text(parting(key), {}, words) for key in FILTER_KEYS]
    assert len({*told, filter_text(Filter(), {}, words)}) == len(FILTER_KEYS) + 1
    assert not any("{" in each for each in told)
    for name in set(CRITERIA) - {"text"}:
        assert texts(f"filter.{name}")
    assert filter_text(Filter(min_killed=3, exact=True, samples=False), {}, Words("en")) == (
        "only exact days; at least 3 killed; without sample reports"
    )
