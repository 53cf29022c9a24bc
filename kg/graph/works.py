"""Works: the paper itself, the works that it lists, and the journals in which they appear."""

import re
from typing import Final

from pyoxigraph import NamedNode

from kg.errors import BuildError, IdentifierError
from kg.graph.corpus import Corpus, find_journal
from kg.graph.iris import mint, outside, to_named_step
from kg.graph.statements import Statements
from kg.identifiers import doi_url, to_doi
from kg.knowledge.records import Funding, Paper, Reference, Work

# Works of other types are al:Work only. Source: FaBiO 2.3, http://purl.org/spar/fabio
_FABIO: Final = {
    "journal-article": "fabio:JournalArticle",
    "perspective": "fabio:JournalArticle",
    "review-article": "fabio:ReviewArticle",
    "preprint": "fabio:Preprint",
}

# Source: https://creativecommons.org/share-your-work/cclicenses/
_LICENCE: Final = re.compile(r"cc[ -](by(?:-nc)?(?:-sa|-nd)?)[ -]([1-4]\.0)", re.IGNORECASE)


def add_works(out: Statements, paper: Paper, corpus: Corpus) -> None:
    """Add the paper, its reference list, and every listed work that no other paper describes."""
    _add_own(out, paper, corpus)
    for index, reference in enumerate(paper.references):
        where = paper.where("references", index)
        entry = mint("reference", paper.key, reference.number)
        work = mint("work", reference.key)
        out.start(entry, "al:Reference", label=f"{corpus.work_labels[paper.key]} [{reference.number}]")
        out.integer(entry, "al:number", reference.number)
        out.link(entry, "al:inListOf", mint("work", paper.key))
        out.link(entry, "al:refersTo", work)
        out.text(entry, "al:oddity", *reference.oddities)
        out.text(entry, "al:note", reference.note)
        out.link(mint("work", paper.key), "cito:cites", work)
        if corpus.describes(paper, "work", reference.key):
            _add_common(out, work, reference, paper, corpus, where)
            out.flag(work, "al:inCorpus", False)
        _add_notices(out, reference, corpus, where)


def to_doi_url(doi: str | None, where: str) -> NamedNode | None:
    """Return the address of a DOI, None where there is none.

    Raises:
        BuildError: it is no DOI.
    """
    if doi is None:
        return None
    try:
        return outside(doi_url(doi))
    except IdentifierError as error:
        raise BuildError(error.message, where=where, hint=error.hint) from error


def _add_own(out: Statements, paper: Paper, corpus: Corpus) -> None:
    work = paper.work
    subject = mint("work", paper.key)
    _add_common(out, subject, work, paper, corpus, paper.where("work"))
    out.flag(subject, "al:inCorpus", True)
    out.text(subject, "al:keyword", *work.keywords)
    out.text(subject, "al:funding", *(_to_text(funding) for funding in work.funding))
    out.text(subject, "al:note", work.note)
    out.text(subject, "dcterms:publisher", work.publisher)
    out.day(subject, "al:received", work.received)
    out.day(subject, "al:revised", work.revised)
    out.text(subject, "dcterms:rights", work.licence)
    out.link(subject, "dcterms:license", _find_licence(work.licence))
    _add_notices(out, work, corpus, paper.where("work"))


def _add_common(
    out: Statements, subject: NamedNode, work: Work | Reference, paper: Paper, corpus: Corpus, where: str
) -> None:
    types = [_FABIO[work.type]] if work.type in _FABIO else []
    out.start(subject, "al:Work", *types, label=corpus.work_labels[work.key])
    out.text(subject, "al:key", work.key)
    out.text(subject, "dcterms:title", work.title)
    out.name(subject, "al:titleStatus", work.title_status and f"alv:{work.title_status}")
    out.integer(subject, "al:year", work.year)
    out.text(subject, "al:volume", work.volume)
    out.text(subject, "al:pages", work.pages)
    page = to_doi_url(work.doi, where)
    if work.doi is not None and page is not None:
        out.text(subject, "al:doi", to_doi(work.doi))
        out.name(subject, "al:doiStatus", work.doi_status and f"alv:{work.doi_status}")
        out.link(subject, "rdfs:seeAlso", page)
    if name := find_journal(work):
        step = to_named_step(name)
        journal = mint("journal", step)
        out.link(subject, "al:inJournal", journal)
        if corpus.describes(paper, "journal", step):
            out.start(journal, "al:Journal", label=corpus.journals[step])
        if work.journal_printed != corpus.journals[step]:
            out.text(journal, "skos:altLabel", work.journal_printed)


def _add_notices(out: Statements, work: Work | Reference, corpus: Corpus, where: str) -> None:
    """Add what was published on the work; papers that record the same notice give the same node."""
    for notice in work.notices:
        page = to_doi_url(notice.doi, where)
        told = to_doi(notice.doi) if notice.doi else str(notice.year or "undated")
        subject = mint("notice", work.key, notice.kind, to_named_step(told))
        words = f"{notice.kind.replace('-', ' ')} of {corpus.work_labels[work.key]}"
        out.start(subject, "al:Notice", label=f"{words} ({notice.year})" if notice.year else words)
        out.link(mint("work", work.key), "al:hasNotice", subject)
        out.name(subject, "al:noticeKind", f"alv:{notice.kind}")
        out.text(subject, "al:noticeSource", notice.source)
        out.link(subject, "rdfs:seeAlso", page)
        out.integer(subject, "al:noticeYear", notice.year)
        out.text(subject, "al:note", notice.note)


def _to_text(funding: Funding) -> str:
    return f"{funding.funder}, {funding.number}" if funding.number else funding.funder


def _find_licence(printed: str | None) -> NamedNode | None:
    """Return the address of a Creative Commons licence; None without version, for each is another text."""
    match = _LICENCE.fullmatch((printed or "").strip())
    if match is None:
        return None
    return outside(f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/")
