"""The page with the matrix of mechanisms and materials."""

from typing import Final

from kg.draw.assemble import Source
from kg.draw.matrix.drawn import SUMMARY, TITLE, DrawnMatrix, draw_matrix
from kg.draw.matrix.page import to_page_data
from kg.engines.local import LocalEngine
from kg.network.columns import to_path
from kg.network.matrix import TONES
from kg.publish.columns import ReadColumns
from kg.publish.opening import open_overview
from kg.publish.page import Page
from kg.publish.reader import Reader

MATRIX: Final = "matrix.html"


def make_matrix(reader: Reader) -> tuple[Page, DrawnMatrix]:
    """Return the page with the matrix, and the matrix itself."""
    drawn = draw_matrix(LocalEngine(reader.store), Source(ReadColumns(reader)))
    linked = {*drawn.records, *drawn.names, *(one.iri for one in (*drawn.matrix.rows, *drawn.matrix.columns))}
    pages = {iri: reader.ref(iri).page for iri in linked}
    page = open_overview(
        MATRIX,
        TITLE,
        kind="matrix",
        template="matrix.html",
        lead=f"{SUMMARY[0].upper()}{SUMMARY[1:]}.",
        description="Matrix of mechanisms, effects and failures against materials, with all claims.",
        extra={
            "drawn": drawn,
            "tones": TONES,
            "pages": {**pages, **{to_path(iri): page for iri, page in pages.items()}},
            "data": to_page_data(drawn, lambda iri: pages.get(iri, "")),
        },
    )
    return page, drawn
