"""`kg site`: the graph as one page that works offline."""

import sys
from pathlib import Path

import click


@click.command(short_help="Write the site: picture and answers.")
@click.option("-o", "--output", default="public", type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--papers", type=click.Path(path_type=Path), help="Folder of the knowledge files.")
@click.option(
    "--texts", type=click.Path(path_type=Path), help="Folder of the papers' texts, to show passages."
)
@click.option(
    "-b", "--build", default="build", type=click.Path(path_type=Path), help="Folder of the built graph."
)
def site(output: Path, papers: Path | None, texts: Path | None, build: Path) -> None:
    """Build and check the graph, answer every question, and write OUTPUT/index.html.

    Example: kg site -o public
    """
    from kg.publish.site import SiteOptions, build_site
    from kg.resources import find_papers

    report = build_site(SiteOptions(papers or find_papers(), output, build, texts))
    for problem in (found for found in report.problems if found.severity != "info"):
        click.echo(str(problem), err=not report.failed)
    click.echo(report.summary, err=True)
    sys.exit(3 if report.failed else 0)
