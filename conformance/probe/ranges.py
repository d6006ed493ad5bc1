"""Lists of processors as Linux and Nova write them."""

MOST = 8192
"""Processors that Linux can be built for (NR_CPUS), and that one list may name."""


def members(text: str) -> set[int]:
    """The numbers of `0-3,8,^2`: ranges, single ones, and those to leave out.

    :raises ValueError: it is no such list
    :raises TooMany: it names more than MOST
    """
    wanted: set[int] = set()
    unwanted: set[int] = set()
    named = 0
    for part in filter(None, (part.strip() for part in text.split(","))):
        into, span = (unwanted, part[1:]) if part.startswith("^") else (wanted, part)
        first, _, last = span.partition("-")
        numbers = range(int(first), int(last or first) + 1)
        # looked at before a set is made of them
        named += max(0, numbers.stop - numbers.start)
        if named > MOST:
            raise TooMany(f"it names more than {MOST} processors")
        into |= set(numbers)
    return wanted - unwanted


class TooMany(ValueError):
    """A list that is well written, of more processors than any host has."""
