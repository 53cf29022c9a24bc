"""Evidence: a pointer becomes a node that names its place, and a link that opens the page there."""

import json
import re
from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode

from kg.graph.corpus import Corpus
from kg.graph.iris import mint, outside, percent_encode, to_digest, to_named_step, to_step
from kg.graph.statements import Statements
from kg.graph.works import to_doi_url
from kg.knowledge.evidence import Resolve, ResolvedPassage
from kg.knowledge.pointer import Pointer
from kg.knowledge.records import Paper

# Source: the IRI by which a selector says that it follows https://wicg.github.io/scroll-to-text-fragment/
TEXT_FRAGMENTS: Final = outside("https://wicg.github.io/scroll-to-text-fragment/")


def to_text_directive(pointer: Pointer) -> str | None:
    """Return "text=start,end" for running text and captions, None for cells and reference entries.

    Source: https://wicg.github.io/scroll-to-text-fragment/#syntax
    """
    if pointer.from_words is None:
        return None
    words = [pointer.from_words, *([pointer.to_words] if pointer.to_words else [])]
    return "text=" + ",".join(percent_encode(word) for word in words)


def to_evidence_path(pointer: Pointer) -> str:
    """Return the last steps of the IRI of a pointer's evidence: equal pointers, equal paths."""
    stated = pointer.model_dump(mode="json", by_alias=True, exclude_none=True)
    digest = to_digest(json.dumps(stated, sort_keys=True, ensure_ascii=False))
    place = pointer.model_copy(update={"row": None, "nth": None, "column": None})
    head = to_step(f"table {pointer.table}" if pointer.table else place.place) or "place"
    tail = to_step(pointer.from_words or pointer.row or "")
    return f"{head}/{tail}-{digest}" if tail else f"{head}/{digest}"


class EvidenceWriter:
    """Adds evidence of one paper, each pointer once, however many records rest on it.

    Args:
        out: where the statements go.
        paper: the paper in which the passages stand.
        corpus: for its short name.
        resolve: finds the passage in the paper's text; given only where quotes are wanted.
    """

    def __init__(self, out: Statements, paper: Paper, corpus: Corpus, resolve: Resolve | None = None) -> None:
        self._out = out
        self._paper = paper
        self._work = mint("work", paper.key)
        self._work_label = corpus.work_labels[paper.key]
        self._page = to_doi_url(paper.work.doi, paper.where("work"))
        self._resolve = resolve
        self._known: dict[Pointer, NamedNode] = {}
        if resolve is not None:
            self._add_text()

    def back(self, subject: NamedNode, pointers: Iterable[Pointer]) -> None:
        """Add that the subject rests on each of these passages."""
        for pointer in pointers:
            self._out.link(subject, "al:evidence", self.add(pointer))

    def add(self, pointer: Pointer) -> NamedNode:
        """Return the evidence node of a pointer, added on first use.

        Raises:
            EvidenceError: quotes are wanted and the pointer does not resolve.
        """
        if pointer not in self._known:
            self._known[pointer] = self._write(pointer)
        return self._known[pointer]

    def _write(self, pointer: Pointer) -> NamedNode:
        out = self._out
        path = to_evidence_path(pointer)
        subject = mint("evidence", self._paper.key, path)
        out.start(subject, "al:Evidence", "oa:SpecificResource", label=pointer.place)
        out.link(subject, "oa:hasSource", self._work)
        out.link(subject, "al:inWork", self._work)
        out.name(subject, "al:placeKind", f"alv:{pointer.place_kind}")
        out.text(subject, "al:place", pointer.place)
        out.text(subject, "al:fromWords", pointer.from_words)
        out.text(subject, "al:toWords", pointer.to_words)
        if pointer.section is not None:
            out.link(subject, "al:inSection", self._add_section(pointer.section, pointer.place))
        directive = to_text_directive(pointer)
        if directive is not None:
            if self._page is not None:
                out.link(subject, "al:link", outside(f"{self._page.value}#:~:{directive}"))
            selector = mint("selector", self._paper.key, path)
            out.start(selector, "oa:FragmentSelector", label=f"words of {pointer.place}")
            out.link(subject, "oa:hasSelector", selector)
            out.link(selector, "dcterms:conformsTo", TEXT_FRAGMENTS)
            out.text(selector, "rdf:value", directive)
        if self._resolve is not None:
            self._add_quote(subject, path, pointer, self._resolve(pointer))
        return subject

    def _add_section(self, key: str, place: str) -> NamedNode:
        # "2.1" and "abstract" stand as they are; a heading of another form is made a key.
        step = key if re.fullmatch(r"[0-9a-z]+(\.[0-9a-z]+)*", key) else to_named_step(key)
        section = mint("section", self._paper.key, step)
        self._out.start(section, "al:Section", label=f"{self._work_label}, {place}")
        self._out.link(section, "al:sectionOf", self._work)
        self._out.text(section, "al:key", key)
        return section

    def _add_quote(self, subject: NamedNode, path: str, pointer: Pointer, found: ResolvedPassage) -> None:
        quote = mint("selector", self._paper.key, path, "quote")
        self._out.start(quote, "oa:TextQuoteSelector", label=f"quotation from {pointer.place}")
        self._out.text(quote, "oa:exact", found.quote)
        position = mint("selector", self._paper.key, path, "position")
        self._out.start(position, "oa:TextPositionSelector", label=f"position of {pointer.place}")
        self._out.integer(position, "oa:start", found.start)
        self._out.integer(position, "oa:end", found.end)
        self._out.link(subject, "oa:hasSelector", quote, position)

    def _add_text(self) -> None:
        if self._paper.work.text is not None:
            text = mint("text", self._paper.key)
            self._out.start(text, "al:Text", label=f"text of {self._work_label}")
            self._out.link(text, "al:textOf", self._work)
            self._out.text(text, "al:sha256", self._paper.work.text.sha256)
            self._out.text(text, "al:path", self._paper.work.text.file)
