"""Works by year: how many, where they appeared, and what they found something about."""

from collections import Counter
from collections.abc import Iterable

from kg.publish.opening import open_overview
from kg.publish.page import Page
from kg.publish.reader import Reader, Ref

_WORKS = 30  # of one year that are listed by name
_TOPICS = 8


def make_timeline(reader: Reader) -> Page:
    """Return the page of all years, the latest first; memory holds the works' IRIs only."""
    years: dict[str, list[str]] = {}
    for work in reader.iter_instances("al:Work"):
        years.setdefault(reader.one(work, "al:year"), []).append(work)
    most = max((len(works) for works in years.values()), default=1)
    rows = [
        (
            year or "no year",
            len(works),
            round(100 * len(works) / most),
            reader.to_refs(_choose(reader, works)),
            _find_topics(reader, works),
        )
        for year, works in sorted(years.items(), reverse=True)
    ]
    return open_overview(
        "timeline.html",
        "Works by year",
        kind="timeline",
        template="timeline.html",
        lead="When the works appeared that were read or are cited, and what they found something about.",
        description="Works by year of publication with the mechanisms and materials of their findings.",
        extra={"rows": rows},
    )


def _choose(reader: Reader, works: list[str]) -> list[str]:
    """Return the works of a year that are listed: those read first, then those of which most is told."""

    def rank(work: str) -> tuple[bool, int, str]:
        told = reader.count_claims(work, "al:findingOf") if len(works) > _WORKS else 0
        return not reader.is_read(work), -told, work

    return sorted(works, key=rank)[:_WORKS]


def _find_topics(reader: Reader, works: Iterable[str]) -> tuple[Ref, ...]:
    told = Counter(thing for work in works for thing in reader.all(work, "al:contributedTo"))
    best = sorted(told, key=lambda thing: (-told[thing], reader.name(thing).casefold(), thing))
    return tuple(reader.ref(thing) for thing in best[:_TOPICS])
