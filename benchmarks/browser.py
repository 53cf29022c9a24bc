"""The engine in the page against bare Oxigraph WebAssembly, in one run of a real headless Chromium.

Prints JSON: how long the SPARQL page takes from opening to its first answer, how long the engine takes to be
ready and each canned question to be answered, and the ratios to the peer: in the page itself, for questions
in a worker as well, without which no query could be stopped.

Example: python -m benchmarks.browser --build build
"""

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import geometric_mean, mean, median
from typing import Any, Final

import click
import pyoxigraph as ox

from benchmarks.priority import run_ahead
from kg.draw.assets import find_bundles
from kg.engines.local import LocalEngine, open_store
from kg.publish.engine_data import GRAPH, iter_engine_files, iter_graph_script
from kg.publish.examples import Examples
from kg.publish.ordered import Ordered
from kg.queries.catalogue import load_catalogue
from kg.queries.run import bind_question
from kg.resources import find_folder

ROUNDS: Final = range(3, 42)  # how often a question is asked: least and most
WARM_UP: Final = 3  # the browser compiles WebAssembly anew while it runs
SPENT_MS: Final = 500.0  # a question is asked no more often once its answers took so long
SLOW_MS: Final = 2000.0  # one that takes longer is asked once
OPENINGS: Final = 7
BOUND: Final = 1.3
# Debian's Chromium without a screen, and without the requests it makes on its own account.
ARGUMENTS: Final = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
POLICY: Final = "default-src 'none'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:"
PEER: Final = Path(__file__).with_name("bare_oxigraph.ts")
PEER_IN_WORKER: Final = Path(__file__).with_name("bare_worker.ts")
FIRST: Final = (
    "SELECT ?class (COUNT(*) AS ?n) WHERE { ?thing a ?class } GROUP BY ?class ORDER BY DESC(?n) LIMIT 10"
)


def make_site(examples: Examples, folder: Path) -> None:
    """Write what the SPARQL page needs of a site, and a page with the peer."""
    (folder / GRAPH).parent.mkdir(parents=True)
    for path, data in iter_engine_files(examples, load_catalogue(), lambda _: "", {}, examples.engine.store):
        (folder / path).write_bytes(data)
    with Ordered(examples.engine.store, folder) as ordered, (folder / GRAPH).open("wb") as file:
        file.writelines(iter_graph_script(ordered.iter_serialised(ox.RdfFormat.TRIG)))
    for name in ("sparql.js", "oxigraph.js"):
        shutil.copy(find_bundles() / name, folder / "assets" / name)
    site = find_folder("site")
    worker = json.dumps(bundle(PEER_IN_WORKER))
    (folder / "assets" / "bare.js").write_text(
        f"window.bareWorker = {worker};\n{bundle(PEER)}", encoding="utf-8"
    )
    body = (site / "templates" / "sparql.html").read_text(encoding="utf-8")
    main = body.partition("{% block main %}")[2].partition("{% endblock %}")[0].replace("{{ root }}", "")
    for name, script, content in (("sparql", "sparql", main), ("bare", "bare", "<h1>Bare</h1>")):
        (folder / f"{name}.html").write_text(
            f'<!DOCTYPE html><html lang="en" data-root=""><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>{name}</title>'
            f'<script src="assets/{script}.js" defer></script></head><body>{content}</body></html>',
            encoding="utf-8",
        )


