"""`kg completion`: the script that lets a shell complete commands, questions, options, things and formats."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import click
from click.shell_completion import CompletionItem, get_completion_class

SHELLS: Final = ("bash", "zsh", "fish")
VARIABLE: Final = "_KG_COMPLETE"  # Source: https://click.palletsprojects.com/en/stable/shell-completion/
Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the completion script for SHELL.

    In ~/.bashrc: eval "$(kg completion bash)". In ~/.zshrc: eval "$(kg completion zsh)". For fish:
    kg completion fish > ~/.config/fish/completions/kg.fish

    Example: kg completion bash
    """
    from kg.cli.main import cli

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(cli, {}, "kg", VARIABLE).source())


def complete_question(_ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Return the names of questions that begin as typed, with their summaries."""
    from kg.queries.catalogue import load_catalogue

    questions = [question for question in load_catalogue() if question.name.startswith(typed)]
    return [CompletionItem(question.name, help=question.header.summary) for question in questions]


def complete_thing(*classes: str) -> Complete:
    """Return a completion of names of things of some classes, by default of all that people ask for."""

    def complete(ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
        from kg.engines.local import open_engine
        from kg.errors import KgError
        from kg.queries.entities import SHOWN_CLASSES
        from kg.queries.suggestions import find_suggestions

        try:
            engine = open_engine(Path(ctx.params.get("build") or "build"))
            found = find_suggestions(engine, typed, classes or SHOWN_CLASSES)
        except (KgError, OSError, RuntimeError):
            return []  # a shell that completes nothing is better than one that prints errors
        return [CompletionItem(name, help=label) for name, label in found]

    return complete


def complete_choice(choices: tuple[str, ...]) -> Complete:
    """Return a completion of fixed words."""

    def complete(_ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
        return [CompletionItem(choice) for choice in choices if choice.startswith(typed)]

    return complete
