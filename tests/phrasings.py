"""How often `kg ask` puts the right question first, on the phrasings of `tests/data/phrasings.yaml`.

The phrasings were written before the ranking was tuned, by somebody who did not see it. Those marked `kept`
were never read while it was tuned; only their figures are printed. `python -m tests.phrasings` prints the
figures of both halves, and with `--write` puts them into docs/asking.md.

A second list, `phrasings-fresh.yaml`, is by somebody else; nobody who works on the ranking has read it.
"""

import argparse
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import yaml

from kg.engines.local import LocalEngine
from kg.graph.dataset import to_dataset
from kg.knowledge.files import load_papers
from kg.knowledge.ontology_files import load_project_concepts
from kg.resources import find_folder
from kg.search.ask import Asker
from kg.search.wordings import FILE as WORDINGS
from kg.search.wordings import Wordings, read_wordings

FILE = Path(__file__).parent / "data" / "phrasings.yaml"
FRESH = FILE.with_name("phrasings-fresh.yaml")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "asking.md"
BEGIN, END = "<!-- figures: python -m tests.phrasings --write -->", "<!-- end of figures -->"


@dataclass(frozen=True)
class Figures:
    """Counts over one half; an answerable phrasing has a right question, the others have none."""

    answerable: int
    first: int
    among_three: int
    filled: int
    without: int
    refused: int

    @property
    def share_first(self) -> float:
        return self.first / self.answerable

    @property
    def share_among_three(self) -> float:
        return self.among_three / self.answerable


def make_first_paper() -> ox.Store:
    """The graph of the project's own papers, in memory."""
    concepts = load_project_concepts()
    store = ox.Store()
    store.bulk_extend(to_dataset(load_papers(find_folder("papers"), concepts), concepts))
    return store


def load_phrasings(kept: bool) -> list[dict[str, Any]]:
    """One half of the list."""
    entries: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return [entry for entry in entries if bool(entry.get("kept")) == kept]


def load_fresh() -> list[dict[str, Any]]:
    """The second list, which says nothing of the values."""
    entries: list[dict[str, Any]] = yaml.safe_load(FRESH.read_text(encoding="utf-8"))
    return entries


def measure_all(asker: Asker) -> tuple[Figures, Figures, Figures]:
    """Count over the half used for tuning, the kept half and the second list."""
    lists = (load_phrasings(kept=False), load_phrasings(kept=True), load_fresh())
    tuned, kept, fresh = (measure(asker, entries) for entries in lists)
    return tuned, kept, fresh


def measure(asker: Asker, entries: list[dict[str, Any]]) -> Figures:
    """Count over phrasings; where these do not say which values they name, none counts as filled."""
    answerable = first = among_three = filled = without = refused = 0
    for entry in entries:
        ranked = asker.rank(entry["ask"])
        names = [candidate.question.name for candidate in ranked[:3]]
        right = {entry["question"], *entry.get("also", [])}
        if entry["question"] is None:
            without += 1
            refused += not ranked
            continue
        answerable += 1
        first += bool(right.intersection(names[:1]))
        among_three += bool(right.intersection(names))
        if right.intersection(names[:1]) and "parameters" in entry:
            filled += set(entry["parameters"]) <= set(ranked[0].fillings)
    return Figures(answerable, first, among_three, filled, without, refused)


# What stands for a slot of a wording where it is asked: things of the first paper, taken in turn.
FILLINGS = {
    "MATERIAL": ("Mg", "silver", "Zn", "tungsten"),
    "MECHANISM": ("LCG", "solid-solution formation", "lithiophilicity"),
    "FAILURE": ("dendrites", "cell degradation"),
    "EFFECT": ("high Coulombic efficiency", "uniform lithium deposition"),
    "WORK": ("Jun et al. 2024", "jeon-2025", "Lee et al. 2020"),
    "PERSON": ("Yun-Chae Jung", "D. Jun"),
    "CELL": ("mg-powder-jun-2024", "w-mg-oh-2024"),
    "STATEMENT": ("mg-powder-jun-2024/capacity-retention",),
    "JOURNAL": ("Joule", "Nature Energy"),
    "QUANTITY": ("capacity retention", "Coulombic efficiency"),
    "SHARE": ("80 %", "99 %"),
    "CYCLES": ("500 cycles",),
    "PRESSURE": ("5 MPa",),
    "TEMPERATURE": ("20 °C", "60 °C"),
    "AMOUNT": ("3 mAh/cm2",),
    "NUMBER": ("3",),
    "YEAR": ("2021",),
}


def measure_left_out(asker: Asker) -> Figures:
    """Count over all wordings of `queries/wordings.txt`, each ranked by the others."""
    told = read_wordings((find_folder("queries") / WORDINGS).read_text(encoding="utf-8"))
    answerable = first = among_three = 0
    for name, texts in told.items():
        for text in texts:
            asker.ranking.wordings = Wordings({**told, name: [other for other in texts if other != text]})
            names = [candidate.question.name for candidate in asker.rank(_fill(text))[:3]]
            answerable += 1
            first += name in names[:1]
            among_three += name in names
    asker.ranking.wordings = Wordings(told)
    return Figures(answerable, first, among_three, 0, 0, 0)


def _fill(wording: str) -> str:
    taken: Counter[str] = Counter()

    def fill(match: re.Match[str]) -> str:
        values = FILLINGS[match[0]]
        taken[match[0]] += 1
        return values[(taken[match[0]] - 1) % len(values)]

    return re.sub(rf"\b(?:{'|'.join(FILLINGS)})\b", fill, wording)


def to_table(tuned: Figures, kept: Figures, fresh: Figures) -> str:
    """The figures as a Markdown table."""
    shown = (fresh, kept, tuned)
    rows = [
        ("phrasings with a right question", *(str(f.answerable) for f in shown)),
        ("right question first", *(f"{f.first} ({f.share_first:.1%})" for f in shown)),
        ("among the first three", *(f"{f.among_three} ({f.share_among_three:.1%})" for f in shown)),
        ("of those first, all values filled", *(f"{f.filled or '–'}" for f in shown)),
        ("phrasings that no question fits", *(str(f.without) for f in shown)),
        ("of those, refused", *(str(f.refused) for f in shown)),
    ]
    lines = ["| | fresh list | kept half | half used for tuning |", "| --- | --- | --- | --- |"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def put_in_page(page: str, table: str) -> str:
    """The page with other figures."""
    pattern = re.compile(re.escape(BEGIN) + r".*?" + re.escape(END), re.DOTALL)
    return pattern.sub(lambda _: f"{BEGIN}\n\n{table}\n\n{END}", page)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/asking.md")
    parser.add_argument("--left-out", action="store_true", help="rank each wording by the others, minutes")
    arguments = parser.parse_args()
    write = arguments.write
    asker = Asker(LocalEngine(make_first_paper()))
    if arguments.left_out:
        found = measure_left_out(asker)
        sys.stdout.write(
            f"{found.answerable} wordings: first {found.share_first:.1%}, "
            f"among the first three {found.share_among_three:.1%}\n"
        )
        return
    table = to_table(*measure_all(asker))
    sys.stdout.write(table + "\n")
    if write:
        PAGE.write_text(put_in_page(PAGE.read_text(encoding="utf-8"), table), encoding="utf-8")


if __name__ == "__main__":
    main()
