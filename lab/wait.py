"""Waiting for a part of the lab."""

from collections.abc import Callable

from tenacity import RetryError, Retrying, retry_if_exception_type, retry_if_not_result, stop_after_delay, wait_fixed

from lab.errors import LabError


def wait_for(what: str, look: Callable[[], object], *, budget: float, interval: float = 0.25) -> None:
    """Look until there is something true to be seen; a look that raises has seen nothing yet.

    :param budget: seconds
    :raises LabError: nothing true was seen within the budget; says what was waited for, and the last trouble
    """
    retrying = Retrying(
        retry=retry_if_exception_type(Exception) | retry_if_not_result(bool),
        stop=stop_after_delay(budget),
        wait=wait_fixed(interval),
    )
    try:
        retrying(look)
    except RetryError as error:
        last = error.last_attempt.exception()
        trouble = f": {last}" if last is not None else ""
        raise LabError(f"waited {budget:.0f} s for {what}{trouble}") from error
