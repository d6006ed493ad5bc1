"""What a command on a host gave."""

from conformance.model.base import Noun


class Result(Noun):
    """Exit status and output of a command that ran to its end. Bytes that are not UTF-8 are replaced."""

    rc: int
    stdout: str
    stderr: str

    @property
    def ok(self) -> bool:
        """Whether the command succeeded."""
        return self.rc == 0
