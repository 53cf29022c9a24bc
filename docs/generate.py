"""Writes the reference pages that follow from the code: commands, questions, terms.

`--check` fails when one is stale. Run as `python -m docs.generate` from the checkout.
"""

import argparse
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import click
from rdflib import RDF, RDFS, SKOS, Graph, URIRef

from kg.cli.ending import EXIT_CODES
from kg.cli.main import COMMANDS, cli
from kg.network.networks import NETWORKS
from kg.queries.catalogue import load_catalogue
from kg.resources import find_folder
from kg.terms import BASE, shorten

FOLDER: Final = Path(__file__).resolve().parent
NOTICE: Final = "<!-- Made by `make docs`; do not edit by hand. -->\n"


ENDING: Final = """\
Data go to stdout, messages to stderr. A file named with `-o` is written whole or not at all, whatever happens
(an error, a full disk, Ctrl-C). `--debug`, behind `kg`, shows the traceback of an error.
"""

NETWORKS_INTRODUCTION: Final = """\
```sh
kg network --list
kg network co-authorship -o authors.graphml --measures
```

writes a network as GraphML or GEXF (Gephi, yEd), Cytoscape JSON (`.cyjs`), node-link JSON or CSV of its
edges. From Python `open_graph().networkx("co-authorship")` gives the same as a networkx graph, whose `graph`
attribute holds what stands below. `--least 2` (in Python `least=2`) leaves out edges of smaller weight.

`--measures` adds to every node its PageRank (edges count by weight), its betweenness (the share of shortest
paths between two others that run through it, every edge one step) and the number of its community (Louvain).
The same graph gives the same nodes, edges, orders and communities every time.

Questions about the networks are canned ones as well: `central-mechanisms`, `central-works`, `themes`,
`author-communities`, `coupled-works`, `holding-links`. `untested-pairs` suggests materials for mechanisms
for which nobody tried them, with the evidence of each step of the path that suggests them. How far to trust
that is measured by `prediction-quality`: every known pair is taken out with all its claims and looked for
again, against common neighbours, the most studied material and chance, with intervals. Where the
suggestions are no better than simpler rankings, the answer says so.

PageRank and shared memberships are computed on arrays with numpy, with the results of networkx. igraph,
where it is installed (`pip install 'kg-anodeless[networks]'`), computes betweenness, with the same results,
and finds the communities of networks with more than 10,000 edges, by the same method, though single nodes
may then fall elsewhere than without it. `benchmarks/` has the figures. In a large network betweenness takes
longest: its time grows with nodes times edges.
"""


def to_commands_page() -> str:
    """Return the reference of all commands, from their own help texts."""
    parts = [
        NOTICE,
        "# Commands\n",
        "```text",
        _help(cli, "kg").partition("\n\n  Exit codes")[0],
        "```\n",
        *_iter_exit_codes(),
    ]
    context = click.Context(cli, info_name="kg")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        parts += [f"## kg {name}\n", "```text", _help(command, f"kg {name}"), "```\n"]
    return "\n".join(parts)


def _iter_exit_codes() -> Iterator[str]:
    yield from ("## Exit codes\n", "With what every command ends:\n", "| code | meaning |", "| --- | --- |")
    yield from (f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items())
    yield from ("", ENDING)


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, max_content_width=100, terminal_width=100)
    return command.get_help(context).rstrip()


def to_questions_page() -> str:
    """Return the list of canned questions by topic, with parameters, columns and a command to try."""
    parts = [NOTICE, "# Questions\n"]
    topic = None
    for question in load_catalogue():
        if question.topic != topic:
            topic = question.topic
            parts.append(f"## {topic}\n")
        parts += [f"### {question.name}\n", question.header.summary + "\n"]
        if question.header.description:
            parts.append(question.header.description.strip() + "\n")
        words = ["kg", "query", question.name]
        for parameter in question.header.parameters.values():
            words += [parameter.option, parameter.example]
        example = shlex.join(words)
        parts += ["```sh", example, "```\n"]
    return "\n".join(parts)


def to_terms_page() -> str:
    """Return tables of classes, properties and concepts with their definitions, one per ontology file."""
    parts = [NOTICE, "# Terms\n"]
    for path in sorted(find_folder("ontology").glob("*.ttl")):
        if path.name in {"alignments.ttl", "shapes.ttl"}:
            continue
        graph = Graph().parse(path)
        parts += [f"## {path.name}\n", "| term | label | definition |", "| --- | --- | --- |"]
        parts += [*_iter_rows(graph), ""]
    return "\n".join(parts)


def _iter_rows(graph: Graph) -> Iterator[str]:
    subjects = {term for term in graph.subjects(RDF.type, None) if isinstance(term, URIRef)}
    for term in sorted(subjects, key=lambda iri: shorten(str(iri))):
        label = graph.value(term, SKOS.prefLabel) or graph.value(term, RDFS.label)
        definition = graph.value(term, SKOS.definition)
        if label is None or definition is None:
            continue
        name = shorten(str(term)).removeprefix(BASE)
        yield f"| `{name}` | {label} | {str(definition).replace('|', '/')} |"


def to_networks_page() -> str:
    """Return what nodes, edges and weights of every network mean, as its registry has it."""
    parts = [NOTICE, "# Networks\n", NETWORKS_INTRODUCTION]
    for network in NETWORKS.values():
        parts += [f"## {network.name}\n", f"{network.summary[0].upper()}{network.summary[1:]}.\n"]
        rows = (
            ("kind", network.kind),
            ("node", network.nodes),
            ("edge", network.edges),
            ("weight", network.weight),
        )
        parts += ["| | |", "| --- | --- |", *(f"| {name} | {told} |" for name, told in rows), ""]
    return "\n".join(parts)


PAGES: Final[dict[str, Callable[[], str]]] = {
    "commands.md": to_commands_page,
    "networks.md": to_networks_page,
    "questions.md": to_questions_page,
    "terms.md": to_terms_page,
}


def main() -> int:
    """Write every page, or with `--check` compare them and return 1 when one is stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 when a page is stale")
    check = parser.parse_args().check
    stale = []
    for name, make_page in PAGES.items():
        path, text = FOLDER / name, make_page().rstrip() + "\n"
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(text, encoding="utf-8")
    if check and stale:
        sys.stderr.write(f"stale: {', '.join(stale)}; run `make docs` and commit the result\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
