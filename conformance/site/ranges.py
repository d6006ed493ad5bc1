"""Lists of processors as Linux and Nova write them."""


def members(text: str) -> set[int]:
    """The numbers of `0-3,8,^2`: ranges, single ones, and those to leave out. :raises ValueError: it is no such list"""
    wanted: set[int] = set()
    unwanted: set[int] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        into, span = (unwanted, part[1:]) if part.startswith("^") else (wanted, part)
        first, _, last = span.partition("-")
        into |= set(range(int(first), int(last or first) + 1))
    return wanted - unwanted
