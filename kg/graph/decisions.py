"""Reading decisions and discrepancies: what was misprinted, what it is taken to mean, what does not fit."""

from pyoxigraph import NamedNode

from kg.errors import BuildError
from kg.graph.claims import to_claim
from kg.graph.corpus import Corpus
from kg.graph.evidence import EvidenceWriter
from kg.graph.iris import mint
from kg.graph.statements import Statements
from kg.knowledge.records import Decision, Paper


def add_decisions(out: Statements, paper: Paper, corpus: Corpus, passages: EvidenceWriter) -> None:
    """Add the reading decisions and discrepancies of one paper."""
    for decision in paper.decisions:
        _add_decision(out, decision, paper, corpus, passages)
    for index, record in enumerate(paper.discrepancies):
        subject = mint("discrepancy", paper.key, record.key)
        kind = record.kind.replace("-", " ")
        out.start(subject, "al:Discrepancy", label=f"{kind}: {record.key.replace('-', ' ')}")
        out.text(subject, "al:key", record.key)
        out.link(subject, "al:inWork", mint("work", paper.key))
        out.name(subject, "al:discrepancyKind", f"alv:{record.kind}")
        out.name(subject, "al:severity", f"alv:{record.severity}")
        out.text(subject, "al:summary", record.summary)
        out.text(subject, "al:settledBy", record.settled_by)
        out.text(subject, "al:note", record.note)
        where = paper.where("discrepancies", index, "claims")
        for name in record.claims:
            out.link(subject, "al:concerns", *get_records(name, paper, where))
        passages.back(subject, record.passages)


def get_records(name: str, paper: Paper, where: str) -> list[NamedNode]:
    """Return the IRIs of the claim, cell, system, citation mark, decision or work that a discrepancy names.

    Raises:
        BuildError: the paper has no such record.
    """
    system_key, separator, column = name.partition("#")
    system = paper.find_system(system_key)
    if separator and system is not None and any(cell.column == column for cell in system.cells):
        return [to_claim(paper, name)]
    if name in {record.key for record in paper.mechanisms} | {record.key for record in paper.claims}:
        return [to_claim(paper, name)]
    if system is not None and not separator:
        return [mint("system", name)]
    for mark in paper.citations:
        if mark.key == name:
            return [mint("citation", paper.key, name, cited) for cited in mark.references]
    if any(decision.key == name for decision in paper.decisions):
        return [mint("decision", paper.key, name)]
    if name == paper.key or paper.find_reference(name) is not None:
        return [mint("work", name)]
    raise BuildError(f"the paper has no claim, cell, system, citation or work {name!r}", where=where)


def _add_decision(
    out: Statements, record: Decision, paper: Paper, corpus: Corpus, passages: EvidenceWriter
) -> None:
    subject = mint("decision", paper.key, record.key)
    reading = f"read as {_to_words(record.resolved, corpus)}" if record.resolved else "left open"
    out.start(subject, "al:ReadingDecision", label=f"“{record.printed}” {reading}")
    out.text(subject, "al:key", record.key)
    out.link(subject, "al:inWork", mint("work", paper.key))
    out.name(subject, "al:decisionKind", f"alv:{record.kind}")
    out.text(subject, "al:printedText", record.printed)
    out.text(subject, "al:resolvedText", record.resolved)
    out.link(subject, "al:resolvedTo", _find_work(record.resolved, corpus))
    for candidate in record.candidates:
        work = _find_work(candidate, corpus)
        out.link(subject, "al:candidate", work)
        out.text(subject, "al:candidateText", None if work else candidate)
    out.name(subject, "al:status", f"alv:{record.status}")
    out.name(subject, "al:certainty", f"alv:{record.certainty}")
    out.text(subject, "al:reason", record.reason)
    out.text(subject, "al:note", record.note)
    out.link(subject, "prov:wasAttributedTo", mint("agent", record.decided_by))
    passages.back(subject, record.passages)


def _find_work(key: str | None, corpus: Corpus) -> NamedNode | None:
    return mint("work", key) if key in corpus.work_labels and key is not None else None


def _to_words(resolved: str, corpus: Corpus) -> str:
    return corpus.work_labels.get(resolved, resolved)
