"""The bulk-load commands of each server, with the files they load: for a first load too large to push.

Source: the manuals cited beside each script. Those of Virtuoso and Oxigraph are run by the tests, the others
are written from the manuals.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pyoxigraph as ox

from kg.engines.manifest import MANIFEST_GRAPH, to_manifest_lines
from kg.engines.profiles import describe_state, get_profile
from kg.engines.push import iter_graphs
from kg.errors import EngineError
from kg.files import save_parts, save_text

_SHELL: Final = """\
#!/bin/sh
# Written by `kg load-script {name}`, {state}.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"""


@dataclass(frozen=True, slots=True)
class Script:
    """How a server is loaded.

    Attributes:
        command: what `load.sh` does behind its first lines; `$here` is the folder.
        hint: how to start it.
        files: further files, name and text.
        one_file_per_graph: whether each graph is a file of its own, with its name in another beside it.
    """

    command: str
    hint: str
    files: tuple[tuple[str, str], ...] = ()
    one_file_per_graph: bool = False


# https://vos.openlinksw.com/owiki/wiki/VOS/VirtBulkRDFLoader: a file NAME.nt is loaded into the graph that
# NAME.nt.graph names; what was loaded before is remembered in DB.DBA.LOAD_LIST and would be skipped.
_VIRTUOSO: Final = Script(
    command="""\
# The folder must be among DirsAllowed in virtuoso.ini. KG_USER and KG_PASSWORD say who loads (dba).
server=${1:-localhost:1111}
{
    echo "DELETE FROM DB.DBA.LOAD_LIST WHERE ll_file LIKE '$here/%';"
    for name in "$here"/*.nt.graph; do
        echo "SPARQL CLEAR GRAPH <$(cat "$name")>;"
    done
    echo "ld_dir('$here', '*.nt', NULL);"
    echo "rdf_loader_run();"
    echo "checkpoint;"
    echo "SELECT ll_file, ll_error FROM DB.DBA.LOAD_LIST WHERE ll_error IS NOT NULL;"
} >"$here/load.isql"
isql=$(command -v isql-vt || command -v isql)
told=$("$isql" "$server" "${KG_USER:-dba}" "${KG_PASSWORD:?set KG_PASSWORD}" ERRORS=STDOUT <"$here/load.isql")
echo "$told"
case $told in *"*** Error"*) exit 1 ;; esac
""",
    hint="sh load.sh localhost:1111",
    one_file_per_graph=True,
)
# https://github.com/oxigraph/oxigraph/blob/main/cli/README.md
_OXIGRAPH: Final = Script(
    command="""\
# The server must not run meanwhile; start it afterwards with: oxigraph serve --location STORE
location=${1:?name the folder of the store}
oxigraph load --location "$location" --file "$here/graph.nq"
oxigraph optimize --location "$location"
""",
    hint="sh load.sh STORE",
)
# https://github.com/ad-freiburg/qlever-control
_QLEVER: Final = Script(
    command="""\
# Needs the control script: pip install qlever
cd "$here"
qlever index --overwrite-existing
qlever start
""",
    hint="sh load.sh",
    files=(
        (
            "Qleverfile",
            """\
[data]
NAME = kg

[index]
INPUT_FILES = graph.nq
CAT_INPUT_FILES = cat ${INPUT_FILES}
FORMAT = nq

[server]
PORT = 7001
ACCESS_TOKEN = ${data:NAME}

[runtime]
SYSTEM = docker
IMAGE = docker.io/adfreiburg/qlever
""",
        ),
    ),
)
# https://jena.apache.org/documentation/tdb2/tdb2_cmds.html
_FUSEKI: Final = Script(
    command="""\
# The server must not run meanwhile; start it afterwards with: fuseki-server --loc DATABASE --update /kg
database=${1:?name the folder of the database}
tdb2.tdbloader --loc "$database" "$here/graph.nq"
""",
    hint="sh load.sh DATABASE",
)
# https://graphdb.ontotext.com/documentation/11.0/loading-data-using-importrdf.html
_GRAPHDB: Final = Script(
    command="""\
# The server must not run meanwhile. GRAPHDB_HOME is where GraphDB is installed.
cd "$here"
"${GRAPHDB_HOME:?set GRAPHDB_HOME}/bin/importrdf" load --force --config-file repository.ttl graph.nq
""",
    hint="GRAPHDB_HOME=/opt/graphdb sh load.sh",
    files=(
        (
            "repository.ttl",
            """\
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rep: <http://www.openrdf.org/config/repository#> .
@prefix sail: <http://www.openrdf.org/config/sail#> .
@prefix sr: <http://www.openrdf.org/config/repository/sail#> .
@prefix graphdb: <http://www.ontotext.com/config/graphdb#> .

<#kg> a rep:Repository ;
    rep:repositoryID "kg" ;
    rdfs:label "kg" ;
    rep:repositoryImpl [
        rep:repositoryType "graphdb:SailRepository" ;
        sr:sailImpl [
            sail:sailType "graphdb:Sail" ;
            graphdb:ruleset "empty" ;
            graphdb:disable-sameAs "true" ;
            graphdb:enable-context-index "true"
        ]
    ] .
""",
        ),
    ),
)
# https://docs.aws.amazon.com/neptune/latest/userguide/load-api-reference-load.html
_NEPTUNE: Final = Script(
    command="""\
# Neptune loads from S3: KG_BUCKET is a bucket it may read, KG_ROLE the role for it, KG_REGION its region.
endpoint=${1:?name the address of the cluster, https://NAME.REGION.neptune.amazonaws.com:8182}
aws s3 cp "$here/graph.nq" "s3://${KG_BUCKET:?set KG_BUCKET}/kg/graph.nq"
curl --fail --silent --show-error --header 'Content-Type: application/json' --data @- "$endpoint/loader" <<END
{
  "source": "s3://$KG_BUCKET/kg/graph.nq",
  "format": "nquads",
  "iamRoleArn": "${KG_ROLE:?set KG_ROLE}",
  "region": "${KG_REGION:?set KG_REGION}",
  "failOnError": "TRUE"
}
END
""",
    hint="sh load.sh https://NAME.REGION.neptune.amazonaws.com:8182",
)

