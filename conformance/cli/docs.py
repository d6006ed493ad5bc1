"""conformance docs: write the pages that are generated from the sources."""

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from conformance.cli.saying import echo
from conformance.cli.usage_page import usage_page
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.report.compare.comparison import Comparison
from conformance.report.pages.causes_page import causes_page
from conformance.report.pages.invariants_page import invariants_page
from conformance.report.pages.practices import practices_page
from conformance.report.pages.profiles_page import profiles_page
from conformance.report.pages.schemas import schema_page
from conformance.report.run_file import RunFile
from conformance.upgrade.gate_file import Gate

_WRONG = 1

PAGES: Mapping[str, Callable[[], str]] = {
    "causes.md": lambda: causes_page(load_taxonomy()),
    "invariants.md": invariants_page,
    "practices.md": practices_page,
    "profiles.md": profiles_page,
    "usage.md": usage_page,
    "comparison.schema.json": lambda: schema_page(Comparison, "comparison.json of a run, and of conformance compare --json"),
    "gate.schema.json": lambda: schema_page(Gate, "gate.json of the gate of an upgrade"),
    "run.schema.json": lambda: schema_page(RunFile, "run.json of a run"),
}
"""By the names of the files in docs/, what makes them."""


@click.command(epilog=f"Pages: {', '.join(PAGES)}.")
@click.option(
    "--directory", metavar="DIR", type=click.Path(path_type=Path), default=Path("docs"), show_default=True, help="Where the pages are."
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a page is not what the sources give.")
@click.pass_context
def docs(context: click.Context, directory: Path, check: bool) -> None:
    """Write the pages that are generated from the sources.

    \b
    Exit codes:
      0  the pages are what the sources give
      1  with --check: one is not; or a source is wrong, in a line that names its file
      2  the command line is not right
    """
    try:
        pages = {directory / name: page() for name, page in PAGES.items()}
    except (SuiteFault, UsageProblem) as fault:
        echo(f"error: {fault}", err=True)
        context.exit(_WRONG)
    stale = [path for path, page in pages.items() if not path.is_file() or path.read_text(encoding="utf-8") != page]
    for path in stale:
        if check:
            echo(f"error: {path} is not what its sources give; run 'conformance docs'", err=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages[path], encoding="utf-8")
    context.exit(_WRONG if check and stale else 0)
