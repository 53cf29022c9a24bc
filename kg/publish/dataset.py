"""The graph as a data set, described for search engines (schema.org), for who cites it (CFF), as RO-Crate.

`kg.publish.void` describes it in VoID and DCAT.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from kg import __version__
from kg.publish.downloads import Download
from kg.publish.quality import QualityReport
from kg.publish.titles import SITE_NAME
from kg.terms import BASE, PREFIXES

TITLE: Final = "Mechanisms and materials of anodeless batteries"
ABOUT: Final = (
    "What battery papers claim about materials, mechanisms and cell performance of anodeless electrodes, "
    "claim by claim: who says so, whose finding it is, how it is known, and where to read it."
)
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
MAKERS: Final = "The kg developers"
KEYWORDS: Final = ("anodeless", "solid-state battery", "lithium", "mechanism", "knowledge graph")
_NAME: Final = f"{SITE_NAME}: {TITLE[0].lower()}{TITLE[1:]}"
_CRATE: Final = "https://w3id.org/ro/crate/1.1"


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a scan over the whole graph counts: statements, and how often each class and property occurs."""

    statements: int
    classes: dict[str, int]
    properties: dict[str, int]


@dataclass(frozen=True, slots=True)
class DataSet:
    """What is told of the graph as a whole.

    Attributes:
        downloads: the files to take away.
        statistics: what a scan of the graph counts.
        report: how far it can be relied on.
        graph_hash: digest of the graph.
        base_url: where the site will be, with a slash at its end; "" where that is not known.
        day: of publication, as "2026-11-22"; "" where that is not known.
    """

    downloads: tuple[Download, ...]
    statistics: Statistics
    report: QualityReport
    graph_hash: str
    base_url: str
    day: str

    @property
    def version(self) -> str:
        """The version of the program and the graph that it made."""
        return f"{__version__}, graph {self.graph_hash}"


def count_statements(quads: Iterable[ox.Quad]) -> Statistics:
    """Return the statistics of the statements of a graph."""
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    rdf_type = PREFIXES["rdf"] + "type"
    for quad in quads:
        properties[quad.predicate.value] += 1
        if quad.predicate.value == rdf_type and isinstance(quad.object, ox.NamedNode):
            classes[quad.object.value] += 1
    return Statistics(properties.total(), dict(sorted(classes.items())), dict(sorted(properties.items())))


def to_schema_org(data: DataSet) -> dict[str, Any]:
    """Return the data set in the vocabulary of schema.org, as search engines for data sets read it.

    Source: https://developers.google.com/search/docs/appearance/structured-data/dataset
    """
    told: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{BASE}dataset",
        "name": _NAME,
        "description": ABOUT,
        "license": LICENCE,
        "version": data.version,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": MAKERS},
        "keywords": list(KEYWORDS),
    }
    if data.day:
        told["datePublished"] = data.day
    if data.base_url:
        told["url"] = data.base_url
        told["distribution"] = [
            {
                "@type": "DataDownload",
                "encodingFormat": one.media_type,
                "contentUrl": data.base_url + one.path,
                "name": one.words,
                "sha256": one.sha256,
            }
            for one in data.downloads
        ]
    return told


def to_citation_cff(data: DataSet) -> bytes:
    """Return CITATION.cff for the data set.

    Source: Citation File Format 1.2.0, https://citation-file-format.github.io/
    """
    lines = [
        "cff-version: 1.2.0",
        "message: For a claim, cite the work whose finding it is; for the collection, cite this.",
        "type: dataset",
        f"title: {json.dumps(_NAME)}",
        f"abstract: {json.dumps(ABOUT)}",
        "authors:",
        f"  - name: {MAKERS}",
        f"version: {json.dumps(data.version)}",
        "license: CC-BY-4.0",
        f"keywords: {json.dumps(KEYWORDS)}",
    ]
    if data.day:
        lines.append(f"date-released: {data.day}")
    if data.base_url:
        lines.append(f"url: {json.dumps(data.base_url)}")
    return ("\n".join(lines) + "\n").encode()


def to_ro_crate(data: DataSet) -> bytes:
    """Return the metadata file of an RO-Crate whose root is the folder of the site.

    Args:
        data: what is told; its day must be known, for the format requires one.

    Source: RO-Crate 1.1, https://w3id.org/ro/crate/1.1
    """
    files: list[dict[str, Any]] = [
        {
            "@id": one.path,
            "@type": "File",
            "name": one.words,
            "encodingFormat": one.media_type,
            "contentSize": str(one.size),
            "sha256": one.sha256,
        }
        for one in data.downloads
    ]
    files += [
        {"@id": path, "@type": "File", "name": words, "encodingFormat": media_type}
        for path, words, media_type in (
            ("index.html", "the site", "text/html"),
            ("void.ttl", "description in VoID and DCAT", "text/turtle"),
            ("CITATION.cff", "how to cite", "application/yaml"),
            ("llms.txt", "a guide for language models", "text/markdown"),
        )
    ]
    site = {"url": data.base_url} if data.base_url else {}
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": TITLE,
        "description": ABOUT,
        "identifier": f"{BASE}dataset",
        "version": data.version,
        "datePublished": data.day,
        "license": {"@id": LICENCE},
        "author": {"@id": "#developers"},
        "publisher": {"@id": "#developers"},
        "keywords": list(KEYWORDS),
        "hasPart": [{"@id": one["@id"]} for one in files],
        **site,
    }
    descriptor = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": _CRATE},
    }
    licence = {
        "@id": LICENCE,
        "@type": "CreativeWork",
        "name": "Creative Commons Attribution 4.0 International",
    }
    people = {"@id": "#developers", "@type": "Organization", "name": MAKERS, **site}
    context = [f"{_CRATE}/context", {"sha256": "https://schema.org/sha256"}]  # a term younger than the format
    crate = {"@context": context, "@graph": [descriptor, root, licence, people, *files]}
    return (json.dumps(crate, indent=1, ensure_ascii=False) + "\n").encode()
