"""A guest of the run, as suites hold it."""

from conformance.model.base import Noun


class Instance(Noun):
    """A server that the run created: what never changes about it. address is its first fixed address."""

    id: str
    name: str
    address: str | None
