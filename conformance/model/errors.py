"""Three kinds of trouble, never mixed: a user's input, this suite or its access to the cloud, and the cloud itself."""

from conformance.text.writing import for_disk, for_terminal

_LONGEST = 8000
"""Characters of what an error says: it may quote what a file, an API or a host says, and that has any length."""


class _ForPeople(Exception):
    """What is printed as it is: neither its text nor its notes hold a secret or a control character, wherever they came from."""

    def __init__(self, *parts: object) -> None:
        super().__init__(*(_shown(part) if isinstance(part, str) else part for part in parts))

    def add_note(self, note: str, /) -> None:
        """One more line for people."""
        super().add_note(_shown(note))


class UsageProblem(_ForPeople):
    """Bad input: one line that says what is wrong, where, and what to do. The run ends before anything is created (exit code 4)."""


class SuiteFault(_ForPeople):
    """Our own fault, or one of credentials or reachability. A test that meets it is broken (an error), not failed."""


class HostUnreachable(SuiteFault):
    """A compute host could not be reached or did not let us in; says host, address, why, and what to do."""

    def __init__(self, host: str, why: str, remedy: str) -> None:
        super().__init__(f"{host}: {why}. {remedy}")
        self.host = host


class CloudFault(AssertionError):
    """The cloud did not do what is claimed of it. A test that meets it has failed.

    :param expected: what should have been seen
    :param seen: what was seen
    :param host: the compute host on which it was seen, if it was on one
    """

    def __init__(self, expected: str, seen: str, host: str | None = None) -> None:
        # control characters stay until it is printed: a verdict is found by what was seen
        expected, seen = for_disk(expected), for_disk(seen)
        where = f"\non: {host}" if host else ""
        super().__init__(f"expected: {expected}\nseen: {seen}{where}")
        self.expected = expected
        self.seen = seen
        self.host = host

    def add_note(self, note: str, /) -> None:
        """One more line for people."""
        super().add_note(for_disk(note))


def _shown(text: str) -> str:
    """The text as it may be printed; of a long one, its beginning and its end, where the remedy is."""
    shown = for_terminal(text)
    if len(shown) <= _LONGEST:
        return shown
    half = _LONGEST // 2
    return f"{shown[:half]} [{len(shown) - 2 * half} characters left out] {shown[-half:]}"
