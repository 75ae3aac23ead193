"""What stands on a news page and is not the article: related headlines, "read also", most read."""

from pipeline.extract.annotation import Annotated, MarkedSentence

__all__ = ["boilerplate_sentences"]

LONGEST_MARKER = 7
LONGEST_HEADLINE = 22


def boilerplate_sentences(annotated: Annotated) -> frozenset[int]:
    """The numbers of the sentences that are related headlines: a marker line and the headlines after it.

    Headlines are short lines without a full stop; the first sentence that is none ends the list.
    """
    found: set[int] = set()
    open_list = False
    for marked in annotated.sentences:
        if is_marker(annotated, marked):
            open_list = True
            found.add(marked.sentence.number)
        elif open_list and is_headline(annotated, marked):
            found.add(marked.sentence.number)
        else:
            open_list = False
    return frozenset(found)


def is_marker(annotated: Annotated, marked: MarkedSentence) -> bool:
    """Whether a line begins with "اقرأ أيضاً", "Related:" or the like."""
    words = annotated.tokens.words
    kinds = marked.context.knowledge.cue_kinds
    if not any("boilerplate" in kinds[word] for word in words[marked.first : marked.first + 2]):
        return False
    for cue in marked.cues_between(marked.first, marked.first + 2, "boilerplate"):
        ended = cue.last >= marked.last or words[cue.last] in {":", "-", "|", "\n"}
        short = marked.last - marked.first <= LONGEST_MARKER
        if ended or (short and cue.first == marked.first):
            return True
    return False


def is_headline(annotated: Annotated, marked: MarkedSentence) -> bool:
    """Whether a sentence is a short line without a full stop."""
    words = annotated.tokens.words
    return marked.last - marked.first <= LONGEST_HEADLINE and words[marked.last - 1] != "."
