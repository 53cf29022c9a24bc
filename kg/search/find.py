"""Things, statements and questions whose names resemble a text, the most alike first."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Final

from kg.engines.engine import Engine
from kg.errors import QueryError
from kg.queries.catalogue import Question, load_catalogue
from kg.queries.entities import fold, squash
from kg.queries.people_table import to_safe_line
from kg.search.index import make_index
from kg.search.words import allowed_slips, clean, slips, stem, to_key
from kg.terms import BASE

MAX_CHARACTERS: Final = 300
# How alike two words are: the same, the same stem, one begins the other, mistyped.
_SAME_STEM: Final = 0.9
_BEGINS: Final = 0.75
_SLIP: Final = 0.25  # taken away for each slip
_BEGINS_FROM: Final = 3  # letters
# How alike two names are: the same but for case, but for blanks and hyphens; the rest by their words.
_SAME_FOLDED: Final = 0.99
_SAME_LETTERS: Final = 0.95
_BY_WORDS: Final = 0.9
_BREVITY: Final = 0.25  # how much it counts that a name has no further words
_LEAST: Final = 0.45
_FEW_WORDS: Final = 0.6  # share of the words of a text that a name must have
_KINDS_BEHIND: Final = {"statement": 0.85, "question": 0.85, "reading decision": 0.7, "discrepancy": 0.75}
"""Kinds with long names, which have many words in common with anything."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a text may mean.

    Attributes:
        kind: what it is, in words.
        label: its name.
        why: which of its names matched.
        key: its path below the base, or the name of the question.
        score: how alike, from 0 to 1.
        command: how to see it.
    """

    kind: str
    label: str
    why: str
    key: str
    score: float
    command: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name to be compared: whose it is, and what sort of name."""

    kind: str
    label: str
    key: str
    text: str
    sort: str
    worth: float


def find_things(
    engine: Engine, text: str, limit: int = 20, questions: Iterable[Question] | None = None
) -> list[Hit]:
    """Return what a text may mean, the likeliest first, each thing once.

    Args:
        engine: the graph.
        text: name, short form, formula, words of a statement, author and year; mistyped words are forgiven.
        limit: the greatest number of hits.
        questions: the canned questions; by default the project's own.

    Raises:
        QueryError: the text holds no letter or digit, or a question file is broken.
    """
    wanted = clean(text[:MAX_CHARACTERS])
    words = to_key(wanted)
    if not words:
        raise QueryError(f"{text[:40]!r} holds nothing to look for", hint="give a name or some words")
    catalogue = load_catalogue() if questions is None else questions
    entries = [*_iter_names(engine), *_iter_questions(catalogue)]
    keys = [to_key(entry.text) for entry in entries]
    alike = {word: _find_alike(word, {known for key in keys for known in key}) for word in words}
    best: dict[tuple[str, str], tuple[float, _Entry]] = {}
    for entry, key in zip(entries, keys, strict=True):
        score = _compare(wanted, words, entry, key, alike)
        place = (entry.kind, entry.key)
        if score >= _LEAST and (place not in best or best[place][0] < score):
            best[place] = (score, entry)
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].label, pair[1].key))
    return [_to_hit(score, entry, wanted) for score, entry in ranked[:limit]]


def to_text(hits: Iterable[Hit]) -> str:
    """Return hits as lines: kind, label, why it matched, and the key by which commands know it."""
    lines = [(hit.kind, to_safe_line(hit.label), to_safe_line(hit.why), hit.key) for hit in hits]
    kinds = max((len(kind) for kind, *_ in lines), default=0)
    return "".join(f"{kind:<{kinds}}  {label}  [{why}]  {key}\n" for kind, label, why, key in lines)


def to_json(hits: Iterable[Hit]) -> str:
    """Return hits as a JSON list with the names of `Hit`."""
    told = [{**asdict(hit), "score": round(hit.score, 3)} for hit in hits]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _iter_names(engine: Engine) -> Iterator[_Entry]:
    for name in make_index(engine).names:
        thing = name.thing
        yield _Entry(thing.kind, thing.label, thing.iri.removeprefix(BASE), name.text, name.sort, name.worth)


def _iter_questions(questions: Iterable[Question]) -> Iterator[_Entry]:
    for question in questions:
        summary = question.header.summary
        yield _Entry("question", summary, question.name, summary, "question", 1.0)
        yield _Entry("question", summary, question.name, question.name, "name", 1.0)


def _find_alike(word: str, vocabulary: set[str]) -> dict[str, float]:
    """Return the words that are like one, each with how much."""
    found: dict[str, float] = {}
    limit = allowed_slips(word)
    own = stem(word)
    for known in vocabulary:
        if known == word:
            found[known] = 1.0
        elif stem(known) == own:
            found[known] = _SAME_STEM
        elif len(word) >= _BEGINS_FROM and known.startswith(word):
            found[known] = _BEGINS
        elif limit and abs(len(known) - len(word)) <= limit:
            distance = slips(word, known, limit)
            if distance <= limit and (distance == 1 or known[0] == word[0]):
                found[known] = 1.0 - _SLIP * distance
    return found


def _compare(
    wanted: str,
    words: tuple[str, ...],
    entry: _Entry,
    key: tuple[str, ...],
    alike: dict[str, dict[str, float]],
) -> float:
    """Return how alike a text and a name are, from 0 to 1."""
    worth = entry.worth * _KINDS_BEHIND.get(entry.kind, 1.0)
    if entry.text == wanted:
        return worth
    known = set(key)
    hits = [max((alike[word].get(other, 0.0) for other in known), default=0.0) for word in words]
    if not any(hits):
        return 0.0
    if fold(entry.text) == fold(wanted):
        return _SAME_FOLDED * worth
    if squash(entry.text) == squash(wanted):
        return _SAME_LETTERS * worth
    if sum(hit > 0 for hit in hits) < _FEW_WORDS * len(words):
        return 0.0
    share = sum(hits) / len(hits)
    brevity = min(1.0, len(words) / max(len(key), 1))
    return _BY_WORDS * worth * share * (1 - _BREVITY + _BREVITY * brevity)


def _to_hit(score: float, entry: _Entry, wanted: str) -> Hit:
    same = squash(entry.text) == squash(wanted)
    if entry.text == entry.label:
        why = entry.sort if same else f"words of the {entry.sort}"
    else:
        why = f"{entry.sort} “{entry.text}”"
    is_question = entry.kind == "question"
    command = f"kg query {entry.key} --help" if is_question else f"kg show {entry.key}"
    return Hit(entry.kind, entry.label, why, entry.key, score, command)
