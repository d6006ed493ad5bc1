"""What the page's script knows of the cells of a heatmap, small: a letter for how each pair ended, its time, its cause, its test."""

from base64 import b64encode
from collections.abc import Mapping

from conformance.report.first_page.content.matrix import Cell, PairMatrix
from conformance.report.run_file import TestOutcome
from conformance.report.terminal.message import cause_and_place
from conformance.report.terminal.tables import Shown
from conformance.report.terminal.words import one_line
from conformance.text.writing import for_terminal

_LETTERS: Mapping[Shown, str] = {
    TestOutcome.PASSED: "p",
    TestOutcome.FAILED: "f",
    "known": "k",
    TestOutcome.BROKEN: "b",
    TestOutcome.SKIPPED: "s",
}

_NOT_RUN, _DIAGONAL = ".", " "

_LONGEST_WHY = 160

Content = dict[str, object]


def cells(matrix: PairMatrix, links: Mapping[str, str]) -> Content:
    """Of each pair of drawn hosts, row by row: `ended`, a letter; `seconds`, of its operation or 0; `why`, a place in `whys`, or -1.

    `links` has 16 bytes for each, the id of its test in the report, all in Base64; zeros where it has none.

    :param links: by test, that id
    """
    size = len(matrix.hosts)
    ended = [_DIAGONAL if row == column else _NOT_RUN for row in range(size) for column in range(size)]
    seconds, why, ids = [0.0] * len(ended), [-1] * len(ended), bytearray(16 * len(ended))
    whys: dict[str, int] = {}
    for row, column, cell in matrix.drawn:
        place = row * size + column
        ended[place] = _LETTERS[cell.ended]
        seconds[place] = _seconds(cell)
        if words := _why(cell):
            why[place] = whys.setdefault(words, len(whys))
        if link := links.get(cell.shown_test.id):
            ids[16 * place : 16 * (place + 1)] = bytes.fromhex(link)
    return {
        "hosts": [for_terminal(host) for host in matrix.hosts],
        "ended": "".join(ended),
        "seconds": [round(one, 1) for one in seconds],
        "why": why,
        "whys": [for_terminal(words) for words in whys],
        "links": b64encode(ids).decode() if any(ids) else "",
    }


def _seconds(cell: Cell) -> float:
    return next((operation.seconds for operation in reversed(cell.shown_test.operations) if operation.kind is cell.shown_test.kind), 0.0)


def _why(cell: Cell) -> str:
    test = cell.shown_test
    if cell.ended == "passed":
        return ""
    return one_line(cause_and_place(test.verdict) if test.verdict else test.reason or test.seen or "", _LONGEST_WHY)
