"""What the pages of things are made from: the graph, and what reads and draws parts of it."""

from dataclasses import dataclass

from kg.publish.asking import AskLinks
from kg.publish.cells import CellReader
from kg.publish.neighbours import Neighbours
from kg.publish.reader import Reader
from kg.publish.small_charts import SmallCharts
from kg.publish.statements import StatementReader


@dataclass(frozen=True, slots=True)
class PageSources:
    """What the makers of pages share.

    Attributes:
        reader: the graph.
        statements: reads claims.
        cells: reads tested cells.
        asking: finds questions about a thing.
        neighbours: draws what stands around a thing.
        charts: finds the charts of a thing.
    """

    reader: Reader
    statements: StatementReader
    cells: CellReader
    asking: AskLinks
    neighbours: Neighbours
    charts: SmallCharts
