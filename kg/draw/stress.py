"""Places at which the distance of two things tells how many links lie between them.

Stress majorization: places are moved until the distances on paper are as near as they can be to those in the
network, near pairs counting most. The outcome has few crossings and no crowding, and depends on the input
only. Cost: O(things^3) once and O(things^2) for each of a fixed number of rounds.

Source: E. R. Gansner, Y. Koren, S. North, in Graph Drawing (2005) 239, doi:10.1007/978-3-540-31843-9_25.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

_ROUNDS: Final = 120
_LEAST: Final = 58.0  # length of a link, in pixels at scale 1
_CROWD: Final = 25.0  # by which it grows with the root of what its two ends are both linked to

Places = NDArray[np.float64]


def place_by_stress(size: int, links: Sequence[tuple[int, int]], start: Places) -> Places:
    """Return x and y of things 0 to `size` - 1, in pixels.

    Args:
        size: how many things, at least 2.
        links: pairs of things; all things hang together.
        start: x and y to begin with, at any scale; no two of them at one place.
    """
    wanted = _measure_ways(size, links)
    weights = wanted**-2.0
    np.fill_diagonal(weights, 0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    # what all things share, the place of the whole, is fixed by the constant; so the matrix can be inverted
    inverse = np.linalg.inv(laplacian + 1 / size) - 1 / size
    pulls = weights * wanted
    spread = np.linalg.norm(start - start.mean(axis=0), axis=1).mean() or 1.0
    places: Places = (start - start.mean(axis=0)) / spread * wanted.mean() / 2
    for _ in range(_ROUNDS):
        gaps = places[:, None, :] - places[None, :, :]
        far = np.maximum(np.sqrt((gaps**2).sum(axis=2)), 1e-6)
        ratio = pulls / far
        places = inverse @ (ratio.sum(axis=1)[:, None] * places - ratio @ places)
    return places


def _measure_ways(size: int, links: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """Return the length of the shortest way between each two things; links within a crowd are longer."""
    ends = np.array(links, dtype=np.int64)
    met = np.zeros((size, size))
    met[ends[:, 0], ends[:, 1]] = met[ends[:, 1], ends[:, 0]] = 1
    common = met @ met
    ways = np.where(met > 0, np.maximum(_LEAST, _CROWD * np.sqrt(common + 2)), np.inf)
    np.fill_diagonal(ways, 0)
    for through in range(size):  # Floyd and Warshall
        np.minimum(ways, ways[:, through, None] + ways[None, through, :], out=ways)
    np.fill_diagonal(ways, 1)
    return ways
