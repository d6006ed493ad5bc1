"""Numbers, hosts and times in words."""

from collections.abc import Collection, Mapping, Sequence

MOST_NAMED = 4
"""Hosts that are named one by one in a sentence."""


def counted(number: int, noun: str) -> str:
    """`1 test`, `9,900 tests`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def named(hosts: Collection[str], order: Mapping[str, int]) -> str:
    """Hosts in a sentence, as they stand in their order: `a, b and c`; many of them as ranges: `12 hosts (a to k, x)`.

    :param order: by host, its place among all hosts of the run
    """
    ranges = _ranges(sorted(hosts, key=lambda host: (order.get(host, len(order)), host)), order)
    if len(hosts) <= MOST_NAMED:
        return joined([host for span in ranges for host in span])
    spans = [span[0] if len(span) == 1 else f"{span[0]} to {span[-1]}" for span in ranges]
    more = f" and {len(spans) - MOST_NAMED} more" if len(spans) > MOST_NAMED else ""
    return f"{len(hosts)} hosts ({', '.join(spans[:MOST_NAMED])}{more})"


def joined(parts: Sequence[str]) -> str:
    """`a, b and c`."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _ranges(hosts: Sequence[str], order: Mapping[str, int]) -> list[list[str]]:
    """Hosts that follow one another stand together."""
    found: list[list[str]] = []
    for host in hosts:
        if found and order.get(host, -2) == order.get(found[-1][-1], -4) + 1:
            found[-1].append(host)
        else:
            found.append([host])
    return found


def lasted(seconds: float) -> str:
    """`45 s`, `3 min 5 s`, `4 h 12 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def short_seconds(seconds: float) -> str:
    """`0.42 s`, `8.2 s`, `61 s`, `1,204 s`."""
    if seconds < 1:
        return f"{seconds:.2g} s"
    return f"{seconds:.1f} s" if seconds < 20 else f"{seconds:,.0f} s"
