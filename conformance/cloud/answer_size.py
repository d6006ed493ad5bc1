"""What an API may answer at most, whatever it says of its length: read no further, and no longer, and checked as text and numbers."""

import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from keystoneauth1.session import TCPKeepAliveAdapter
from requests import PreparedRequest, Response
from requests.exceptions import JSONDecodeError
from urllib3 import BaseHTTPResponse

from conformance.input.understanding import parsed_json, valid_text
from conformance.model.errors import SuiteFault

_MIB = 1024**2

MOST = 32 * _MIB
"""Bytes of one answer, as unpacked: the longest are lists of all ports or hypervisors of a large cloud, of some MiB."""

LONGEST = 300.0
"""Seconds that one answer may take from its headers to its end. That each of its bytes comes in time is for the connection's timeout."""

MOST_OF_ERROR = 16 * 1024
"""Bytes that are read of an error: openstacksdk takes words out of one in the square of its length's time. The rest is left out."""

DRAINED = 64 * 1024
"""Bytes of an error that are read so that its connection can be used again; where there are more, it is closed."""


class AnswerTooLong(SuiteFault):
    """An API's answer does not end."""


class BoundedAdapter(TCPKeepAliveAdapter):
    """The SDK's own way of connecting, whose answers are bounded."""

    def build_response(self, req: PreparedRequest, resp: BaseHTTPResponse) -> Response:
        """The answer, read no further than MOST and no longer than LONGEST; of an error, the beginning.

        Reading it raises AnswerTooLong where there is more.
        """
        plain = super().build_response(req, _Bounded(resp, req.url or ""))  # type: ignore[arg-type] # stands for a response of urllib3
        answer = _Answer()
        vars(answer).update(vars(plain))
        return answer


def drop_if_long(response: BaseHTTPResponse) -> None:
    """Close the connection of an answer that is not looked at, unless it is short: urllib3 would read it to its end."""
    length = response.headers.get("Content-Length", "")
    if not (length.isdecimal() and len(length) < len(str(MOST)) and int(length) <= DRAINED):
        response.close()


class _Answer(Response):
    """An answer whose texts are valid Unicode, and whose numbers are finite."""

    @property
    def text(self) -> str:
        # the encoding that the header names, and no guess: that takes minutes where an answer is long
        try:
            said = str(self.content, self.encoding or "utf-8", errors="replace")
        except (LookupError, ValueError):
            said = self.content.decode("utf-8", "replace")
        return valid_text(said)

    def json(self, **_: Any) -> Any:
        try:
            return parsed_json(self.content.decode("utf-8", "replace"))
        except ValueError as error:
            raise JSONDecodeError(str(error), "", 0) from error


class _Bounded:
    """A response of urllib3 that is given out in blocks, until there are too many."""

    def __init__(self, response: BaseHTTPResponse, url: str) -> None:
        self._response = response
        self._url = url

    def stream(self, amt: int | None = 2**16, decode_content: bool | None = None) -> Iterator[bytes]:
        read, until = 0, time.monotonic() + LONGEST
        error = self._response.status >= HTTPStatus.BAD_REQUEST
        for block in self._response.stream(amt, decode_content):
            if error and read + len(block) > MOST_OF_ERROR:
                self._response.close()
                yield block[: MOST_OF_ERROR - read]
                return
            read += len(block)
            why = "does not end its answer" if time.monotonic() > until else "answers without end" if read > MOST else None
            if why:
                self._response.close()
                most = f"over {LONGEST:g} s" if why.startswith("does") else f"over {MOST / _MIB:g} MiB"
                raise AnswerTooLong(f"the API at {self._url} {why} ({most})")
            yield block

    def __getattr__(self, name: str) -> Any:
        return getattr(self._response, name)
