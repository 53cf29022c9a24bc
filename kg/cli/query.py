"""`kg query` and `kg sparql`: canned questions, and queries of one's own."""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.shell_completion import CompletionItem

from kg.cli.completion import complete_choice, complete_question, complete_thing
from kg.cli.options import SECONDS, open_server
from kg.cli.rows import AnswerOptions, RowOptions, answer_options, row_options
from kg.errors import QueryError
from kg.queries.header import NO_LIMIT

if TYPE_CHECKING:
    from kg.queries.catalogue import Question
    from kg.queries.header import Parameter

_SECONDS: Final = 30.0  # for a query of one's own, where nobody says otherwise
_BEGINNING: Final = re.compile(
    "SELECT|ASK|CONSTRUCT|DESCRIBE|PREFIX|BASE|INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|ADD|MOVE|COPY|WITH"
)  # words with which a query or an update begins; a file of such a name is given as ./SELECT
_RESERVED: Final = frozenset({"format", "output", "build", "help", "asOf", "card", "fresh"})


class QuestionGroup(click.Group):
    """A group whose subcommands are the question files, read when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        """Return the names of all questions, by topic."""
        from kg.queries.catalogue import find_questions

        return list(find_questions())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002 - as above
        """Return the command that asks one question; for an unknown name the error tells the nearest ones."""
        from kg.queries.catalogue import load_question

        return _make_command(load_question(cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write nothing: the list is what `kg query` prints."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return questions that begin as typed, without making a command of each."""
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [*complete_question(ctx, self.params[0], incomplete), *options]


@click.group(cls=QuestionGroup, invoke_without_command=True, subcommand_metavar="[QUESTION] [ARGS]...")
@click.option("--export", is_flag=True, help="Write all questions as Turtle: SHACL SPARQL examples.")
@click.pass_context
def query(ctx: click.Context, export: bool) -> None:
    """List the canned questions, or ask one: kg query QUESTION --help shows what it takes.

    Example: kg query mechanisms-of-material --material Mg
    """
    if ctx.invoked_subcommand is None:
        click.echo(_export_questions() if export else _list_questions(), nl=False)
    elif export:
        raise click.UsageError("--export writes all questions; leave the name out")


@click.command()
@click.argument("text")
@row_options
@click.option(
    "--timeout",
    type=SECONDS,
    help=f"Seconds after which the query is ended.  [default: what kg --timeout says, else {_SECONDS:g}]",
)
@click.option(
    "--allow-service",
    metavar="URL",
    multiple=True,
    help="A server that SERVICE may call; may be given more than once.",
)
def sparql(text: str, timeout: float | None, allow_service: tuple[str, ...], options: RowOptions) -> None:
    """Run a SPARQL query: TEXT is the query, a file that holds it, or - for stdin.

    The query runs in a process of its own, sees all graphs together, and knows the project's prefixes.
    The columns of SELECT * come in the order in which the query first names them.

    Example: kg sparql "SELECT ?label WHERE { ?m a al:Mechanism ; rdfs:label ?label } ORDER BY ?label"
    """
    name, body = read_query(text)
    server = open_server(timeout)
    if server is not None:
        options.write_stream(server.stream_free(body, name, allow_service))
        return
    from kg.engines.guard import DEFAULT_MEMORY_MB, stream_guarded

    seconds = timeout or click.get_current_context().find_root().meta.get("kg.timeout", _SECONDS)
    with stream_guarded(options.build, body, seconds, DEFAULT_MEMORY_MB, name, allow_service) as stream:
        options.write_stream(stream)


def parse_values(question: "Question", words: Sequence[str]) -> dict[str, str]:
    """Return the values that a command line gives to a question: words such as --material Mg.

    Raises:
        UsageError: there is another word among them.
    """
    command = click.Command(question.name, callback=lambda **values: _to_values(question, values))
    for parameter in question.header.parameters.values():
        _parameter_option(parameter)(command)
    told = f"kg cite --question {question.name}"
    values: dict[str, str] = command.main(list(words), prog_name=told, standalone_mode=False)
    return values


