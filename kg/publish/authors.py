"""Who wrote what: the by-line of a work, and the works of a person."""

from kg.publish.reader import Reader


def read_byline(reader: Reader, work: str) -> list[str]:
    """Return the authorships of a work in the order of its by-line."""
    places = reader.all(work, "al:hasAuthorship")
    return sorted(places, key=lambda place: (reader.number(place, "al:position"), place))


def find_works(reader: Reader, person: str) -> tuple[str, ...]:
    """Return the works in whose by-lines a person stands, each once, sorted."""
    places = reader.incoming(person, "al:agent")
    return tuple(sorted({work for place in places for work in reader.incoming(place, "al:hasAuthorship")}))
