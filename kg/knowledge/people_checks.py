"""What must hold between people, organisations, author lists and the decisions on who is who."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.errors import IdentifierError, Problem
from kg.identifiers import to_orcid, to_ror
from kg.knowledge.hints import nearest_hint
from kg.knowledge.records import IdentityRecord, Paper, Place


def find_people_problems(papers: Sequence[Paper]) -> Iterator[Problem]:
    """Yield everything that is wrong with the people and organisations of these papers.

    One person may be described in several papers; all authorships under one key are that person's.
    """
    organisations = {item.key: item.part_of for paper in papers for item in paper.organisations}
    authorships = {item.key for paper in papers for item in paper.iter_authorships()}
    owners = _to_owners(papers)
    for paper in papers:
        yield from _find_organisation_problems(paper, organisations)
        yield from _find_person_problems(paper, organisations, authorships)
        for index, identity in enumerate(paper.identity):
            place: Place = ("identity", index)
            yield from _find_unknown(paper, place, identity.authorships, authorships)
            yield from _find_contradictions(paper, place, identity, owners)
    yield from _find_double_owners(papers)


def _to_owners(papers: Iterable[Paper]) -> Mapping[str, str]:
    """Return the key of the person who is given each authorship; the first one where there are two."""
    owners: dict[str, str] = {}
    for paper in papers:
        for person in paper.people:
            for authorship in person.authorships:
                owners.setdefault(authorship, person.key)
    return owners


def _find_organisation_problems(paper: Paper, known: Mapping[str, str | None]) -> Iterator[Problem]:
    def missing(place: Place, key: str) -> Problem:
        hint = nearest_hint(key, sorted(known))
        return Problem(paper.where(*place), f"there is no organisation '{key}'", hint)

    for index, author in enumerate(paper.work.authors):
        for position, key in enumerate(author.affiliations):
            if key not in known:
                yield missing(("work", "authors", index, "affiliations", position), key)
    for index, organisation in enumerate(paper.organisations):
        place: Place = ("organisations", index)
        if organisation.part_of is not None and organisation.part_of not in known:
            yield missing((*place, "part_of"), organisation.part_of)
        elif _is_circle(organisation.key, known):
            message = f"the organisation '{organisation.key}' is part of itself"
            yield Problem(paper.where(*place, "part_of"), message, "take out one part_of of the circle")
        if organisation.ror is not None:
            try:
                to_ror(organisation.ror)
            except IdentifierError as error:
                yield Problem(paper.where(*place, "ror"), error.message, error.hint)


def _is_circle(key: str, part_of: Mapping[str, str | None]) -> bool:
    """Return whether the chain of `part_of` comes back to where it began."""
    seen = {key}
    above = part_of.get(key)
    while above is not None and above not in seen:
        seen.add(above)
        above = part_of.get(above)
    return above == key


def _find_person_problems(
    paper: Paper, organisations: Mapping[str, str | None], authorships: set[str]
) -> Iterator[Problem]:
    for index, person in enumerate(paper.people):
        place: Place = ("people", index)
        yield from _find_unknown(paper, place, person.authorships, authorships)
        named = [((*place, "organisations", i), key) for i, key in enumerate(person.organisations)]
        named += [
            ((*place, "stations", i, "organisation"), station.organisation)
            for i, station in enumerate(person.stations)
            if station.organisation is not None
        ]
        for at, key in named:
            if key not in organisations:
                hint = nearest_hint(key, sorted(organisations))
                yield Problem(paper.where(*at), f"there is no organisation '{key}'", hint)
        for i, station in enumerate(person.stations):
            if station.from_year and station.to_year and station.from_year > station.to_year:
                message = f"the station ends in {station.to_year} before it begins in {station.from_year}"
                yield Problem(paper.where(*place, "stations", i), message, "exchange from and to")
        if person.orcid is not None:
            try:
                to_orcid(person.orcid)
            except IdentifierError as error:
                yield Problem(paper.where(*place, "orcid"), error.message, error.hint)


def _find_unknown(paper: Paper, place: Place, keys: Sequence[str], known: set[str]) -> Iterator[Problem]:
    for position, key in enumerate(keys):
        where = paper.where(*place, "authorships", position)
        if key not in known:
            work = key.partition("/")[0]
            of_work = sum(item.startswith(f"{work}/") for item in known)
            hint = f"'{work}' has {of_work} authors" if of_work else nearest_hint(key, sorted(known), most=0)
            yield Problem(where, f"there is no authorship '{key}'", hint)
        if key in keys[:position]:
            yield Problem(where, f"the authorship '{key}' stands twice in one list", "keep one")


def _find_double_owners(papers: Iterable[Paper]) -> Iterator[Problem]:
    owners: dict[str, tuple[str, str]] = {}
    for paper in papers:
        for index, person in enumerate(paper.people):
            for position, authorship in enumerate(person.authorships):
                where = paper.where("people", index, "authorships", position)
                owner, there = owners.setdefault(authorship, (person.key, where))
                if owner != person.key:
                    message = f"the authorship '{authorship}' is given to '{owner}' and to '{person.key}'"
                    yield Problem(where, message, f"first at {there}; one person holds an authorship")


def _find_contradictions(
    paper: Paper, place: Place, identity: IdentityRecord, owners: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield where people.yaml gives the authorships of a decision to people against its verdict."""
    holders = [owners.get(key) for key in identity.authorships]
    held = [holder for holder in holders if holder is not None]
    where = paper.where(*place)
    if identity.verdict == "same":
        if len(set(held)) > 1:
            names = "' and '".join(dict.fromkeys(held))
            message = f"'{identity.key}' says same, but the authorships are given to '{names}'"
            yield Problem(where, message, "give them to one person, or change the verdict")
        elif None in holders:
            lone = identity.authorships[holders.index(None)]
            message = f"'{identity.key}' says same, but '{lone}' is given to nobody"
            yield Problem(where, message, "give all of them to one person under people")
        return
    for position, holder in enumerate(holders):
        if holder is not None and holder in holders[:position]:
            message = f"'{identity.key}' says {identity.verdict}, but '{holder}' has more than one of them"
            yield Problem(where, message, "give them to different people, or change the verdict")
            return
