"""A site of the small graph, opened from a file and from a server below a folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.publish.options import SiteOptions
from kg.publish.writing import write_site
from tests.browser.chromium import Watched, served, started_browser
from tests.small_graph import make_store


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests."""
    with started_browser() as started:
        yield started


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, itself below a folder that is served."""
    folder = tmp_path_factory.mktemp("host") / "lab" / "graph"
    options = SiteOptions(folder / "papers", folder, folder / "build")
    write_site(make_store(), "0" * 12, "0" * 64, options)
    return folder


@pytest.fixture(scope="session")
def places(small_site: Path) -> Iterator[dict[str, str]]:
    """Where the site can be opened: from the file, and from a server below a folder."""
    with served(small_site.parent.parent) as address:
        yield {"file": small_site.as_uri() + "/", "http": f"{address}lab/graph/"}


@pytest.fixture(params=["file", "http"])
def visit(request: pytest.FixtureRequest, chromium: Any, places: dict[str, str]) -> Iterator[Watched]:
    """A fresh page at each of both places, which must end without complaint or stray request."""
    watched = Watched(chromium, places[request.param])
    yield watched
    watched.close()


@pytest.fixture
def visit_file(chromium: Any, places: dict[str, str]) -> Iterator[Watched]:
    """A fresh page at the site opened from its file."""
    watched = Watched(chromium, places["file"])
    yield watched
    watched.close()
