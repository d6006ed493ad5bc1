"""What a cause or a practice was taken from, so that an operator can read on."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints

from conformance.model.base import Noun


def _address(url: str) -> str:
    """The address itself. :raises ValueError: it is not one of HTTPS with a host, or has a space"""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or any(sign.isspace() for sign in url):
        raise ValueError(f"{url!r} is not an https:// address")
    return url


Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8)]

Address = Annotated[str, AfterValidator(_address)]


class Reference(Noun):
    """A guide, a bug report or a source file, and where in it."""

    title: Title = Field(description="the guide's own title and the section; a bug's number and title; a file with its project and release")
    url: Address | None = Field(default=None, description="where it can be read, if that is known")

    @property
    def markdown(self) -> str:
        """The title, as a link where there is an address."""
        title = self.title.replace("|", "/")
        return f"[{title}]({self.url})" if self.url else title
