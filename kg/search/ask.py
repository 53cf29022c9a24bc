"""A question in a person's words becomes a canned question, its values and its answer; no language model."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Engine, Rows
from kg.engines.lookup import to_nodes, to_subjects
from kg.errors import QueryError
from kg.queries.catalogue import Question, load_catalogue
from kg.queries.entities import SHOWN_CLASSES
from kg.queries.header import Column
from kg.queries.run import Answer, answer_question
from kg.search.amounts import Amount, Measures
from kg.search.bounds import find_direction
from kg.search.filling import Filling
from kg.search.index import MADE_UP, NameIndex, Thing, make_index
from kg.search.near import NearMiss, find_near
from kg.search.rank import Candidate, Ranking
from kg.search.recognise import Mention, Parsed, Part, recognise
from kg.search.sieve import Sieve, Sifted, bind_sign
from kg.search.wordings import load_wordings
from kg.terms import BASE, expand

OTHERS_NAMED: Final = 2
_AS_OF: Final = re.compile(
    r"\b(?:as of|as known in|known (?:in|by|at the end of)|state of knowledge (?:in|of)) ((?:19|20)\d\d)\b"
    r"|^by ((?:19|20)\d\d),",
    re.IGNORECASE,
)
_TRIED: Final = 4  # questions that are tried after one that knows nothing of what was named
_NEARLY: Final = 0.65  # of the score of that one, so that a price is not answered with an effect
_WORTH_NAMING: Final = 0.25  # score from which a question is named although none fits


@dataclass(frozen=True, slots=True)
class Command:
    """A canned question with values, as a person would type it.

    Attributes:
        question: the question.
        words: the command, one word each.
        fits: False where a required value is only an example.
    """

    question: Question
    words: tuple[str, ...]
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a question.

    Attributes:
        parsed: the question taken apart.
        best: the canned question that was run; None where none fits.
        command: the same as a command.
        values: the values it was run with, defaults included.
        query: the complete query that was run.
        rows: the rows that meet all of what was asked.
        columns: what their columns are called.
        found: the number of rows of the canned question.
        filters: what was held against the rows because the question has no parameter for it.
        near: what misses what was asked by least, where nothing meets it.
        strangers: whether no row has to do with a thing that was named.
        others: the next two questions.
        named: a name for `kg show` for each thing that was named.
    """

    parsed: Parsed
    best: Candidate | None
    command: Command | None
    values: Mapping[str, str]
    query: str
    rows: Rows
    columns: Mapping[str, Column]
    found: int
    filters: tuple[Part, ...]
    near: tuple[NearMiss, ...]
    strangers: bool
    others: tuple[Command, ...]
    named: tuple[tuple[Thing, str], ...]

    @property
    def answer(self) -> Answer | None:
        """The answer of the canned question, its rows those that meet all of what was asked."""
        if self.best is None:
            return None
        return Answer(self.best.question, self.values, self.query, self.rows)


def split_as_of(text: str) -> tuple[str, int | None]:
    """Return a question without the words that ask for the knowledge of a year, and that year or None.

    "what was known about LCG as of 2021" and "by 2021, what was known" ask for 2021; "results until 2021"
    does not, since a question may have a parameter for it.
    """
    match = _AS_OF.search(text)
    if match is None:
        return text, None
    rest = f"{text[: match.start()]} {text[match.end() :]}".strip(" ,;")
    year = next(group for group in match.groups() if group)
    return " ".join(rest.split()), int(year)


def with_year(reply: Reply, year: int) -> Reply:
    """Return a reply whose commands ask for the knowledge of a year as well."""

    def dated(command: Command) -> Command:
        return replace(command, words=(*command.words, "--as-of", str(year)))

    command = None if reply.command is None else dated(reply.command)
    return replace(reply, command=command, others=tuple(map(dated, reply.others)))


@dataclass(frozen=True, slots=True)
class _Found:
    """A canned question that was run, and what is left of its rows."""

    candidate: Candidate
    answer: Answer
    sieve: Sieve
    sifted: Sifted


