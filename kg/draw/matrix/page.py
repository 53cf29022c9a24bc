"""The matrix as a page to click through, and as data for programs."""

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

from kg.draw.assets import read_bundle, read_styles, render_standalone
from kg.draw.matrix.drawn import MOST_OF_CELL, SUMMARY, TITLE, DrawnMatrix, iter_told
from kg.network.columns import to_path
from kg.network.matrix import LEADS, TONES, Entry

STYLES: Final = ("palette.css", "page.css", "signs.css", "record.css", "picture.css", "matrix.css")


def to_page_data(drawn: DrawnMatrix, page_of: Callable[[str], str] = lambda _: "") -> dict[str, Any]:
    """Return what the script of a page shows beside the matrix; things and records are named by number.

    Args:
        drawn: the matrix.
        page_of: the address of the page of a thing or claim, "" where it has none.
    """
    matrix = drawn.matrix
    entries = {entry.iri: entry for entry in (*matrix.rows, *matrix.columns)}
    thing = {iri: number for number, iri in enumerate((*entries, *drawn.names))}
    record = {iri: number for number, iri in enumerate(drawn.records)}

    def numbers(claims: Sequence[str]) -> list[int]:
        return [record[claim] for claim in claims if claim in record]

    return {
        "told": LEADS,
        "things": [_to_thing(iri, entries.get(iri), drawn, page_of(iri)) for iri in thing],
        "rows": [thing[row.iri] for row in matrix.rows],
        "columns": [thing[column.iri] for column in matrix.columns],
        "cells": [
            {
                "p": thing[row.iri],
                "m": thing[column.iri],
                "words": cell.words,
                "total": len(cell.claims),
                "claims": numbers(cell.claims[:MOST_OF_CELL]),
            }
            for row, column, cell in iter_told(matrix)
        ],
        "leads": [
            {
                "p": thing[phenomenon],
                "m": thing[material],
                "near": [
                    [
                        lead.kind,
                        thing[lead.phenomenon],
                        thing[lead.material],
                        lead.via,
                        numbers(lead.claims),
                        lead.total,
                    ]
                    for lead in found
                ],
            }
            for (phenomenon, material), found in drawn.leads.items()
            if found
        ],
        "known": [
            [
                [thing[other], len(matrix.cells[pair].claims)]
                for pair in matrix.find_known(iri)
                for other in pair
                if other != iri
            ]
            for iri in entries
        ],
        "records": [{**shown, "page": page_of(iri)} for iri, shown in drawn.records.items()],
    }


def _to_thing(iri: str, entry: Entry | None, drawn: DrawnMatrix, page: str) -> dict[str, str]:
    """Return key, name, and short name and page where there are any."""
    label = entry.label if entry else drawn.names[iri]
    short = entry.short if entry and entry.short != label else ""
    return (
        {"key": to_path(iri), "label": label}
        | ({"short": short} if short else {})
        | ({"page": page} if page else {})
    )


def to_html(drawn: DrawnMatrix) -> str:
    """Return a self-contained page with the matrix, the claims behind its cells and the same as a table.

    Raises:
        KgError: the scripts of the pages are not built.
    """
    return render_standalone(
        "matrix_alone.html",
        scripts=(read_bundle("matrix"),),
        styles=(read_styles(STYLES),),
        title=TITLE,
        summary=SUMMARY,
        drawn=drawn,
        tones=TONES,
        data=to_page_data(drawn),
    )


def to_json(drawn: DrawnMatrix) -> str:
    """Return the matrix for programs: rows, columns, told pairs with claims, empty ones with what is near."""
    matrix = drawn.matrix

    def told(entry: Entry) -> dict[str, Any]:
        named = {"key": to_path(entry.iri), "label": entry.label, "short": entry.short}
        return {**named, "kind": entry.kind, "group": entry.group, "claims": entry.claims}

    made = {
        "rows": [told(row) for row in matrix.rows],
        "columns": [told(column) for column in matrix.columns],
        "cells": [
            {
                "row": to_path(row.iri),
                "column": to_path(column.iri),
                "tone": cell.tone,
                "counts": dict(cell.counts),
                "claims": [to_path(claim) for claim in cell.claims],
            }
            for row, column, cell in iter_told(matrix)
        ],
        "empty": [
            {
                "row": to_path(phenomenon),
                "column": to_path(material),
                "near": [
                    {
                        "kind": lead.kind,
                        "phenomenon": to_path(lead.phenomenon),
                        "material": to_path(lead.material),
                        "claims": [to_path(claim) for claim in lead.claims],
                        "total": lead.total,
                    }
                    for lead in found
                ],
            }
            for (phenomenon, material), found in drawn.leads.items()
        ],
        "left_out": {"rows": matrix.left_out[0], "columns": matrix.left_out[1]},
        "without_material": list(matrix.silent),
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
