"""The `kg` command: subcommands are imported only when they are called, so that help is instant."""

import importlib
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from kg import __version__
from kg.cli.ending import EXIT_CODES, WRONG_USE, heed_signals
from kg.cli.options import server_options
from kg.errors import DAMAGE, KgError, QueryError, QuerySyntaxError, to_printable

COMMANDS: Final[dict[str, str]] = {
    "build": "kg.cli.build:build",
    "check": "kg.cli.check:check",
    "stats": "kg.cli.check:stats",
    "diff": "kg.cli.diff:diff",
    "schema": "kg.cli.schema:schema",
    "query": "kg.cli.query:query",
    "sparql": "kg.cli.query:sparql",
    "ask": "kg.cli.ask:ask",
    "find": "kg.cli.find:find",
    "show": "kg.cli.show:show",
    "path": "kg.cli.path:path",
    "compare": "kg.cli.compare:compare",
    "cite": "kg.cli.cite:cite",
    "network": "kg.cli.network:network",
    "push": "kg.cli.push:push",
    "load-script": "kg.cli.load_script:load_script",
    "doctor": "kg.cli.doctor:doctor",
    "view": "kg.cli.view:view",
    "chart": "kg.cli.chart:chart",
    "site": "kg.cli.site:site",
    "serve": "kg.cli.serve:serve",
    "completion": "kg.cli.completion:completion",
}

SUMMARIES: Final[dict[str, str]] = {
    "build": "Build the graph from knowledge files.",
    "check": "Check knowledge files, evidence and shapes.",
    "stats": "Count what the graph holds.",
    "diff": "Tell what changed since another version.",
    "schema": "Print the JSON Schema of a knowledge file.",
    "query": "List the canned questions, or run one.",
    "sparql": "Run a SPARQL query of your own.",
    "ask": "Ask in your own words.",
    "find": "Find things by name, mistyped or not.",
    "show": "Show all that is known about one thing.",
    "path": "Connect two things by chains of claims.",
    "compare": "Put tested cells side by side.",
    "cite": "Write the works behind an answer as BibTeX, RIS or CSL-JSON.",
    "network": "Write a network for other programs.",
    "push": "Put the graph on a SPARQL server.",
    "load-script": "Write a server's own bulk-load commands.",
    "doctor": "Compare a server's answers with the built graph's.",
    "view": "Draw an interactive picture.",
    "chart": "Draw reported values as a chart.",
    "site": "Write the site: a page for every thing.",
    "serve": "Serve the site and a SPARQL endpoint.",
    "completion": "Print the script that lets a shell complete words.",
}


class LazyGroup(click.Group):
    """A group that imports a subcommand only when it is called, and words every error in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all subcommands in the order of a first visit."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Return the subcommand, or None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module_name, _, attribute = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module_name), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of subcommands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in COMMANDS])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return subcommands and options that begin as typed, without importing any subcommand."""
        names = [name for name in COMMANDS if name.startswith(incomplete)]
        commands = [CompletionItem(name, help=SUMMARIES[name]) for name in names]
        return [*commands, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; a `KgError` becomes one line on stderr and an exit code of `EXIT_CODES`."""
        try:
            return super().invoke(ctx)
        except KgError as error:
            if ctx.params.get("debug"):
                raise
            raise _to_click_error(error) from error
        except OSError as error:
            if ctx.params.get("debug") or isinstance(error, BrokenPipeError):
                raise
            place = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(to_printable(f"{place}{error.strerror or error}")) from error
        except RuntimeError as error:
            if ctx.params.get("debug") or not str(error).startswith(DAMAGE):
                raise
            message = to_printable(f"the built graph is damaged: {error} (run: kg build --force)")
            raise click.ClickException(message) from error


def _to_click_error(error: KgError) -> click.ClickException:
    """Return what click prints and ends with; a fault in a query is shown under its line."""
    message = str(error)
    if isinstance(error, QuerySyntaxError) and error.excerpt:
        message += "".join(f"\n    {line}" for line in error.excerpt.split("\n"))
    told = click.ClickException(message)
    # A question with a place is broken itself; without one, what was typed does not fit.
    is_misfit = isinstance(error, QueryError) and not error.where
    told.exit_code = WRONG_USE if is_misfit else error.exit_code  # type: ignore[misc] # of the instance
    return told


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nExit codes:\n" + "\n".join(f"{code:>5}  {told}" for code, told in EXIT_CODES.items()),
)
@click.version_option(__version__, prog_name="kg")
@server_options
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool, **_: object) -> None:
    """Turn battery papers into a graph that people explore, question and publish.

    Example: kg build && kg query mechanisms-of-material --material Mg
    """


def main() -> None:
    """Run the command line."""
    heed_signals()
    cli(prog_name="kg")


if __name__ == "__main__":
    main()
