"""Whether a pattern is one of RE2's, which searches in linear time whatever the text."""

import re2

_QUIET = re2.Options()
_QUIET.log_errors = False


def linear(pattern: str) -> str:
    """The pattern itself. :raises ValueError: RE2 refuses it"""
    try:
        re2.compile(pattern, _QUIET)
    except re2.error as trouble:
        raise ValueError(f"RE2 refuses {pattern!r}: {_words(trouble)} (no look-around, no back-references)") from None
    return pattern


def _words(trouble: re2.error) -> str:
    reason = trouble.args[0] if trouble.args else trouble
    return reason.decode() if isinstance(reason, bytes) else str(reason)
