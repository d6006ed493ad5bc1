"""The page's text: a template that escapes all that it is given, with one style and one script, which a policy names by their hashes."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from conformance.model.operation import ON_HOSTS
from conformance.report.first_page.cells import cells
from conformance.report.first_page.content.about import about, short_names
from conformance.report.first_page.content.forecast import CAME
from conformance.report.first_page.content.hosts import operations_on_hosts
from conformance.report.first_page.content.page_content import PageContent
from conformance.report.first_page.content.words import counted, lasted, named, short_seconds
from conformance.report.first_page.drawing.heatmap import SIGNS, heatmap
from conformance.report.first_page.drawing.histogram import histogram
from conformance.report.first_page.template import ASSETS, asset, hash_of, style, template
from conformance.report.run_file import TestRecord
from conformance.text.writing import json_text

_POLICY = "default-src 'none'; script-src '{script}'; style-src '{style}'; base-uri 'none'; form-action 'none'"
"""Nothing names a host, and nothing runs but the one script; the page asks nobody for anything."""


def page(content: PageContent, links: Mapping[str, str], report: str | None, files: Sequence[str]) -> str:
    """The page.

    :param links: by test, the id of its result in the report
    :param report: the report's file, beside the page; None: there is none, and no link
    :param files: names of the run's files, beside the page
    """
    links = links if report else {}
    names = short_names(content.run.hosts)
    order = {host: place for place, host in enumerate(content.run.hosts)}
    maps = [(matrix, found, heatmap(matrix, found, names)) for matrix, found in content.matrices]

    def href(test: TestRecord | str) -> str | None:
        """An address that no text from outside is a part of."""
        found = links.get(test if isinstance(test, str) else test.id)
        return f"{report}#{found}" if found else None

    script, css = asset("page.js"), style()
    return template(ASSETS, "page.html.j2").render(
        about=about,
        came=CAME,
        content=content,
        counted=counted,
        data=_embedded({"report": report or "", "maps": [cells(matrix, links) for matrix, _ in content.matrices]}),
        files=files,
        histograms=[(spread, histogram(spread)) for spread in content.spreads],
        href=href,
        lasted=lasted,
        legend=SIGNS,
        maps=maps,
        names=lambda hosts: named(hosts, order),
        on_hosts=[(ON_HOSTS.index(kind), kind.replace("-", " ")) for kind in operations_on_hosts(content.run)],
        policy=_POLICY.format(script=hash_of(script), style=hash_of(css)),
        report=report,
        run=content.run,
        script=Markup(script),  # noqa: S704 - a file of this package
        seconds=short_seconds,
        style=Markup(css),  # noqa: S704 - the same
    )


def _embedded(content: object) -> Markup:
    """JSON in a script element, which no text in it can end: `<`, `>` and `&` are written as JSON escapes them."""
    text = json_text(content)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - what would be mark-up is escaped
