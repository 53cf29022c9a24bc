"""`kg site`: the graph as a static site that works offline."""

import sys
from pathlib import Path

import click


@click.command(short_help="Write the site: a page for every thing.")
@click.option("-o", "--output", default="public", type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--papers", type=click.Path(path_type=Path), help="Folder of the knowledge files.")
@click.option(
    "--texts", type=click.Path(path_type=Path), help="Folder of the papers' texts, to show passages."
)
@click.option(
    "-b", "--build", default="build", type=click.Path(path_type=Path), help="Folder of the built graph."
)
@click.option("--base-url", default="", help="Where the site will be, for full addresses.")
@click.option("--issues-url", default="", help="Where new issues are filed, for links to report errors.")
@click.option("--force", is_flag=True, help="Overwrite files of others in the folder.")
@click.option("--watch", is_flag=True, help="Stay, and write the site again after each change.")
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
    crate: bool,
) -> None:
    """Build and check the graph and write the site, which can be opened from the folder or put on any host.

    Every page is made and checked before any is put in place; only what changed is written.

    Example: kg site -o public
    """
    from kg.publish.site import SiteOptions, build_site
    from kg.publish.watch import to_lines, watch_site
    from kg.resources import find_papers

    options = SiteOptions(papers or find_papers(), output, build, texts, base_url, force, crate, issues_url)
    if watch:
        watch_site(options, lambda told: click.echo("\n".join(to_lines(told)), err=True))
    report = build_site(options)
    for problem in (found for found in report.problems if found.severity != "info"):
        click.echo(str(problem), err=not report.failed)
    click.echo(report.summary, err=True)
    sys.exit(3 if report.failed else 0)
