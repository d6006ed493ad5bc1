"""conformance docs: write the pages that are generated from the sources."""

from pathlib import Path

import click

from conformance.classify.taxonomy import load_taxonomy
from conformance.model.errors import SuiteFault
from conformance.report.causes_page import causes_page

_WRONG = 1


@click.command()
@click.option(
    "--directory", metavar="DIR", type=click.Path(path_type=Path), default=Path("docs"), show_default=True, help="Where the pages are."
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a page is not what the sources give.")
@click.pass_context
def docs(context: click.Context, directory: Path, check: bool) -> None:
    """Write the pages that are generated from the sources: causes.md.

    \b
    Exit codes:
      0  the pages are what the sources give
      1  with --check: one is not; or a source is wrong, in a line that names its file
      2  the command line is not right
    """
    try:
        page = causes_page(load_taxonomy())
    except SuiteFault as fault:
        click.echo(f"error: {fault}", err=True)
        context.exit(_WRONG)
    path = directory / "causes.md"
    if not check:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    elif not path.is_file() or path.read_text(encoding="utf-8") != page:
        click.echo(f"error: {path} is not what the cause files give; run 'conformance docs'", err=True)
        context.exit(_WRONG)
