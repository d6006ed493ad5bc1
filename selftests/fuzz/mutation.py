"""Strategies that make odd inputs of sound ones."""

import copy
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

_NESTED = 2000
"""Levels of nesting: more than Python's parsers of JSON and YAML can follow."""

FRAGMENTS = (
    "",
    " ",
    "\n",
    "\t",
    "\r\n",
    "\x00",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b[2J",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x1f",
    "\x1e\n",
    "\u0085",
    "\u202e",
    "\u2028",
    "\ud800",
    "\\ud800",
    "\ufeff",
    "é",
    "0",
    "-1",
    "1e999",
    "inf",
    "nan",
    "9" * 400,
    "9" * 5000,
    "0x1F",
    "1:2:3",
    "0-99999999",
    "h[1:1000000]",
    "true",
    "null",
    "{}",
    "[]",
    "[" * _NESTED,
    "{'a':" * _NESTED,
    '{"a":' * _NESTED,
    "? [a]",
    "&a [*a, *a]",
    "*a",
    "!!python/object/apply:os.system [id]",
    "!vault |",
    "{{ x }}",
    "%s%n{0}",
    "'",
    '"',
    "`id`",
    "$(id)",
    ";id;",
    "| id",
    "-oProxyCommand=id",
    "../../../../etc/passwd",
    "/dev/zero",
    "json:{}",
    "http://[::1/",
    "file:///etc/passwd",
    "<a b='",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "=",
    ":",
    "#",
    ",",
    "a" * 20000,
    "a " * 10000,
    "Permission denied (" * 300,
)
"""What an odd input may hold: separators of the suite's own formats, values out of range, and attempts at code."""

ODD_VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-(10**400), max_value=10**400),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from(FRAGMENTS),
    st.text(max_size=20),
    st.just([]),
    st.just({}),
    st.lists(st.sampled_from(FRAGMENTS), max_size=3),
    st.dictionaries(st.sampled_from(FRAGMENTS), st.integers(), max_size=3),
)
"""Values of JSON that stand where others are expected."""

_PLACE = st.floats(min_value=0, max_value=1)
_EDIT = st.tuples(_PLACE, st.sampled_from((0.0, 0.0, 0.001, 0.01, 0.1, 1.0)), st.sampled_from(FRAGMENTS) | st.text(max_size=8))


@st.composite
def edited_text(draw: st.DrawFn, samples: Sequence[str]) -> str:
    """One of the samples, in which up to six places were replaced by something else."""
    text = draw(st.sampled_from(samples))
    for place, part, fragment in draw(st.lists(_EDIT, max_size=6)):
        start = round(place * len(text))
        text = text[:start] + fragment + text[start + round(part * len(text)) :]
    return text


@st.composite
def edited_lines(draw: st.DrawFn, samples: Sequence[str]) -> str:
    """One of the samples, in which lines were left out, said twice or moved, and then places replaced."""
    lines = draw(st.sampled_from(samples)).splitlines()
    for place, what in draw(st.lists(st.tuples(_PLACE, st.sampled_from(("drop", "twice", "last"))), max_size=4)):
        number = min(round(place * len(lines)), len(lines) - 1)
        if number < 0:
            break
        line = lines[number]
        match what:
            case "drop":
                del lines[number]
            case "twice":
                lines.insert(number, line)
            case _:
                lines.append(lines.pop(number))
    return draw(edited_text(["\n".join(lines) + "\n"]))


def as_read(text: str) -> str:
    """The text as it is after it came in as bytes."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


Edit = tuple[float, str, Any]
"""Where in a document, by its part of all places; what is done there; and the odd value."""

EDITS: st.SearchStrategy[list[Edit]] = st.lists(
    st.tuples(_PLACE, st.sampled_from(("replace", "replace", "remove", "rename")), ODD_VALUES), max_size=4
)


def with_edits(document: Any, edits: Sequence[Edit]) -> Any:
    """A document of JSON in which values were replaced, renamed or left out; the document itself stays as it is."""
    holder = {"": copy.deepcopy(document)}
    for place, what, odd in edits:
        places = list(_places(holder))
        inside, key = places[min(round(place * len(places)), len(places) - 1)]
        if what == "replace" or inside is holder:
            inside[key] = odd
        elif what == "remove" or isinstance(inside, list):
            del inside[key]
        else:
            inside[str(odd)[:50]] = inside.pop(key)
    return holder[""]


def edited_json(samples: Sequence[Any]) -> st.SearchStrategy[Any]:
    """One of the documents, in which up to four values were replaced, renamed or left out."""
    return st.builds(with_edits, st.sampled_from(samples), EDITS)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container and key or index in a document, outermost first."""
    keys: Iterable[Any] = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])
