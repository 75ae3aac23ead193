"""What the guides say is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PACKAGES = [
    path.stem
    for path in sorted((ROOT / "pipeline").iterdir())
    if (path.suffix == ".py" and path.name != "__init__.py") or (path / "__init__.py").is_file()
]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_link_within_the_project_leads_somewhere(guide: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", guide.read_text("utf-8"))
    assert [each for each in links if not (guide.parent / each).exists()] == []


@pytest.mark.parametrize(
    "name", [*PACKAGES, *(path.parent.name for path in sorted(ROOT.glob("[a-z]*/__init__.py")))]
)
def test_the_architecture_has_a_line_for_each_package(name: str) -> None:
    if name in {"bench", "tests", "docs"}:
        return
    assert f"| `{name}` |" in (ROOT / "docs" / "architecture.md").read_text("utf-8")


def test_the_tables_that_may_be_edited_are_in_the_guide_to_them() -> None:
    guide = (ROOT / "docs" / "adding-knowledge.md").read_text("utf-8")
    assert [path.name for path in (ROOT / "data" / "lexicon").glob("*.csv") if path.name not in guide] == []
