"""What sessions share: the records and the last views, which are what `view` finds anew."""

import gc
import subprocess
import sys

import numpy as np

from dashboard import session
from pipeline.view import Filter, view


def test_a_kept_view_is_what_a_plain_one_finds(store):
    loaded = session.load(store, store)
    for text in ("", "type=drone", "from=2021&to=2022-03", "q=erbil", "type=drone"):
        asked = Filter.parse(text)
        kept, plain = loaded.view(asked), view(loaded.records, asked)
        assert np.array_equal(kept.rows, plain.rows)
        assert np.array_equal(kept.any_date, plain.any_date)
        assert kept.counts == plain.counts
        assert np.array_equal(kept.points, plain.points)
        assert np.array_equal(kept.wide, plain.wide)
        assert (kept.period, kept.unplaced, kept.undated) == (plain.period, plain.unplaced, plain.undated)
    assert loaded.view(Filter.parse("type=drone")) is loaded.view(Filter.parse("type=drone"))


def test_what_is_loaded_is_not_looked_through_after_each_run(store):
    session.load(store, store)
    assert gc.get_freeze_count() > 0


def test_the_page_alone_imports_nothing_that_draws_or_reads():
    heavy = ("matplotlib", "geopandas", "shapely", "daachorse", "trafilatura", "pipeline.build.builder")
    told = "import sys; sys.argv=['x']; from dashboard import controls, headings, panels, session, share_panel, table, timeline; "
    command = f"{told} print([each for each in {heavy} if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
