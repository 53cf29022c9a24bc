"""A paper read along: each passage that a record points to, in order, with everything recorded from it."""

import re
from collections.abc import Iterator

from kg.publish.opening import open_overview
from kg.publish.page import Page, make_section
from kg.publish.reader import Reader, Ref
from kg.publish.statements import Passage, read_passage

Rest = tuple[Passage, tuple[Ref, ...], int]


class PassagePages:
    """Makes the page that goes through a work passage by passage."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def iter_pages(self) -> Iterator[Page]:
        """Yield a page for each work that was read."""
        for work in self._reader.instances_of("al:Work"):
            if self._reader.is_read(work):
                yield self._make(work)

    def _make(self, work: str) -> Page:
        reader = self._reader
        label = reader.name(work)
        places: dict[str, list[Rest]] = {}
        for evidence in reader.incoming(work, "al:inWork"):
            if reader.is_a(evidence, "al:Evidence"):
                passage = read_passage(reader, evidence)
                places.setdefault(passage.place, []).append(self._rest(evidence, passage))
        ordered = sorted(places.items(), key=lambda item: _order(item[0]))
        rows = [(place, *rest) for place, found in ordered for rest in found]
        heading = f"{label}, passage by passage"
        return open_overview(
            f"{reader.stem(work)}~passages.html",
            heading,
            kind="passages",
            title=f"{heading} · {reader.stem(work).partition('/')[2]}",
            word="passages",
            template="passages.html",
            lead="Every passage that something was recorded from, and what was recorded.",
            above=(Ref("Works", "works.html", "", ""), reader.ref(work)),
            sections=(make_section("passages", "Passages", "prose", rows),),
            description=f"What was recorded from {label}, passage by passage.",
        )

    def _rest(self, evidence: str, passage: Passage) -> Rest:
        """Return a passage with the records that rest on it and have pages, and how many others there are."""
        reader = self._reader
        records = reader.incoming(evidence, "al:evidence")
        paged = reader.to_refs(record for record in records if reader.ref(record).page)
        return passage, paged, len(records) - len(paged)


def _order(place: str) -> tuple[int, list[int], str]:
    """Order places as a paper has them: front matter, sections by number, figures, tables, references."""
    words = place.lower()
    ranks = (
        "byline",
        "abstract",
        "section",
        "caption",
        "figure",
        "table",
        "acknowledgements",
        "references",
        "reference",
        "biographies",
    )
    rank = next((number for number, word in enumerate(ranks) if words.startswith(word)), 2)
    numbers = [int(number) for number in re.findall(r"[0-9]+", words)]
    return rank, numbers, words
