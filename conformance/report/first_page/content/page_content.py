"""All that the page says, in the order in which it is said."""

from dataclasses import dataclass

from conformance.report.compare.comparison import Comparison
from conformance.report.first_page.content.ages import Ages, ages
from conformance.report.first_page.content.causes import Cause, Trouble, causes, troubles
from conformance.report.first_page.content.changes import Changes, changes
from conformance.report.first_page.content.forecast import Forecast, forecast
from conformance.report.first_page.content.headline import Headline, headline
from conformance.report.first_page.content.hosts import HostRow, Violation, host_rows, violations
from conformance.report.first_page.content.matrix import PairMatrix, matrices
from conformance.report.first_page.content.patterns import Pattern, patterns
from conformance.report.first_page.content.skips import Issue, Skip, issues, skips
from conformance.report.first_page.content.spread import Spread, spreads
from conformance.report.run_file import RunFile
from conformance.run_dir.pair_results import Latest


@dataclass(frozen=True)
class PageContent:
    """matrices: each with what fails together in it. changes: None where there was no baseline; ages: where no pair has a result."""

    run: RunFile
    headline: Headline
    changes: Changes | None
    causes: tuple[Cause, ...]
    troubles: tuple[Trouble, ...]
    matrices: tuple[tuple[PairMatrix, tuple[Pattern, ...]], ...]
    hosts: tuple[HostRow, ...]
    violations: tuple[Violation, ...]
    forecast: Forecast | None
    spreads: tuple[Spread, ...]
    ages: Ages | None
    skips: tuple[Skip, ...]
    issues: tuple[Issue, ...]


def page_content(run: RunFile, comparison: Comparison | None, latest: Latest) -> PageContent:
    """The content of the page.

    :param latest: the newest results of the cloud's pairs, over all runs
    """
    found = causes(run)
    return PageContent(
        run=run,
        headline=headline(run, found),
        changes=changes(comparison) if comparison else None,
        causes=tuple(found),
        troubles=tuple(troubles(run)),
        matrices=tuple((matrix, tuple(patterns(matrix, run.hosts))) for matrix in matrices(run.tests, run.hosts)),
        hosts=tuple(host_rows(run)),
        violations=tuple(violations(run)),
        forecast=forecast(run),
        spreads=tuple(spreads(run)),
        ages=ages(run, latest),
        skips=tuple(skips(run)),
        issues=tuple(issues(run)),
    )