SCRIPTS: Final[dict[str, Script]] = {
    "virtuoso": _VIRTUOSO,
    "oxigraph": _OXIGRAPH,
    "qlever": _QLEVER,
    "fuseki": _FUSEKI,
    "graphdb": _GRAPHDB,
    "neptune": _NEPTUNE,
}


def write_load_script(store: ox.Store, name: str, folder: Path) -> list[Path]:
    """Return the files written to load the graph into a server with its own tools, `load.sh` first.

    The manifest of `kg push` is loaded with it, so that a later push writes only what has changed.

    Args:
        store: the built graph.
        name: one of `SCRIPTS`.
        folder: where to write; it is made where it does not exist.

    Raises:
        EngineError: there is no such server.
        OSError: a file cannot be written.
    """
    if name not in SCRIPTS:
        raise EngineError(f"there is no load script for {name!r}", hint=f"one of: {', '.join(SCRIPTS)}")
    script = SCRIPTS[name]
    folder.mkdir(parents=True, exist_ok=True)
    write = _write_graph_files if script.one_file_per_graph else _write_one_file
    files = list(write(store, folder))
    for file_name, text in script.files:
        save_text(text, folder / file_name)
        files.append(folder / file_name)
    path = folder / "load.sh"  # last, so that it is there only with all that it loads
    save_text(_SHELL.format(name=name, state=describe_state(get_profile(name))) + script.command, path)
    path.chmod(0o755)
    return [path, *files]


def _write_one_file(store: ox.Store, folder: Path) -> Iterator[Path]:
    """Write all graphs to one file of N-Quads."""

    def iter_lines() -> Iterator[str]:
        for iri, lines in _iter_all(store):
            yield from (f"{line[:-2]}<{iri}> .\n" for line in lines)

    path = folder / "graph.nq"
    save_parts(iter_lines(), path)
    yield path


def _write_graph_files(store: ox.Store, folder: Path) -> Iterator[Path]:
    """Write each graph to a file of N-Triples, and its name to another beside it."""
    for iri, lines in _iter_all(store):
        path = folder / f"{urlsplit(iri).path.strip('/').replace('/', '-')}.nt"
        save_parts(lines, path)
        save_text(iri + "\n", path.with_name(path.name + ".graph"))
        yield path


def _iter_all(store: ox.Store) -> Iterator[tuple[str, list[str]]]:
    digests = {}
    for graph in iter_graphs(store):
        digests[graph.iri] = graph.digest
        yield graph.iri, list(graph.lines)
    yield MANIFEST_GRAPH, to_manifest_lines(digests)
