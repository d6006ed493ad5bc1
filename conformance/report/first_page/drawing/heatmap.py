"""The matrix of pairs as a heatmap: a row for each source, a column for each destination; colour and sign say how each pair ended."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
from markupsafe import Markup

from conformance.report.first_page.content.matrix import PairMatrix
from conformance.report.first_page.content.patterns import Pattern
from conformance.report.first_page.drawing.svg import drawn
from conformance.report.run_file import TestOutcome
from conformance.report.terminal.tables import Shown
from conformance.text.writing import for_terminal

SIGNS: Mapping[Shown, str] = {
    TestOutcome.FAILED: "M-1,-1L1,1M-1,1L1,-1",
    "known": "M-1,-.45L1,-.45M-1,.45L1,.45",
    TestOutcome.BROKEN: "M0,-1L0,.35M0,.85L0,1",
    TestOutcome.SKIPPED: "M-.8,0L0,-.8L.8,0L0,.8L-.8,0",
}
"""What is drawn into a cell, beside its colour; a pair that passed has none. Paths in a square from -1 to 1."""

_WIDTH = 900
"""Pixels that the cells of many hosts take together."""

_FONT = 11
_LETTER = 0.64
"""A letter's width, in sizes of the font, as a mean over names of hosts."""

_LONGEST_NAME = 28
_NAMES_APART = 13
"""Pixels between two names: names of hosts that fail as a whole are written first, then every so many others."""


@dataclass(frozen=True)
class Heatmap:
    """The chart, and where its cells are: the first one's corner and the width of one, in the pixels of the chart."""

    svg: Markup
    left: int
    top: int
    step: int


def heatmap(matrix: PairMatrix, patterns: Sequence[Pattern], names: Mapping[str, str]) -> Heatmap:
    """Draws the matrix.

    :param names: by host, the name that is written: short, and of one kind
    """
    labels = [_cut(for_terminal(names[host])) for host in matrix.hosts]
    size = len(labels)
    longest = max((len(label) for label in labels), default=0) * _LETTER * _FONT
    step = max(8, min(max(44, int(longest) + 10), _WIDTH // max(size, 1), 96 if size <= 6 else 44))
    upright = longest + 8 > step
    left, top = max(int(longest) + 16, 74), (int(longest) if upright else _FONT + 4) + 12
    blamed_rows = {host for pattern in patterns if len(pattern.sources) == 1 for host in pattern.sources}
    blamed_columns = {host for pattern in patterns if len(pattern.destinations) == 1 for host in pattern.destinations}
    rows: dict[str, list[dict[str, Any]]] = {
        "cells": list(_runs(matrix)),
        "signs": [{"x": column + 0.5, "y": row + 0.5, "ended": cell.ended} for row, column, cell in matrix.drawn if cell.ended in SIGNS],
        "lines": [{"at": place} for place in range(size + 1)],
        "rows": list(_names(matrix.hosts, labels, blamed_rows, step)),
        "columns": list(_names(matrix.hosts, labels, blamed_columns, step)),
        "corner": [{"name": "from ↓ to →"}],
    }
    chart = alt.layer(*_layers(size, step, upright)).properties(width=size * step, height=size * step, padding=_padding(left, top))
    chart = chart.configure_view(stroke=None).configure(autosize="none")
    kind = matrix.kind.replace("-", " ")
    return Heatmap(drawn(chart, rows, f"{kind}: pairs of hosts by outcome, source in rows, destination in columns"), left, top, step)


def _padding(left: int, top: int) -> dict[str, int]:
    return {"left": left, "top": top, "right": 4, "bottom": 4}


def _layers(size: int, step: int, upright: bool) -> Iterator[alt.Chart]:
    scale = alt.Scale(domain=[0, size], nice=False, zero=True)
    down = alt.Scale(domain=[0, size], nice=False, zero=True, reverse=True)

    def x(field: str) -> alt.X:
        return alt.X(field, type="quantitative", scale=scale, axis=None)

    def y(field: str) -> alt.Y:
        return alt.Y(field, type="quantitative", scale=down, axis=None)

    outcomes: list[str] = ["passed", *SIGNS]
    fill = alt.Color("ended:N", legend=None, scale=alt.Scale(domain=outcomes, range=[f"var(--{outcome})" for outcome in outcomes]))
    cells = alt.Chart(alt.NamedData("cells")).mark_rect(aria=False)
    yield cells.encode(x=x("x"), x2="x2", y=y("y"), y2="y2", color=fill)
    lines = alt.Chart(alt.NamedData("lines")).mark_rule(aria=False, color="var(--page)", strokeWidth=2 if step > 30 else 1)
    yield lines.encode(x=x("at"))
    yield lines.encode(y=y("at"))
    shape = alt.Shape("ended:N", legend=None, scale=alt.Scale(domain=list(SIGNS), range=list(SIGNS.values())))
    signs = alt.Chart(alt.NamedData("signs"))
    thick = max(1.2, min(3.0, step * 0.11))
    yield signs.mark_point(
        aria=False, size=(min(step, 30) * 0.5) ** 2, color="var(--sign)", strokeWidth=thick, strokeCap="round", filled=False, opacity=1
    ).encode(x=x("x"), y=y("y"), shape=shape)
    for blamed in (False, True):
        look: dict[str, Any] = {"aria": False, "fontSize": _FONT, "baseline": "middle", "color": "var(--ink)" if blamed else "var(--quiet)"}
        look["fontWeight"] = 700 if blamed else 400
        rows = alt.Chart(alt.NamedData("rows")).transform_filter(alt.datum.blamed == blamed)
        yield rows.mark_text(align="right", **look).encode(x=alt.value(-6), y=y("at"), text="name:N")
        top = {"align": "left", "angle": 270} if upright else {"align": "center"}
        columns = alt.Chart(alt.NamedData("columns")).transform_filter(alt.datum.blamed == blamed)
        yield columns.mark_text(**top, **look).encode(x=x("at"), y=alt.value(-6 if upright else -_FONT), text="name:N")
    corner = alt.Chart(alt.NamedData("corner")).mark_text(
        aria=False, align="right", baseline="middle", fontSize=_FONT, color="var(--quiet)"
    )
    yield corner.encode(x=alt.value(-6), y=alt.value(-_FONT), text="name:N")


def _runs(matrix: PairMatrix) -> Iterator[dict[str, object]]:
    """Rectangles of cells beside one another that ended alike: most of a sound cloud's matrix is one for each row."""
    run: dict[str, Any] | None = None
    for row, column, cell in matrix.drawn:
        if run and run["y"] == row and run["x2"] == column and run["ended"] == cell.ended:
            run["x2"] = column + 1
            continue
        if run:
            yield run
        run = {"x": column, "x2": column + 1, "y": row, "y2": row + 1, "ended": cell.ended}
    if run:
        yield run


def _names(hosts: Sequence[str], labels: Sequence[str], blamed: Collection[str], step: int) -> Iterator[dict[str, object]]:
    """Those names that have room."""
    apart = -(-_NAMES_APART // step)
    taken: list[int] = []
    every = apart if apart == 1 else max(5, apart)
    places = [place for place, host in enumerate(hosts) if host in blamed] + list(range(0, len(hosts), every))
    for place in places:
        if all(abs(place - other) >= apart for other in taken):
            taken.append(place)
            yield {"at": place + 0.5, "name": labels[place], "blamed": hosts[place] in blamed}


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
