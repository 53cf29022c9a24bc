"""People: authorships, the persons behind them, where they work and worked, and who is who."""

from typing import Final

from pyoxigraph import NamedNode

from kg.graph.corpus import Corpus
from kg.graph.evidence import EvidenceWriter
from kg.graph.iris import mint
from kg.graph.statements import Statements
from kg.knowledge.records import Author, IdentityRecord, Organisation, Paper, Person, Station

_VERDICTS: Final = {"same": "same person", "different": "different people", "open": "open whether one person"}


def add_people(out: Statements, paper: Paper, corpus: Corpus, passages: EvidenceWriter) -> None:
    """Add organisations, authorships with their persons, careers and identity decisions of one paper."""
    for organisation in paper.organisations:
        if corpus.describes(paper, "organisation", organisation.key):
            _add_organisation(out, organisation)
    for authorship in paper.iter_authorships():
        if not corpus.describes(paper, "work", authorship.work):
            continue
        subject = mint("authorship", authorship.key)
        work_label = corpus.work_labels[authorship.work]
        label = f"{authorship.printed_name}, author {authorship.position} of {work_label}"
        out.start(subject, "al:Authorship", label=label)
        out.integer(subject, "al:position", authorship.position)
        out.text(subject, "al:printedName", authorship.printed_name)
        person = mint("person", corpus.persons[authorship.key])
        out.link(subject, "al:agent", person)
        out.link(mint("work", authorship.work), "al:hasAuthorship", subject)
        out.link(mint("work", authorship.work), "dcterms:creator", person)
        _start_person(out, corpus.persons[authorship.key], paper, corpus)
        if authorship.work == paper.key:
            author = paper.work.authors[authorship.position - 1]
            _add_byline(out, subject, person, author, passages)
    for record in paper.people:
        _add_person(out, record, paper, corpus, passages)
    _add_identity(out, paper, corpus, passages)


def _start_person(out: Statements, key: str, paper: Paper, corpus: Corpus) -> None:
    """Name a person in one paper's graph only: names told again multiply the rows of a union of graphs."""
    if corpus.describes(paper, "person", key):
        person = mint("person", key)
        out.start(person, "al:Person", label=corpus.names[key])
        out.text(person, "foaf:name", corpus.names[key])


def _add_organisation(out: Statements, organisation: Organisation) -> None:
    subject = mint("organisation", organisation.key)
    out.start(subject, "al:Organisation", label=organisation.name)
    out.text(subject, "al:key", organisation.key)
    out.text(subject, "al:abbreviation", organisation.abbreviation)
    out.text(subject, "al:place", organisation.place)
    out.text(subject, "al:country", organisation.country)
    out.text(subject, "al:ror", organisation.ror)
    out.text(subject, "al:note", organisation.note)
    if organisation.part_of:
        out.link(subject, "al:partOf", mint("organisation", organisation.part_of))


def _add_byline(
    out: Statements, subject: NamedNode, person: NamedNode, author: Author, passages: EvidenceWriter
) -> None:
    """Add what only the by-line of a paper of the corpus tells of its author."""
    out.flag(subject, "al:corresponding", author.corresponding)
    out.flag(subject, "al:equalContribution", author.equal_contribution)
    organisations = [mint("organisation", key) for key in author.affiliations]
    out.link(subject, "al:affiliation", *organisations)
    out.link(person, "al:affiliation", *organisations)
    passages.back(subject, author.evidence)


def _add_person(
    out: Statements, record: Person, paper: Paper, corpus: Corpus, passages: EvidenceWriter
) -> None:
    person = mint("person", record.key)
    _start_person(out, record.key, paper, corpus)
    if record.name != corpus.names[record.key]:
        out.text(person, "skos:altLabel", record.name)
    if corpus.describes(paper, "person", record.key):
        out.text(person, "al:key", record.key)
    out.text(person, "al:note", record.note)
    out.link(person, "al:affiliation", *(mint("organisation", key) for key in record.organisations))
    before = corpus.stations_before(paper, record.key)
    for number, station in enumerate(record.stations, before + 1):
        subject = mint("station", record.key, number)
        out.start(subject, "al:Station", label=f"{corpus.names[record.key]}: {_to_words(station, corpus)}")
        out.link(person, "al:hasStation", subject)
        out.text(subject, "al:stationRole", station.role)
        out.name(subject, "al:stationKind", f"alv:{station.kind}")
        out.integer(subject, "al:fromYear", station.from_year)
        out.integer(subject, "al:untilYear", station.to_year)
        out.text(subject, "al:note", station.note)
        passages.back(subject, station.evidence)
        if station.organisation:
            organisation = mint("organisation", station.organisation)
            out.link(subject, "al:affiliation", organisation)
            if station.kind == "post" and station.to_year is None:
                out.link(person, "al:affiliation", organisation)


def _to_words(station: Station, corpus: Corpus) -> str:
    place = f", {corpus.organisations[station.organisation]}" if station.organisation else ""
    years = " to ".join(
        word
        for word in (
            f"from {station.from_year}"
            if station.from_year and not station.to_year
            else str(station.from_year or ""),
            str(station.to_year or ""),
        )
        if word
    )
    return f"{station.role}{place}" + (f", {years}" if years else "")


def _add_identity(out: Statements, paper: Paper, corpus: Corpus, passages: EvidenceWriter) -> None:
    for record in paper.identity:
        subject = mint("identity", paper.key, record.key)
        out.start(subject, "al:IdentityDecision", label=_to_identity_label(record, corpus))
        out.text(subject, "al:key", record.key)
        out.link(subject, "al:inWork", mint("work", paper.key))
        out.name(subject, "al:verdict", f"alv:{record.verdict}")
        there = (key for key in record.authorships if key in corpus.persons)
        out.link(subject, "al:concerns", *(mint("authorship", key) for key in there))
        out.text(subject, "al:reason", record.reason)
        out.name(subject, "al:certainty", f"alv:{record.certainty}")
        out.link(subject, "prov:wasAttributedTo", mint("agent", record.decided_by))
        passages.back(subject, record.evidence)


def _to_identity_label(record: IdentityRecord, corpus: Corpus) -> str:
    """Return "Ada Example: same person in A 2020, B 2022", with all names that the decision is about."""
    there = [key for key in record.authorships if key in corpus.persons]
    names = " / ".join(dict.fromkeys(corpus.names[corpus.persons[key]] for key in there))
    works = ", ".join(dict.fromkeys(corpus.work_labels[key.partition("/")[0]] for key in there))
    return f"{names}: {_VERDICTS[record.verdict]} in {works}"
