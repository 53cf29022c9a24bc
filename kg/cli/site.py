"""`kg site`: the graph as a static site that works offline."""

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from kg.cli.options import jobs_option


def to_day(_: click.Context, parameter: click.Parameter, value: str) -> str:
    """Return the day that is given, else that of SOURCE_DATE_EPOCH, else "".

    Source: https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        if value:
            return date.fromisoformat(value).isoformat()
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat() if epoch else ""
    except (ValueError, OverflowError, OSError) as error:
        told = f"{value!r} is no day" if value else f"SOURCE_DATE_EPOCH={epoch!r} is no number of seconds"
        raise click.BadParameter(told, param=parameter) from error


@click.command(short_help="Write the site: a page for every thing.")
@click.option("-o", "--output", default="public", type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--papers", type=click.Path(path_type=Path), help="Folder of the knowledge files.")
@click.option(
    "--texts", type=click.Path(path_type=Path), help="Folder of the papers' texts, to show passages."
)
@click.option(
    "-b", "--build", default="build", type=click.Path(path_type=Path), help="Folder of the built graph."
)
@click.option(
    "--base-url",
    default="",
    help="Where the site will be, for full addresses and, below the top of a host, for 404.html.",
)
@click.option(
    "--issues-url", default="", help="Where errors are reported: a page for new issues, or mailto:NAME@HOST."
)
@click.option("--force", is_flag=True, help="Make it even if it seems up to date; overwrite files of others.")
@click.option("--watch", is_flag=True, help="Stay, and write the site again after each change.")
@click.option(
    "--date",
    "day",
    default="",
    callback=to_day,
    help="Day of publication, as 2026-11-22, for the descriptions. Default: that of SOURCE_DATE_EPOCH.",
)
@jobs_option
@click.option("--crate", is_flag=True, help="Describe the folder as an RO-Crate too.")
def site(
    output: Path,
    papers: Path | None,
    texts: Path | None,
    build: Path,
    base_url: str,
    issues_url: str,
    force: bool,
    watch: bool,
    day: str,
    jobs: int,
    crate: bool,
) -> None:
    """Build and check the graph and write the site, which can be opened from the folder or put on any host.

    Every page is made and checked before any is put in place; only what changed is written.

    Example: kg site -o public
    """
    from kg.publish.options import SiteOptions
    from kg.publish.site import build_site
    from kg.publish.watch import to_lines, watch_site
    from kg.resources import find_papers

    options = SiteOptions(
        papers or find_papers(), output, build, texts, base_url, force, crate, issues_url, day, jobs
    )
    if watch:
        watch_site(options, lambda told: click.echo("\n".join(to_lines(told)), err=True))
    report = build_site(options)
    for problem in (found for found in report.problems if found.severity != "info"):
        click.echo(str(problem), err=not report.failed)
    click.echo(report.summary, err=True)
    sys.exit(3 if report.failed else 0)
