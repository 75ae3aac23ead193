"""Every code that Python switches on is in a closed list: a code renamed in a table would otherwise match nothing, unseen."""

import ast
import importlib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from geo.place_words import BORROWED_HEADS
from geo.places import REACH_KM
from pipeline.attack_kinds import FROM_ABOVE, attack_kinds
from pipeline.export.acled_ged import _ACLED_WHERE, _CIVILIAN_TARGETS, _CIVILIANS, _GED_WHERE, _STRATEGIC
from pipeline.knowledge.closed_lists import load_closed_lists
from pipeline.knowledge.load import ARMED, STRIKING
from pipeline.knowledge.toll_words import TollWords
from pipeline.model import GEO_PRECISIONS

ROOT = Path(__file__).parent.parent.parent
LISTS = load_closed_lists(ROOT / "data")


def codes(*columns: str) -> set[str]:
    """The codes of columns, each written as "triggers.csv role"."""
    return {code for each in columns for code in LISTS.of(*each.split()) or ()}


# Entries of the phrasebooks of names have the roles of their tables beside the kinds of actors.
ROLES = codes("triggers.csv role", "actors.csv kind", "cues.csv scope") | {"outlet", "organisation"}
KINDS = codes("calendar.csv kind", "numerals.csv kind")
# How an expression that is compared ends, and what it may be compared with.
SWITCHES = {
    ".entry.role": ROLES,
    ".entry.kind": KINDS,
    ".entry.position": codes("heads.csv position"),
    ".feature.name": set(LISTS.rows["feature_class"]),
    ".geo_precision": codes("feature_classes.csv geo_precision") | {""},
    "types": set(attack_kinds()),
    ".attack_type": set(attack_kinds()),
}
MODULES = [
    path for package in ("language", "geo", "pipeline") for path in sorted((ROOT / package).rglob("*.py"))
]


def texts(node: ast.expr, module: str) -> Iterator[str]:
    """The texts that an operand holds: written there, or in a constant of the module or one it imports."""
    if isinstance(node, ast.Name) and node.id.isupper():
        held = getattr(importlib.import_module(module), node.id)
        yield from (each for each in held if isinstance(each, str))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Set | ast.Tuple | ast.List | ast.BinOp):
        for each in ast.iter_child_nodes(node):
            if isinstance(each, ast.expr):
                yield from texts(each, module)


def switched(path: Path) -> Iterator[tuple[str, str, int]]:
    """(switch, text, line) of each text in a module that one of SWITCHES is compared with."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Compare):
            continue
        operands = [node.left, *node.comparators]
        written = [ast.unparse(each) for each in operands]
        for switch in SWITCHES:
            if any(each.endswith(switch) if switch[0] == "." else each == switch for each in written):
                for text in (text for each in operands for text in texts(each, module)):
                    yield switch, text, node.lineno


@pytest.fixture(scope="module")
def found() -> list[tuple[str, str, str]]:
    return [
        (switch, text, f"{path.relative_to(ROOT)}:{line}")
        for path in MODULES
        for switch, text, line in switched(path)
    ]


@pytest.mark.parametrize("switch", SWITCHES)
def test_what_is_compared_is_listed(found: list[tuple[str, str, str]], switch: str) -> None:
    mine = [(text, where) for each, text, where in found if each == switch]
    assert mine, "nothing is compared with it any more: leave it out of SWITCHES"
    assert [(text, where) for text, where in mine if text not in SWITCHES[switch]] == []


CONSTANTS = [
    (STRIKING, codes("triggers.csv role")),
    (ARMED, codes("actors.csv kind")),
    (FROM_ABOVE, codes("attack_types.csv family")),
    (_CIVILIAN_TARGETS, codes("targets.csv target")),
    ({_CIVILIANS, _STRATEGIC}, codes("attack_types.csv acled_event_type")),
    ({"Attack", "Disrupted weapons use"}, codes("attack_types.csv acled_sub_event_type")),
    (set(_ACLED_WHERE), codes("feature_classes.csv geo_precision")),
    (set(_GED_WHERE), codes("feature_classes.csv geo_precision")),
    (set(REACH_KM), LISTS.rows["feature_class"]),
    (set(BORROWED_HEADS), LISTS.rows["feature_class"]),
    ({each for several in BORROWED_HEADS.values() for each in several}, LISTS.rows["feature_class"]),
    ({"not_unknown_name", "direction", "near"}, codes("place_words.csv kind")),
    ({"arms", "force"}, codes("triggers.csv needs")),
    ({"many"}, codes("heads.csv number")),
    ({"unspecified", "other"}, set(attack_kinds())),
]


@pytest.mark.parametrize(("constant", "listed"), CONSTANTS)
def test_constants_are_listed(constant: set[str], listed: set[str]) -> None:
    assert set(constant) <= set(listed)


def test_lists_that_python_has_in_full() -> None:
    assert codes("toll_words.csv kind") == {each.name for each in fields(TollWords)}
    assert codes("feature_classes.csv geo_precision") == set(GEO_PRECISIONS)
