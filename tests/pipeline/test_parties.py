"""Who is accused is a party of the report, and never who did it."""

from typing import Any

import pytest

from pipeline.extract.attribution import Attribution, Role
from pipeline.knowledge.load import Knowledge


def said(knowledge: Knowledge, *roles: tuple[str, str]) -> Attribution:
    """What an article says of these actors, by their ids, the surest first."""
    nowhere: Any = None
    found = tuple(Role(knowledge.actors[name], role, 0.99, nowhere, nowhere, ()) for name, role in roles)
    return Attribution(found, None, False, False)


@pytest.mark.parametrize(
    ("roles", "actor", "status"),
    [
        ([("is", "accused")], None, "unknown"),
        ([("is", "did")], "Islamic State", "attributed"),
        ([("is", "claims")], "Islamic State", "claimed"),
        ([("isi", "accused"), ("is", "claims")], "Islamic State", "claimed"),
        ([], None, "unknown"),
    ],
)
def test_only_who_claims_or_did_it_is_the_actor(
    knowledge: Knowledge, roles: list[tuple[str, str]], actor: str | None, status: str
) -> None:
    found = said(knowledge, *roles)
    assert (found.actor, found.status) == (actor, status)
    if actor is None:
        assert not found.claimed
