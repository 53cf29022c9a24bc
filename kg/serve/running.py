"""A server that runs until it is interrupted, with the site made before and, where wanted, made again."""

import threading
from collections.abc import Callable

from kg.publish.options import SiteOptions
from kg.publish.site import build_site
from kg.publish.watch import to_lines, watch_site
from kg.serve.endpoint import PATH
from kg.serve.server import SiteServer


def run_server(server: SiteServer, options: SiteOptions, watch: bool, tell: Callable[[str], None]) -> None:
    """Make the site and serve it until the program is interrupted.

    A site that is watched is served at once: what cannot be made is told, and made when it is mended.

    Args:
        server: bound to its port already.
        options: what to make the site from.
        watch: make the site again whenever something changes.
        tell: takes each line for people.

    Raises:
        KgError: the site cannot be made, and is not watched.
    """
    if not watch:
        for line in to_lines(build_site(options)):
            tell(line)
    tell(f"{server.address}  (SPARQL at {server.address.rstrip('/')}{PATH}; Ctrl-C ends)")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        if watch:
            watch_site(options, lambda told: tell("\n".join(to_lines(told))))
        thread.join()
    finally:
        server.shutdown()
