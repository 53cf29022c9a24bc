"""Claims of the running text: statements about mechanisms, and numbers."""

from collections.abc import Sequence
from typing import Final

from pyoxigraph import NamedNode

from kg.errors import BuildError
from kg.graph.corpus import Corpus
from kg.graph.evidence import EvidenceWriter
from kg.graph.iris import mint, outside
from kg.graph.statements import Statements
from kg.graph.values import add_conditions, add_value, get_quantity, to_stated_words, to_status
from kg.knowledge.concepts import STATEMENT_KINDS
from kg.knowledge.records import MechanismStatement, NumberClaim, Paper

_COLLECTING: Final = (
    "perspective",
    "review-article",
)  # works that tell of others and measure nothing themselves
_KNOWN_BY_DATA: Final = ("measured", "calculated")


def add_claims(out: Statements, paper: Paper, corpus: Corpus, passages: EvidenceWriter) -> None:
    """Add the claims of mechanisms.yaml and claims.yaml.

    Raises:
        BuildError: two claims of the paper share a key.
    """
    seen = {statement.key for statement in paper.mechanisms}
    for index, claim in enumerate(paper.claims):
        if claim.key in seen:
            raise BuildError(
                f"the key {claim.key!r} names a mechanism statement and a claim",
                where=paper.where("claims", index),
                hint="rename one of them",
            )
    for index, statement in enumerate(paper.mechanisms):
        _add_mechanism(out, statement, paper, corpus, passages, paper.where("mechanisms", index))
    for index, claim in enumerate(paper.claims):
        _add_number(out, claim, paper, corpus, passages, paper.where("claims", index))


def get_thing(name: str, corpus: Corpus, where: str) -> tuple[NamedNode, str]:
    """Return IRI and label of the system, of whichever paper, or of the concept that a record names.

    Raises:
        KnowledgeError: there is none, or more than one.
    """
    if name in corpus.systems:
        return mint("system", name), corpus.systems[name]
    concept = corpus.concepts.get_concept(name, STATEMENT_KINDS, where)
    return outside(concept.iri), concept.label


def to_claim(paper: Paper, reference: str) -> NamedNode:
    """Return the IRI of a claim that records name by its key, or by "system#column" for a table cell."""
    return mint("claim", paper.key, reference.replace("#", "/"))


def to_origin(paper: Paper, findings_of: Sequence[str], mode: str) -> str:
    """Return where a claim comes from: first-hand, second-hand or own-view."""
    if any(work != paper.key for work in findings_of):
        return "second-hand"
    own_data = mode in _KNOWN_BY_DATA and paper.work.type not in _COLLECTING
    return "first-hand" if findings_of or own_data else "own-view"


def to_source(findings_of: Sequence[str], corpus: Corpus) -> str:
    """Return whose findings a claim tells, in brackets for a label; empty where no source is named."""
    names = "; ".join(corpus.work_labels[work] for work in findings_of)
    return f" ({names})" if names else ""


def start_claim(
    out: Statements,
    paper: Paper,
    path: str,
    kinds: tuple[str, ...],
    *,
    label: str,
    findings_of: Sequence[str],
    mode: str,
    strength: str,
) -> NamedNode:
    """Add what every claim has, and return its IRI."""
    claim = mint("claim", paper.key, path)
    out.start(claim, "al:Claim", *kinds, label=label)
    out.text(claim, "al:key", path)
    out.link(claim, "al:assertedBy", mint("work", paper.key))
    origin = to_origin(paper, findings_of, mode)
    owners = [paper.key] if origin == "first-hand" else findings_of
    out.link(claim, "al:findingOf", *(mint("work", work) for work in owners))
    out.name(claim, "al:origin", f"alv:{origin}")
    out.name(claim, "al:mode", f"alv:{mode}")
    out.name(claim, "al:strength", f"alv:{strength}")
    return claim


def to_negative(relation_label: str) -> str:
    """Return the denial of a relation in the third person: "exhibits" gives "does not exhibit"."""
    stem = relation_label[:-2] if relation_label.endswith("sses") else relation_label.removesuffix("s")
    return f"does not {stem}"


def _add_common(
    out: Statements,
    claim: NamedNode,
    record: MechanismStatement | NumberClaim,
    paper: Paper,
    corpus: Corpus,
    passages: EvidenceWriter,
    where: str,
) -> None:
    if record.compared_with is not None:
        out.link(claim, "al:comparedWith", get_thing(record.compared_with, corpus, where)[0])
    out.text(claim, "al:context", record.context)
    out.integer(claim, "al:printedNumber", record.printed_reference)
    out.text(claim, "al:note", record.note)
    if record.decision:
        out.link(claim, "al:hasDecision", mint("decision", paper.key, record.decision))
    for other_key in record.same_finding_as:
        out.link(claim, "al:sameFindingAs", to_claim(paper, other_key))
        out.link(to_claim(paper, other_key), "al:sameFindingAs", claim)
    passages.back(claim, record.evidence)


def _add_mechanism(
    out: Statements,
    record: MechanismStatement,
    paper: Paper,
    corpus: Corpus,
    passages: EvidenceWriter,
    where: str,
) -> None:
    subject, subject_label = get_thing(record.subject, corpus, where)
    target, target_label = get_thing(record.object, corpus, where)
    verb = to_negative(record.relation) if record.negated else record.relation
    label = f"{subject_label} {verb} {target_label}"
    about = [subject, target]
    through = None
    if record.through is not None:
        through, through_label = get_thing(record.through, corpus, where)
        label += f" through {through_label}"
        about.append(through)
    claim = start_claim(
        out,
        paper,
        record.key,
        ("al:MechanismClaim",),
        label=label,
        findings_of=record.findings_of,
        mode=record.mode,
        strength=record.strength,
    )
    out.link(claim, "al:subject", subject)
    out.name(claim, "al:relation", f"al:{record.relation}")
    out.link(claim, "al:object", target)
    out.link(claim, "al:through", through)
    out.flag(claim, "al:negated", record.negated)
    out.link(claim, "al:about", *about)
    _add_common(out, claim, record, paper, corpus, passages, where)


def _add_number(
    out: Statements, record: NumberClaim, paper: Paper, corpus: Corpus, passages: EvidenceWriter, where: str
) -> None:
    about, about_label = get_thing(record.about, corpus, where)
    concept, quantity = get_quantity(record.quantity, record.value, corpus, where)
    conditions = add_conditions(out, paper, record.key, record.conditions, corpus, where)
    value = to_stated_words(record.value, record.printed, quantity, corpus)
    source = to_source(record.findings_of, corpus)
    limits = f" ({', '.join(conditions.words)})" if conditions.words else ""
    kinds = ("al:PerformanceClaim", *(["al:PriceClaim"] if concept.key == "price" else []))
    claim = start_claim(
        out,
        paper,
        record.key,
        kinds,
        label=f"{about_label}{source}: {concept.label} {value}{limits}",
        findings_of=record.findings_of,
        mode=record.mode,
        strength=record.strength,
    )
    out.link(claim, "al:about", about)
    out.link(claim, "al:quantity", outside(concept.iri))
    out.text(claim, "al:printedText", record.printed)
    out.name(claim, "al:valueStatus", to_status(record.value))
    out.link(claim, "al:condition", *conditions.nodes)
    if quantity:
        node = mint("stated", paper.key, record.key)
        add_value(out, node, concept, quantity, record.printed, corpus)
        out.link(claim, "al:states", node)
    _add_common(out, claim, record, paper, corpus, passages, where)
