"""How the times of an operation are spread, as a histogram with its median and its upper 95 %."""

import altair as alt
from markupsafe import Markup

from conformance.report.first_page.content.spread import Spread
from conformance.report.first_page.drawing.svg import drawn

_WIDTH, _HEIGHT = 300, 90


def histogram(spread: Spread) -> Markup:
    """Draws the distribution: bars of one width over seconds, and lines at the median and the upper 95 %."""
    scale = alt.Scale(domain=[spread.bars[0][0], spread.bars[-1][1]], nice=False, zero=False)
    axis = alt.Axis(
        title="seconds", grid=False, tickCount=5, domainColor="var(--line)", tickColor="var(--line)", labelColor="var(--quiet)",
        titleColor="var(--quiet)", titleFontWeight=400, labelFontSize=11, titleFontSize=11,
    )  # fmt: skip
    counts = alt.Axis(
        title="operations", grid=True, tickCount=2, tickMinStep=1, format="d", domain=False, ticks=False, gridColor="var(--line)",
        labelColor="var(--quiet)", titleColor="var(--quiet)", titleFontWeight=400, labelFontSize=11, titleFontSize=11,
    )  # fmt: skip
    bars = alt.Chart(alt.NamedData("bars")).mark_rect(aria=False, color="var(--bar)", stroke="var(--page)", strokeWidth=0.5)
    marks = alt.Chart(alt.NamedData("marks")).mark_rule(aria=False, color="var(--ink)", strokeWidth=1.5)
    high = alt.Chart(alt.NamedData("high")).mark_rule(aria=False, color="var(--ink)", strokeWidth=1.5, strokeDash=[4, 3])
    layers = (
        bars.encode(
            x=alt.X("from", type="quantitative", scale=scale, axis=axis),
            x2="to",
            y=alt.Y("count", type="quantitative", axis=counts),
            y2=alt.datum(0),
        ),
        marks.encode(x=alt.X("at", type="quantitative", scale=scale)),
        high.encode(x=alt.X("at", type="quantitative", scale=scale)),
    )
    chart = alt.layer(*layers).properties(width=_WIDTH, height=_HEIGHT, padding=4).configure_view(stroke=None)
    data = {
        "bars": [{"from": low, "to": high, "count": count} for low, high, count in spread.bars if count],
        "marks": [{"at": spread.median}],
        "high": [{"at": spread.high}],
    }
    what = f"{spread.kind.replace('-', ' ')}: {spread.measure} in seconds, by number of operations"
    return drawn(chart, data, what)
