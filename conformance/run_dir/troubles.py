"""What the APIs made the run bear, as it happens: one line each, from every worker."""

import re
from collections import Counter
from pathlib import Path

from conformance.run_dir.api_troubles import ApiTrouble, ApiTroubles
from conformance.run_dir.records import JsonLines

FILE = "api.jsonl"


_STATUS = re.compile(r"was answered (\d{3})")


class Troubles:
    """The file of it in a run's directory."""

    def __init__(self, run_dir: Path) -> None:
        self._lines = JsonLines(run_dir / FILE)

    def note(self, trouble: ApiTrouble) -> None:
        """Write one down."""
        self._lines.append(trouble.model_dump(mode="json"))

    def note_again(self, what: str, why: str, waited: float) -> None:
        """Something that changes the cloud was asked for again, as nothing had come of it."""
        self.note(ApiTrouble(method="POST", path=what, why=_status_in(why), waited=round(waited, 3), again=True))

    def all(self) -> ApiTroubles:
        """The sum of them so far."""
        seen = [ApiTrouble.model_validate(line) for line in self._lines]
        return ApiTroubles(
            retries=dict(sorted(Counter(f"{one.method} {one.why}" for one in seen if not one.again).items())),
            asked_again=dict(sorted(Counter(f"{one.method} {one.why}" for one in seen if one.again).items())),
            seconds=round(sum(one.waited for one in seen), 1),
        )


def _status_in(why: str) -> str:
    found = _STATUS.search(why)
    return found[1] if found else "reset"
