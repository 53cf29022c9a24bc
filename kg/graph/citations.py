"""Citations: each printed mark gives one citation per work that it resolves to."""

from kg.graph.corpus import Corpus
from kg.graph.evidence import EvidenceWriter
from kg.graph.iris import mint
from kg.graph.statements import Statements
from kg.knowledge.records import CitationMark, Paper


def add_citations(out: Statements, paper: Paper, corpus: Corpus, passages: EvidenceWriter) -> None:
    """Add the citations of one paper, in printed order; a mark that resolves to nothing adds none."""
    own_authors = corpus.authors_of(paper.key)
    for order, mark in enumerate(paper.citations, 1):
        for cited in mark.references:
            subject = mint("citation", paper.key, mark.key, cited)
            both = f"{corpus.work_labels[paper.key]} cites {corpus.work_labels[cited]}"
            label = f"{both} ({mark.evidence[0].place})"
            out.start(subject, "al:Citation", "cito:Citation", label=label)
            out.text(subject, "al:key", mark.key)
            out.link(subject, "cito:hasCitingEntity", mint("work", paper.key))
            out.link(subject, "cito:hasCitedEntity", mint("work", cited))
            for intent in mark.intents:
                out.name(subject, "cito:hasCitationCharacterization", f"cito:{intent}")
            out.text(subject, "al:printedMark", mark.printed)
            out.integer(subject, "al:printedNumber", *_find_printed_number(mark, cited))
            out.text(subject, "al:namedAs", mark.named)
            out.integer(subject, "al:order", order)
            out.flag(subject, "al:selfCitation", bool(own_authors & corpus.authors_of(cited)))
            out.text(subject, "al:note", mark.note)
            if mark.decision:
                out.link(subject, "al:hasDecision", mint("decision", paper.key, mark.decision))
            passages.back(subject, mark.evidence)


def _find_printed_number(mark: CitationMark, cited: str) -> list[int]:
    """Return the printed number that stands for this work; all where numbers and works do not pair up."""
    numbers = list(mark.printed_references or ())
    if len(numbers) == len(mark.references):
        return [numbers[mark.references.index(cited)]]
    return numbers
