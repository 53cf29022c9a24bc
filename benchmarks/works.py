"""The works, people and groups of a generated literature, each made from the seed and its own number alone.

Nothing here exists: keys and titles say that they were generated, and every DOI has the prefix 10.5555, which
belongs to no publisher and serves for examples and tests.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from benchmarks.chance import Chance

READ_EVERY: Final = 4  # of so many works one is read in full; the others are known by reference only
REVIEW_EVERY: Final = 12  # of so many papers that are read one is a review
FIRST_YEAR: Final = 1995
LAST_YEAR: Final = 2025
GROUP_SIZE: Final = 25  # people who write together
_WORKS_PER_GROUP: Final = 40
_JOURNALS: Final = 60
_ORGANISATIONS_PER_GROUP: Final = 2

_WORK, _PERSON, _LIST = 0, 1, 2  # streams of chance
_HEADS: Final = ("B", "D", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "T", "V", "W", "Y", "Z")
_MIDDLES: Final = ("a", "e", "i", "o", "u", "ai", "ei", "ou", "ar", "el", "in", "on", "ur")
_TAILS: Final = (
    "bek",
    "dan",
    "fal",
    "gor",
    "han",
    "jin",
    "kov",
    "lund",
    "mar",
    "nis",
    "po",
    "ran",
    "sen",
    "tas",
)


@dataclass(frozen=True)
class World:
    """How large the literature is, and the seed of everything in it.

    Attributes:
        papers: number of works that are read in full.
        seed: equal seeds, equal literature.
    """

    papers: int
    seed: int

    @property
    def works(self) -> int:
        """Number of all works, cited or not."""
        return self.papers * READ_EVERY

    @property
    def groups(self) -> int:
        """Number of groups of people who write together."""
        return max(8, self.works // _WORKS_PER_GROUP)

    @property
    def organisations(self) -> int:
        """Number of universities and institutes."""
        return self.groups * _ORGANISATIONS_PER_GROUP


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """What a by-line and a title page tell of a work.

    Attributes:
        index: its number; later works have higher ones.
        authors: numbers of people, in printed order.
        year: of publication.
        journal: number of the journal.
        is_review: whether it tells of others instead of measuring.
    """

    index: int
    authors: tuple[int, ...]
    year: int
    journal: int
    is_review: bool


@lru_cache(maxsize=50_000)
def make_work(world: World, index: int) -> WorkFacts:
    """Return the facts of one work."""
    chance = Chance(world.seed, _WORK, index)
    group = chance.zipf_rank(world.groups, 0.7)
    wanted = 2 + int(chance.real(0, 2.8) ** 2)
    authors: dict[int, None] = {}
    for _ in range(wanted):
        at_home = chance.whether(0.85)
        home = group if at_home else chance.between(0, world.groups - 1)
        authors[home * GROUP_SIZE + chance.zipf_rank(GROUP_SIZE, 0.8)] = None
    years = LAST_YEAR - FIRST_YEAR
    return WorkFacts(
        index,
        tuple(authors),
        FIRST_YEAR + round(years * (index / world.works) ** 0.5),
        chance.zipf_rank(_JOURNALS, 0.9),
        is_read(index) and (index // READ_EVERY) % REVIEW_EVERY == REVIEW_EVERY - 1,
    )


def is_read(index: int) -> bool:
    """Return whether a work is one of the papers that are read in full."""
    return index % READ_EVERY == 0


@lru_cache(maxsize=4_000)
def list_references(world: World, index: int) -> tuple[int, ...]:
    """Return the works that a paper lists, in order; all of them are older than it."""
    if index == 0:
        return ()
    chance = Chance(world.seed, _LIST, index)
    wanted = chance.between(60, 90) if make_work(world, index).is_review else chance.between(12, 30)
    found: dict[int, None] = {}
    for _ in range(min(wanted, index * 3)):
        found[chance.old(index)] = None
    return tuple(found)


@lru_cache(maxsize=50_000)
def make_name(world: World, person: int) -> str:
    """Return the name of a person as by-lines print it."""
    chance = Chance(world.seed, _PERSON, person)
    surname = chance.pick(_HEADS) + chance.pick(_MIDDLES) + chance.pick(_TAILS)
    return f"{chance.pick(_HEADS)}. {surname}"


def work_key(index: int) -> str:
    """Return the key of a work; keys sort as the numbers do."""
    return f"generated-{index:07d}"


def person_key(person: int) -> str:
    """Return the key of a person."""
    return f"person-{person:07d}"


def organisation_key(number: int) -> str:
    """Return the key of an organisation."""
    return f"institute-{number:05d}"


def organisation_of(person: int) -> int:
    """Return the organisation where a person works: each group has two."""
    return person // GROUP_SIZE * _ORGANISATIONS_PER_GROUP + person % _ORGANISATIONS_PER_GROUP


def organisation_name(number: int) -> str:
    """Return the name of an organisation."""
    return f"Generated Institute {number}"


def journal_name(number: int) -> str:
    """Return the name of a journal."""
    return f"Generated Journal {number}"


def to_doi(index: int) -> str:
    """Return the DOI of a work, under the prefix for tests."""
    return f"10.5555/generated.{index}"
