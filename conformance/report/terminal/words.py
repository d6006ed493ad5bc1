"""Texts for people, short enough for one line."""

import re

LONGEST = 240
"""Characters of a line that people are shown."""


def one_line(text: str, longest: int = LONGEST) -> str:
    """The text on one line, its end cut off when it is longer than that many characters."""
    joined = " ".join(text.split())
    return joined if len(joined) <= longest else joined[: longest - 1].rstrip() + "…"


def log_line(line: str, longest: int = LONGEST) -> str:
    """A line of a log, without the ids of users and projects that OpenStack's services put before what they say.

    Where it is longer than that many characters its middle is cut out: services end with the error itself.
    """
    joined = _CONTEXT.sub(r"[\1]", " ".join(line.split()))
    if len(joined) <= longest:
        return joined
    tail = longest // 2
    return f"{joined[: longest - tail - 3].rstrip()} … {joined[-tail:].lstrip()}"


_CONTEXT = re.compile(r"\[(?:None )?(req-[0-9a-f-]{36})(?: req-[0-9a-f-]{36})?(?: [0-9a-f]{32}| -| default| None)+\]")
"""What oslo.log writes of a request: its id and the one that led to it, user, project, domains."""