def bundle(script: Path) -> str:
    """Return a script beside this one with all that it imports."""
    site = find_folder("site")
    command = ["node_modules/.bin/esbuild", str(script), "--bundle", "--format=iife", "--target=es2022"]
    made = subprocess.run(  # noqa: S603 - the project's own esbuild on a file beside this one
        [*command, "--minify", "--log-level=error"],
        cwd=site,
        env={"NODE_PATH": str(site / "node_modules"), "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return made.stdout


@contextmanager
def opened_page(browser: Any, address: str) -> Iterator[Any]:
    """Give a fresh page without any cache."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def measure_first_answer(browser: Any, folder: Path) -> list[float]:
    """Return for each opening the milliseconds from asking for the page to its first answer."""
    spent = []
    for _ in range(OPENINGS):
        context = browser.new_context()
        page = context.new_page()
        began = time.perf_counter()
        page.goto(f"{(folder / 'sparql.html').as_uri()}#query={FIRST}")
        page.locator("#sparql-status", has_text="row").wait_for()
        spent.append((time.perf_counter() - began) * 1000)
        context.close()
    return spent


def measure_ready(browser: Any, folder: Path) -> tuple[dict[str, float], int]:
    """Return the milliseconds until the engine is ready, ours and the peer's, by turns, and the statements.

    Both begin when the scripts with the packed engine and graph are there. Ours hands them to its worker as
    soon as that runs, which unpacks them, and ends when the page may ask; the peer has them unpacked. The
    time in the worker begins when it has both.
    """
    ours, worker, peers, size = [], [], [], 0
    for _ in range(OPENINGS):
        with opened_page(browser, (folder / "sparql.html").as_uri()) as page:
            page.locator("#sparql-status", has_text="Ready").wait_for()
            told = page.evaluate("kgSparql.opened()")
            ours.append(told["waited"])
            worker.append(told["milliseconds"])
            size = told["size"]
        with opened_page(browser, (folder / "bare.html").as_uri()) as page:
            load_peer(page)
            told = page.evaluate("bare.open('application/trig')")
            peers.append(told["compile"] + told["load"])
    return {
        "page_ms": round(median(ours)),
        "of_it_in_the_worker_ms": round(median(worker)),
        "bare_ms": round(median(peers)),
        "ratio": round(median(ours) / median(peers), 3),
        "ratio_in_the_worker": round(median(worker) / median(peers), 3),
    }, size


def load_peer(page: Any) -> None:
    """Hand the packed engine and graph to the peer, which unpacks them."""
    page.evaluate(
        """async () => {
          const arrived = {};
          window.kgData = (name, value) => { arrived[name] = value; };
          for (const path of ["assets/oxigraph.js", "assets/data/graph.js"]) {
            const script = Object.assign(document.createElement("script"), { src: path });
            document.head.append(script);
            await new Promise((done) => { script.onload = done; });
          }
          await bare.prepare(arrived.oxigraph, arrived.graph.packed);
        }"""
    )


def measure_questions(browser: Any, folder: Path, queries: dict[str, str]) -> dict[str, dict[str, float]]:
    """Return for each question the times of ours and both peers, and the ratios; they are asked by turns."""
    found = {}
    with (
        opened_page(browser, (folder / "sparql.html").as_uri()) as ours,
        opened_page(browser, (folder / "bare.html").as_uri()) as peer,
    ):
        ours.locator("#sparql-status", has_text="Ready").wait_for()
        load_peer(peer)
        peer.evaluate("bare.open('application/trig')")
        peer.evaluate("bare.hire('application/trig')")
        ask = """async (query) => {
          const began = performance.now();
          const found = await kgSparql.query(query);
          return { milliseconds: performance.now() - began, rows: found.rows.length };
        }"""
        for name, query in queries.items():
            spent: list[tuple[float, float, float]] = []
            rounds = ROUNDS.stop
            while len(spent) < rounds:
                mine, theirs = ours.evaluate(ask, query), peer.evaluate("bare.ask", query)
                away = peer.evaluate("bare.askWorker", query)
                assert mine["rows"] == theirs["rows"] == away["rows"], name
                spent.append((mine["milliseconds"], theirs["milliseconds"], away["milliseconds"]))
                if len(spent) == WARM_UP:
                    rounds = count_rounds(spent[-1][1])
            warm = spent[WARM_UP:] or spent
            page_ms, bare_ms, away_ms = (take_quick([one[side] for one in warm]) for side in range(3))
            found[name] = {
                "rows": mine["rows"],
                "page_ms": round(page_ms, 2),
                "bare_ms": round(bare_ms, 2),
                "bare_in_worker_ms": round(away_ms, 2),
                "ratio": round(page_ms / bare_ms, 3),
                "ratio_to_worker": round(page_ms / away_ms, 3),
                "more_ms": round(page_ms - bare_ms, 2),
            }
    return found


def count_rounds(milliseconds: float) -> int:
    """Return how often to ask, warming up included, a question that takes so long."""
    if milliseconds > SLOW_MS:
        return WARM_UP
    return WARM_UP + max(ROUNDS.start, min(ROUNDS.stop, round(SPENT_MS / max(milliseconds, 0.1))))


def take_quick(times: list[float]) -> float:
    """Return the mean of the quicker half.

    What other programs take from the machine only ever adds; and as the clock of a browser resolves a tenth
    of a millisecond, a mean tells more than a median.
    """
    return mean(sorted(times)[: (len(times) + 1) // 2])


@click.command()
@click.option(
    "-b",
    "--build",
    default=Path("build"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Build folder.",
)
@click.option("--questions/--no-questions", default=True, show_default=True, help="Ask every question too.")
@click.option(
    "--ahead", is_flag=True, help="Run the browser ahead of other work on the machine (Linux, root)."
)
def compare(build: Path, questions: bool, ahead: bool) -> None:
    """Measure the engine in the page against bare Oxigraph WebAssembly on the same graph.

    Example: python -m benchmarks.browser --build build
    """
    from playwright.sync_api import sync_playwright

    engine = LocalEngine(open_store(build))
    examples = Examples(engine)
    queries = {
        question.name: bind_question(engine, question, values)
        for question in load_catalogue()
        if not question.function and (values := examples.find(question)) is not None
    }
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright, run_ahead(ahead):
        folder = Path(name)
        make_site(examples, folder)
        executable = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        browser.new_context().new_page().goto((folder / "bare.html").as_uri())  # warm the browser itself up
        first = measure_first_answer(browser, folder)
        ready, size = measure_ready(browser, folder)
        report: dict[str, Any] = {
            "statements": size,
            "graph_script_kb": round((folder / "assets/data/graph.js").stat().st_size / 1000),
            "first_answer_ms": {"median": round(median(first)), "worst": round(max(first))},
            "ready": ready,
        }
        if questions:
            told = measure_questions(browser, folder, queries)
            report["questions"] = {
                "asked": len(told),
                **{
                    side: {
                        "geometric_mean": round(geometric_mean(one[side] for one in told.values()), 3),
                        "above_bound": {name: one for name, one in told.items() if one[side] > BOUND},
                    }
                    for side in ("ratio", "ratio_to_worker")
                },
                "slowest": dict(sorted(told.items(), key=lambda item: -item[1]["bare_ms"])[:5]),
            }
        browser.close()
    click.echo(json.dumps(report, indent=1))


if __name__ == "__main__":
    compare()
