"""The page's logic without a browser: filters, address, states, language."""

import pytest

from pipeline.store import open_store, write_store
from pipeline.store.schema import ARTICLES_SCHEMA, RECORDS_SCHEMA, rows_table
from tests.dashboard.conftest import told


def title(page):
    found = [each.proto.body for each in page.get("html") if "kh-title-line" in each.proto.body]
    return found[0]


def test_title_counts_claims_and_caution(run_page):
    page = run_page()
    assert "80 incidents and 3 series" in title(page)
    assert "claimed by the attacker only" in title(page)
    assert "not for targeting, navigation or legal proof." in told(page)


def test_filters_change_the_title_and_the_address(run_page):
    page = run_page()
    page.pills(key="filter.types").select("rocket").run()
    assert page.query_params["type"] == "rocket"
    few = title(page)
    page.selectbox(key="filter.since").set_value("2022-01").run()
    assert page.query_params["from"] == "2022-01"
    assert title(page) != few
    page.button(key="clear_all").click().run()
    assert "80 incidents" in title(page)
    assert set(page.query_params) == {"lang"}


def test_link_sets_the_controls(run_page):
    page = run_page(from_="2021-03-15", type="drone,ied", samples="0", outcome="intercepted")
    assert page.selectbox(key="filter.since").value == "2021-03-15"
    assert page.pills(key="filter.types").value == ["drone", "ied"]
    assert page.toggle(key="filter.samples").value is False
    assert any(each.key == "clear.outcomes" for each in page.button)


def test_mangled_link_opens_the_page_with_a_note(run_page):
    page = run_page(type="<script>", from_="never", lang="xx", open="<img src=x>", nonsense="1")
    assert "80 incidents" in title(page)
    assert "was ignored" in told(page)
    assert "<script>" not in told(page)
    assert "<img" not in told(page)


def test_language_switch(run_page):
    page = run_page(type="rocket")
    page.button(key="language").click().run()
    assert page.query_params["lang"] == "ar"
    assert page.query_params["type"] == "rocket"
    assert page.pills(key="filter.types").value == ["rocket"]
    assert "حادثة" in title(page)
    assert "لا تصلح للاستهداف" in told(page)


def test_open_record_shows_its_sentence_and_why(run_page):
    page = run_page(open="inc-000001")
    assert '<mark class="kh-place"' in told(page)
    assert "synthetic.place" not in told(page)  # a sentence, never the name of a fact
    assert page.query_params["open"] == "inc-000001"
    page.button(key="step_next").click().run()
    assert page.query_params["open"] != "inc-000001"
    page.button(key="step_close").click().run()
    assert "open" not in page.query_params


def test_a_record_that_is_gone_is_said(run_page):
    assert "not in the data any more" in told(run_page(open="inc-999999"))


def test_nothing_fits_the_filter(run_page):
    page = run_page(q="zzzz")
    assert "Nothing fits this filter" in told(page)
    page.button(key="clear_state").click().run()
    assert "80 incidents" in title(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_store_says_the_command(run_page, tmp_path, language):
    page = run_page(tmp_path / "none", lang=language)
    assert "make run" in page.code[0].value
    assert ("There is no data yet" if language == "en" else "لا بيانات بعد") in told(page)


def test_broken_store_says_so(run_page, tmp_path):
    (tmp_path / "CURRENT").write_text("build-000009")
    page = run_page(tmp_path)
    assert "cannot be read" in told(page)
    assert "restore" in page.code[0].value


def test_store_without_attacks(run_page, tmp_path):
    write_store(tmp_path, {"articles": rows_table([{"article_id": "a"}], ARTICLES_SCHEMA)}, {})
    page = run_page(tmp_path)
    assert "tell of no attack" in told(page)
    assert "1 article read" in told(page)


def test_records_without_reports(run_page, tmp_path):
    row = {
        "record_id": "i1", "record": "incident", "kind": "specific", "report_ids": ["r"], "article_ids": ["a"], "sources": [],
        "attack_types": ["drone"], "outcome": "carried_out", "n_sources": 1, "sample": False,
    }  # fmt: skip
    write_store(tmp_path, {"incidents": rows_table([row], RECORDS_SCHEMA)}, {})
    page = run_page(tmp_path, open="i1")
    assert "1 incident" in title(page)
    assert "holds no report" in told(page)
    assert "date unknown" in told(page)


def ask(page, pairs):
    """Put a query into the page's address, as a browser sends it with the next run."""
    page.query_params.clear()
    for key, value in pairs.items():
        page.query_params[key] = value


def test_a_click_that_overtakes_the_address_is_not_undone(run_page):
    page = run_page()
    before = dict(page.query_params)
    page.pills(key="filter.types").select("rocket").run()
    # The browser had not yet heard of the new address when the next control was used.
    ask(page, before)
    page.selectbox(key="filter.since").set_value("2022-01").run()
    assert page.query_params["type"] == "rocket"
    assert page.query_params["from"] == "2022-01"


def test_going_back_is_no_click(run_page):
    page = run_page()
    before = dict(page.query_params)
    page.pills(key="filter.types").select("rocket").run()
    ask(page, before)
    page.run()
    assert "type" not in page.query_params
    assert not page.pills(key="filter.types").value


@pytest.mark.parametrize(("language", "name"), [("en", "Ain al"), ("ar", "الأسد")])
def test_a_filtered_place_is_named_and_not_numbered(run_page, store, language, name):
    ids = open_store(store).table("incidents", ["place_id", "place_name_en"]).to_pylist()
    wanted = next(each["place_id"] for each in ids if "Ain al" in (each["place_name_en"] or ""))
    page = run_page(place=wanted, lang=language)
    (label,) = (each.label for each in page.button if each.key == "clear.places")
    assert name in label.replace("\\", "")
    assert wanted not in label.replace("\\", "")
