"""A SPARQL 1.1 server as an engine: the same questions, whole answers, and a word where they are not whole.

Source: SPARQL 1.1 Protocol, https://www.w3.org/TR/sparql11-protocol/
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Final, TypeAlias, cast

import pyoxigraph as ox

from kg.engines.columns import order_columns
from kg.engines.credentials import check_address, find_credentials, to_shown
from kg.engines.engine import Rows, RowStream, Term, collect
from kg.engines.guard import find_syntax_fault
from kg.engines.local import to_one_line
from kg.engines.manifest import to_manifest, to_reading_query
from kg.engines.profiles import Addresses, Profile, get_profile, recognise_profile
from kg.engines.query_text import QueryText, declare_prefixes, dissect, list_graphs, to_values
from kg.engines.results import TRIPLE_COLUMNS, BlankNodeFilter, read_rows, read_triples, to_oversize
from kg.engines.tokens import check_free_query, find_place
from kg.engines.transport import Body, RefusedError, Transport
from kg.errors import EngineError, IncompleteAnswerError, QuerySyntaxError

DEFAULT_TIMEOUT_SECONDS: Final = 60.0
_ACCEPT_ROWS: Final = "application/sparql-results+json, application/json;q=0.5"
_ACCEPT_TRIPLES: Final = "application/n-triples, text/turtle;q=0.9"
_TERMS_A_CALL: Final = 200
_HELD: Final = 100_000
"""Rows that are kept before the first is given away: a cap shows only at the end, and most lie below this."""
_SOLUTIONS_A_CALL: Final = 1000
_MOST_PAGES: Final = 100_000
_BOOLEAN: Final = ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
_SPOKEN_BYTES: Final = 300
_READS_MORE: Final = 3
_SPOKEN: Final = re.compile(rb"[A-Za-z][A-Za-z' ]{12,}[A-Za-z.]*\s*\Z")  # what no JSON ends with

Row: TypeAlias = tuple[Term | None, ...]
Fields: TypeAlias = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Answer:
    """Rows that arrive, and the number of rows after which the server says that it cuts."""

    stream: RowStream
    told_cap: int | None
    server: str


class ServerEngine:
    """A server as an `Engine`.

    Where `kg push` wrote the graph, only the graphs that it wrote are asked; otherwise all of the server.

    Args:
        url: the address for queries.
        engine: the name of its profile; None to recognise it.
        update_url: the address for updates, where the profile does not know it.
        timeout_seconds: how long one request may take.

    Raises:
        EngineError: an address is none, or there is no such profile.
    """

    def __init__(
        self,
        url: str,
        engine: str | None = None,
        update_url: str | None = None,
        timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
    ) -> None:
        self.url = check_address(url, "--endpoint")
        self._update_url = None if update_url is None else check_address(update_url, "--update-endpoint")
        self._told = None if engine is None else get_profile(engine)
        self.transport = Transport(url, find_credentials(url), timeout_seconds)

    def close(self) -> None:
        """Close all connections."""
        self.transport.close()

    @property
    def identity(self) -> str:
        """The address, without anything that may be secret in it."""
        return to_shown(self.url)

    @cached_property
    def profile(self) -> Profile:
        """What the server is like: as told, or recognised by its first answer."""
        if self._told is not None:
            return self._told
        with ExitStack() as stack:
            answer = self._ask(stack, "ASK {}", ())
            collect(answer.stream)
            return recognise_profile(self.url, answer.server)

    @cached_property
    def addresses(self) -> Addresses:
        """Where it takes queries, updates and graphs."""
        known = self.profile.to_addresses(self.url)
        return Addresses(known.query, self._update_url or known.update, known.store)

    @cached_property
    def pushed_graphs(self) -> dict[str, str]:
        """The graphs that `kg push` wrote, each with its digest; empty where it never did."""
        return to_manifest(self._run_once(to_reading_query(), ()))

    def forget_pushed_graphs(self) -> None:
        """Read the manifest anew when it is next needed, because it has changed."""
        for name in ("pushed_graphs", "_dataset_fields"):
            self.__dict__.pop(name, None)

    def count_statements(self, graph: str) -> int:
        """Return how many statements a graph holds.

        Raises:
            EngineError: the server cannot be reached or refuses.
        """
        text = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {ox.NamedNode(graph)} {{ ?s ?p ?o }} }}"
        return _to_count(self._run_once(text, ())) or 0

    def update(self, text: str) -> None:
        """Run an update, sent as a form.

        Raises:
            EngineError: no address for updates is known, or the server refuses.
        """
        url = self.addresses.update
        if url is None:
            raise EngineError(
                "the address for updates is not known",
                where=self.identity,
                hint="give it with --update-endpoint",
            )
        with self.transport.post_form(url, [("update", text)], "*/*") as body:
            while body.read():
                continue
            body.check()

    def run(self, text: str, name: str = "query") -> Rows:
        """Return what a complete query finds, the whole of it; see `Engine.run`."""
        return collect(self.stream(text, name))

    def stream(self, text: str, name: str = "query") -> RowStream:
        """Return what a complete query finds, row by row; see `Engine.stream`.

        An answer that the server cut short is fetched again page by page, in a total order.

        Raises:
            EngineError: the server cannot be reached, refuses, or has another fault.
            IncompleteAnswerError: the answer broke off, or was cut short and cannot be paged.
        """
        query = dissect(text)
        fields = () if query.dataset else self._dataset_fields
        if query.form == "ASK":
            return self._ask_boolean(text, fields, name)
        if query.form == "SELECT":
            return order_columns(self._select(text, query, fields, name), text)
        if query.form == "CONSTRUCT" and self.profile.row_cap is not None:
            return self._construct_here(query, fields, name)
        return self._fetch_triples(text, query, fields, name)

    def stream_free(self, text: str, name: str = "query", services: Collection[str] = ()) -> RowStream:
        """Return what a query of one's own finds; the project's prefixes need not be declared in it.

        Args:
            text: a query of at most 100 kB whose FROM clauses name only graphs of the server.
            name: what to call the query in an error.
            services: addresses that SERVICE may call.

        Raises:
            EngineError: the query is refused, has a fault, or the server fails.
        """
        check_free_query(text, services, name)
        for iri, token in list_graphs(text):
            if iri not in self.pushed_graphs and not self._has_graph(iri):
                raise EngineError(
                    f"FROM names a graph that the server does not hold: {to_one_line(iri)}",
                    where=find_place(text, token.start, name),
                    hint='kg sparql "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }" lists them',
                )
        try:
            return self.stream(declare_prefixes(text), name)
        except QuerySyntaxError as error:  # places count in the query as it was typed
            raise find_syntax_fault(text, name) or error from None

    def _has_graph(self, iri: str) -> bool:
        found = self._run_once(f"ASK {{ GRAPH {ox.NamedNode(iri)} {{ ?s ?p ?o }} }}", ())
        return _is_true(found)

    def find_triples(
        self,
        subjects: Collection[ox.NamedNode] | None = None,
        predicates: Collection[ox.NamedNode] | None = None,
        objects: Collection[ox.NamedNode | ox.Literal] | None = None,
    ) -> Iterator[ox.Triple]:
        """Yield the triples whose parts are among those given; see `Engine.find_triples`."""
        given = {"s": subjects, "p": predicates, "o": objects}
        parts = {name: list(terms) for name, terms in given.items() if terms is not None}
        if not all(parts.values()):
            return
        longest = max(parts, key=lambda name: len(parts[name]), default="")
        many = parts.get(longest, [])
        for start in range(0, max(1, len(many)), _TERMS_A_CALL):
            chosen = {**parts, longest: many[start : start + _TERMS_A_CALL]} if longest else parts
            values = " ".join(to_values(name, terms) for name, terms in chosen.items())
            text = f"SELECT DISTINCT ?s ?p ?o WHERE {{ {values} ?s ?p ?o }}"
            for subject, predicate, target in self.run(text, "look-up").rows:
                if isinstance(subject, ox.NamedNode | ox.BlankNode) and isinstance(predicate, ox.NamedNode):
                    yield ox.Triple(subject, predicate, cast("Term", target))

    @cached_property
    def _dataset_fields(self) -> Fields:
        """Form fields that say which graphs a query without FROM sees."""
        graphs = sorted(self.pushed_graphs)
        if graphs and len(graphs) <= self.profile.most_graphs:
            kinds = ("default-graph-uri", "named-graph-uri")
            return tuple((kind, graph) for kind in kinds for graph in graphs)
        return self.profile.union

    def _ask_boolean(self, text: str, fields: Fields, name: str) -> RowStream:
        """Return the answer to an ASK; Virtuoso gives 1 or 0 as if it were rows."""
        return RowStream(("answer",), iter([(ox.Literal(_is_true(self._run_once(text, fields, name))),)]))

    def _select(self, text: str, query: QueryText, fields: Fields, name: str) -> RowStream:
        whole, offset, limit = query.without_slice()
        cap = self.profile.row_cap
        if cap and query.order and not self.profile.sorts_beyond_cap and offset + (limit or 0) > cap:
            columns = query.columns or self._run_once(whole.to_columns(), fields).columns
            end = None if limit is None else offset + limit
            return RowStream(columns, islice(self._iter_pages(whole, fields, columns, cap), offset, end))
        with ExitStack() as stack:
            answer = self._ask(stack, text, fields, name)
            held = list(islice(answer.stream.rows, _HELD))
            if len(held) == _HELD:
                stack_of_rows = stack.pop_all()
                return RowStream(
                    answer.stream.columns, self._iter_long(held, answer, query, fields, stack_of_rows)
                )
        columns = answer.stream.columns
        if not self._looks_cut(len(held), answer) or self._count(query, fields) <= len(held):
            return RowStream(columns, self._iter_once(query, held))
        return RowStream(columns, self._iter_pages(query, fields, columns, len(held)))

    def _iter_long(
        self, held: list[Row], answer: _Answer, query: QueryText, fields: Fields, stack: ExitStack
    ) -> Iterator[Row]:
        """Yield the rows of an answer too long to be kept; where it was cut, that can only be said."""
        count = 0
        with stack:
            for row in chain(held, answer.stream.rows):
                count += 1
                yield row
        if self._looks_cut(count, answer):
            whole = self._count(query, fields)
            if whole > count:
                raise IncompleteAnswerError(
                    f"the server cut the answer at {count} of {whole} rows",
                    where=self.identity,
                    hint="ask for fewer rows with LIMIT and OFFSET",
                )

    def _iter_once(
        self, query: QueryText, rows: Iterable[Row], seen: set[Row] | None = None
    ) -> Iterator[Row]:
        """Yield rows; where they shall be distinct and the server does not see to it, each only once."""
        if not (query.is_distinct and self.profile.repeats_rows):
            yield from rows
            return
        seen = set() if seen is None else seen
        for row in rows:
            if row not in seen:
                seen.add(row)
                yield row

    def _looks_cut(self, count: int, answer: _Answer) -> bool:
        """Return whether an answer may be cut: it says so, is as long as a cap, or suspiciously round."""
        if answer.told_cap is not None or (
            self.profile.row_cap is not None and count >= self.profile.row_cap
        ):
            return True
        is_round = count >= 1000 and (count % 1000 == 0 or count & (count - 1) == 0)
        return is_round and not self.profile.never_cuts

    def _count(self, query: QueryText, fields: Fields) -> int:
        count = _to_count(self._run_once(query.count_rows(), fields))
        if count is not None:
            return count
        raise IncompleteAnswerError(
            "the answer may have been cut short, and the server cannot count its rows", where=self.identity
        )

    def _iter_pages(
        self, query: QueryText, fields: Fields, columns: Sequence[str], size: int
    ) -> Iterator[Row]:
        """Yield all rows of a SELECT page by page, and make sure that they are as many as were counted."""
        whole = self._count(query, fields)
        strange = [name for name in query.order_variables if name not in columns]
        if strange:
            raise IncompleteAnswerError(
                f"the server cut the answer at {size} of {whole} rows; to fetch the rest, ?{strange[0]} must "
                "be a column, since ORDER BY names it",
                where=self.identity,
                hint=f"select ?{strange[0]} too, or ask for fewer rows with LIMIT",
            )
        given = 0
        seen: set[Row] = set()
        for number in range(_MOST_PAGES):
            text = query.page(columns, size, number * size, not self.profile.sorts_beyond_cap)
            page = self._run_once(text, fields).rows
            for row in self._iter_once(query, page, seen):
                yield row
                given += 1
            if not page or given >= whole:
                break
        if given != whole:
            raise IncompleteAnswerError(
                f"the server gave {given} of {whole} rows in pages",
                where=self.identity,
                hint="it may have changed meanwhile; try again",
            )

    def _construct_here(self, query: QueryText, fields: Fields, name: str) -> RowStream:
        """Return the triples of a CONSTRUCT, made here from its solutions, which can be counted and paged.

        A capped server cuts triples without a word: Virtuoso 7.2 sends no header for them.
        """
        text = query.to_select()
        solutions = self._select(text, dissect(text), fields, name)

        def iter_triples() -> Iterator[Row]:
            empty = ox.Store()
            seen: set[ox.Triple] = set()
            while chunk := list(islice(solutions.rows, _SOLUTIONS_A_CALL)):
                made = empty.query(query.to_construct(solutions.columns, chunk))
                fresh = [triple for triple in cast("ox.QueryTriples", made) if triple not in seen]
                seen.update(fresh)
                yield from ((triple.subject, triple.predicate, triple.object) for triple in fresh)

        return RowStream(TRIPLE_COLUMNS, iter_triples())

    def _fetch_triples(self, text: str, query: QueryText, fields: Fields, name: str) -> RowStream:
        with ExitStack() as stack:
            body = self._post(stack, text, fields, _ACCEPT_TRIPLES, name)
            kind = ox.RdfFormat.TURTLE if body.content_type == "text/turtle" else ox.RdfFormat.N_TRIPLES
            found = collect(read_triples(body, kind, lambda error: self._explain(body, error)))
            body.check()
        cap = self.profile.row_cap
        if query.form == "DESCRIBE" and cap is not None and len(found.rows) >= cap:
            raise IncompleteAnswerError(
                f"the server cuts answers at {cap} statements, and this one is as long", where=self.identity
            )
        return RowStream(found.columns, iter(found.rows))

    def _run_once(self, text: str, fields: Fields, name: str = "query") -> Rows:
        """Return the rows that one request brings, without a look at whether they are all."""
        with ExitStack() as stack:
            return collect(self._ask(stack, text, fields, name).stream)

    def _ask(self, stack: ExitStack, text: str, fields: Fields, name: str = "query") -> _Answer:
        """Return the answer to one request, whose connection lasts as long as the stack."""
        body = self._post(stack, text, fields, _ACCEPT_ROWS, name)
        server, cap = body.headers.get("server", ""), body.headers.get("x-sparql-maxrows", "")
        source = BlankNodeFilter(body) if "virtuoso" in server.lower() else body
        stream = read_rows(source, lambda error: self._explain(body, error))
        rows = self._iter_checked(stream.rows, body)
        return _Answer(RowStream(stream.columns, rows), int(cap) if cap.isdigit() else None, server)

    def _iter_checked(self, rows: Iterator[Row], body: Body) -> Iterator[Row]:
        for row in rows:
            yield tuple(map(_to_canonical, row))
        body.check()

    def _post(self, stack: ExitStack, text: str, fields: Fields, accept: str, name: str) -> Body:
        form = [("query", text), *fields]
        try:
            body = stack.enter_context(self.transport.post_form(self.url, form, accept))
        except RefusedError as error:
            fault = find_syntax_fault(text, name) if error.status in (400, 500) else None
            if fault is None:
                raise
            raise fault from None
        if "html" in body.content_type:
            raise EngineError(
                "the server answers with a web page, not with results",
                where=self.identity,
                hint="is this its address for queries?",
            )
        return body

    def _explain(self, body: Body, error: Exception) -> BaseException:
        """Return the error for an answer that is no results, or breaks off."""
        if isinstance(error, MemoryError):
            return to_oversize(self.identity)
        for _ in range(_READS_MORE):  # what the server says about it may come in the next piece
            body.read(_SPOKEN_BYTES)
        if body.failure is not None:
            return body.failure
        if not body.tail.strip():
            return IncompleteAnswerError("the server's answer is empty", where=self.identity)
        spoken = _SPOKEN.search(body.tail)
        if body.begins_with_results and spoken:
            told = self.transport.credentials.hide(to_one_line(spoken.group().decode("ascii")))
            message = f"the server broke off its answer: {told}"
            return IncompleteAnswerError(message, where=self.identity, hint="it may need more time")
        if body.begins_with_results and not body.is_other_json:
            message = "the server stopped in the middle of its answer"
            return IncompleteAnswerError(message, where=self.identity, hint="try again")
        return EngineError(
            f"the server's answer is no SPARQL result: {to_one_line(str(error))}",
            where=self.identity,
            hint="is this its address for queries?",
        )


def _to_canonical(term: Term | None) -> Term | None:
    """Return a truth value as true or false, which Virtuoso writes as 1 or 0; any other term as it is.

    Source: XML Schema Part 2, section 3.2.2.2, https://www.w3.org/TR/xmlschema-2/#boolean
    """
    if isinstance(term, ox.Literal) and term.value in ("0", "1") and term.datatype == _BOOLEAN:
        return ox.Literal(term.value == "1")
    return term


def _to_count(found: Rows) -> int | None:
    """Return the number in the only cell, None where there is none."""
    term = found.rows[0][0] if len(found.rows) == 1 else None
    return int(term.value) if isinstance(term, ox.Literal) and term.value.isdigit() else None


def _is_true(found: Rows) -> bool:
    """Return what an ASK answers: a boolean, or with Virtuoso the number 1 as if it were a row."""
    return (
        bool(found.rows)
        and isinstance(found.rows[0][0], ox.Literal)
        and found.rows[0][0].value in ("true", "1")
    )