def _to_values(question: "Question", options: Mapping[str, str | None]) -> dict[str, str]:
    names = {parameter.lower(): parameter for parameter in question.header.parameters}
    return {names[key.replace("_", "")]: value for key, value in options.items() if value is not None}


def _make_command(question: "Question") -> click.Command:
    def ask(options: AnswerOptions, **values: str | None) -> None:
        graph = options.open()
        answer = graph.stream(question, _to_values(question, values))
        options.write_answer(answer, graph)

    callback = answer_options(ask)
    for parameter in reversed([*question.header.parameters.values()]):
        callback = _parameter_option(parameter)(callback)
    return click.command(question.name, help=_describe(question))(callback)


def _parameter_option(parameter: "Parameter") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    if parameter.name in _RESERVED:
        raise QueryError(f"a parameter must not be called {parameter.name}")
    choices = f" One of: {', '.join(parameter.choices)}." if parameter.choices else ""
    no_limit = f" {NO_LIMIT}: no limit." if parameter.bound else ""
    default = f" Default: {parameter.default}." if parameter.default is not None else ""
    example = f" Example: {parameter.option} {_quote(parameter.example)}."
    description = f"{parameter.description[0].upper()}{parameter.description[1:]}"
    told = f"{description}.{choices}{default}{example}{no_limit}"
    key = parameter.option.removeprefix("--").replace("-", "_")
    complete = complete_choice((parameter.example, NO_LIMIT) if parameter.bound else parameter.choices)
    if parameter.type == "entity":
        complete = complete_thing(*parameter.classes)
    return click.option(
        parameter.option, key, metavar=parameter.type.upper(), help=told, shell_complete=complete
    )


def _describe(question: "Question") -> str:
    header = question.header
    values = "".join(f" {p.option} {_quote(p.example)}" for p in header.parameters.values() if p.required)
    example = f"Example: kg query {question.name}{values}"
    return f"{header.summary}\n\n{header.description}\n\n\b\n{example}"


def _export_questions() -> str:
    from kg.queries.catalogue import load_catalogue
    from kg.queries.export import to_turtle

    return to_turtle(load_catalogue())


def _list_questions() -> str:
    from kg.queries.catalogue import load_catalogue

    lines: list[str] = []
    topic = ""
    for question in load_catalogue():
        if question.topic != topic:
            topic = question.topic
            lines.append(f"{'' if not lines else chr(10)}{topic}")
        options = "".join(f" {p.option}" for p in question.header.parameters.values() if p.required)
        lines.append(f"  {question.name + options:<48}  {question.header.summary}")
    lines.append("\nkg query QUESTION --help tells what a question takes.")
    return "\n".join(lines) + "\n"


def read_query(text: str) -> tuple[str, str]:
    """Return name and text of a query that is given as text, as a file that holds it, or as - for stdin.

    Raises:
        UsageError: it is neither a query nor a file in UTF-8.
    """
    if text == "-":
        return "stdin", _decode(sys.stdin.buffer.read(), "stdin")
    if not text.strip():
        raise click.UsageError("the query is empty")
    first = text.split(maxsplit=1)[0].upper()
    looks_like_path = not _BEGINNING.fullmatch(first) and not {"{", "\n"} & {*text} and len(text) < 4096
    if not looks_like_path:
        return "query", text
    try:
        return text, _decode(Path(text).read_bytes(), text)
    except (FileNotFoundError, ValueError) as error:  # ValueError: a NUL in the name
        raise click.UsageError(f"{text!r} is neither a query (it has no braces) nor a file") from error


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")  # a byte order mark is no part of a query
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{name} is not a text in UTF-8") from error


def _quote(value: str) -> str:
    import shlex

    return shlex.quote(value)