class Asker:
    """A graph that is asked questions in words; `ranking` puts the canned questions in order.

    Args:
        engine: the graph.
        questions: the canned questions; by default the project's own.

    Raises:
        QueryError: a question file is broken.
    """

    def __init__(self, engine: Engine, questions: Iterable[Question] | None = None) -> None:
        self._engine = engine
        catalogue = list(load_catalogue() if questions is None else questions)
        classes = {c for q in catalogue for p in q.header.parameters.values() for c in p.classes}
        self._index = make_index(engine, sorted(classes))
        self._measures = Measures(engine)
        self.ranking = Ranking(
            catalogue,
            self._measures,
            _find_only_work(engine, self._index),
            _find_intents(engine),
            load_wordings(),
        )

    def parse(self, text: str) -> Parsed:
        """Return a question taken apart."""
        return recognise(text, self._index, self._measures, self.ranking.vocabulary)

    def rank(self, text: str) -> list[Candidate]:
        """Return the canned questions that fit, the best first; empty where none does."""
        ranked = self.ranking.rank(self.parse(text))
        return ranked if ranked and ranked[0].fits else []

    def ask(self, text: str) -> Reply:
        """Return the answer to a question in words.

        Raises:
            QueryError: there is no question in the text.
            EngineError: the engine failed.
        """
        parsed = self.parse(text)
        if not parsed.text:
            raise QueryError("the question is empty", hint='for example kg ask "what prevents dendrites?"')
        ranked = self.ranking.rank(parsed)
        best = next((c for c in ranked if c.fits and not c.missing), None)
        if not ranked or not ranked[0].fits:
            best = None
        named = tuple(
            (m.things[0], self._typeable(m.things[0], m.text))
            for m in parsed.mentions
            if not m.is_weak and not m.things[0].classes.isdisjoint(SHOWN_CLASSES)
        )
        found = None if best is None else self._answer(best, ranked)
        chosen = None if found is None else found.candidate
        rest = [c for c in ranked if c is not chosen and (best or (c.score >= _WORTH_NAMING and c.typed))]
        others = tuple(self._to_command(c) for c in rest[:OTHERS_NAMED])
        if found is None:
            return Reply(parsed, None, None, {}, "", Rows((), ()), {}, 0, (), (), False, others, named)
        best, answer, sifted = found.candidate, found.answer, found.sifted
        near: list[NearMiss] = []
        if not sifted.rows.rows:
            near = find_near(
                best, found.sieve, lambda values: self._run(best, values).rows, self._engine, self._index
            )
        return Reply(
            parsed,
            best,
            self._to_command(best),
            answer.values,
            answer.query,
            sifted.rows,
            best.question.header.columns,
            len(answer.rows.rows),
            best.filters,
            tuple(near),
            sifted.strangers,
            others,
            named,
        )

    def _answer(self, best: Candidate, ranked: list[Candidate]) -> "_Found":
        """Return the answer of the best question, or of the next that knows what was named.

        Where no row of the best has to do with a thing that was named, "none" would say more than the graph
        does: another question that fits and takes all that was named may tell of it.
        """
        first = self._try(best)
        if not first.sifted.strangers:
            return first
        able = [c for c in ranked if c is not best and c.fits and not c.missing]
        for candidate in [c for c in able if c.score >= _NEARLY * best.score][:_TRIED]:
            if not any(isinstance(part, Mention) and not part.is_weak for part in candidate.unused):
                found = self._try(candidate)
                if found.sifted.rows.rows:
                    return found
        return first

    def _try(self, candidate: Candidate) -> "_Found":
        columns = candidate.question.header.columns
        sieve = Sieve(self._engine, self._measures, columns, _list_conditions(candidate))
        answer = self._run(candidate, candidate.fillings)
        return _Found(candidate, answer, sieve, sieve.sift(answer.rows))

    def _run(self, candidate: Candidate, fillings: Mapping[str, Filling]) -> Answer:
        values = {name: filling.value for name, filling in fillings.items()}
        return answer_question(self._engine, candidate.question, values)

    def _to_command(self, candidate: Candidate) -> Command:
        words = ["kg", "query", candidate.question.name]
        for name, parameter in candidate.question.header.parameters.items():
            filling = candidate.fillings.get(name)
            if filling is not None:
                value = filling.value
                if parameter.type == "entity":
                    value = self._typeable(self._index.things[filling.value], filling.shown)
                words += [parameter.option, value]
            elif parameter.required:
                words += [parameter.option, parameter.example]
        return Command(candidate.question, tuple(words), not candidate.missing)

    def _typeable(self, thing: Thing, typed: str) -> str:
        """Return what the command line takes for a thing and nothing else: as typed, label, or path."""
        for text in (typed, thing.label):
            same = (name for name in self._index.names if name.text == text)
            holders = {name.thing.iri for name in same if name.sort not in MADE_UP}
            if holders == {thing.iri}:
                return text
        return thing.iri.removeprefix(BASE)


def _list_conditions(best: Candidate) -> list[Part]:
    """Return what rows must meet: what no parameter takes, and the amounts that parameters take."""
    conditions: list[Part] = list(best.filters)
    for name, filling in best.fillings.items():
        if isinstance(filling.source, Amount):
            parameter = best.question.header.parameters[name]
            conditions.append(bind_sign(filling.source, find_direction(parameter)))
    return list(dict.fromkeys(conditions))


def _find_only_work(engine: Engine, index: NameIndex) -> Thing | None:
    """Return the work that is read in full, where there is exactly one."""
    yes = ox.Literal("true", datatype=ox.NamedNode(expand("xsd:boolean")))
    works = sorted(set(to_subjects(engine.find_triples(None, to_nodes([expand("al:inCorpus")]), [yes]))))
    return index.things.get(works[0]) if len(works) == 1 else None


def _find_intents(engine: Engine) -> tuple[str, ...]:
    """Return the citation intents that occur, as the command line takes them."""
    found = engine.find_triples(None, to_nodes([expand("cito:hasCitationCharacterization")]))
    iris = {triple.object.value for triple in found if isinstance(triple.object, ox.NamedNode)}
    return tuple(sorted(iri.removeprefix(expand("cito:")) for iri in iris))
