"""Which articles were not read for their language, told by language."""

from collections import Counter
from collections.abc import Container

from dashboard.texts import Texts
from pipeline.store import Store
from share.dates import number

__all__ = ["unread_text"]


def unread_text(store: Store, texts: Texts, among: Container[str] | None = None) -> str:
    """Languages and numbers of the articles that were not read, of all or `among` some: "Kurdish (3)".

    "" where everything was read.
    """
    counts = Counter(
        texts.of("language", row["language"])
        for row in store.table("not_read").to_pylist()
        if among is None or row["article_id"] in among
    )
    return texts.joined([f"{name} ({number(n, texts.language)})" for name, n in counts.most_common()])
