"""Where a test is in the Allure report: its page shows the result whose id follows the #."""

from collections.abc import Mapping
from hashlib import md5
from pathlib import Path
from typing import Any

from conformance.input.files import MIB, UnreadableFile, read_json

_LARGEST = 8 * MIB
"""Bytes of a result that are read."""


def result_ids(run_dir: Path) -> Mapping[str, str]:
    """By pytest's node id, the id (32 hexadecimal digits) of the test's result in the Allure report; of several, the newest.

    A result that cannot be read has no link.
    """
    found: dict[str, tuple[float, str]] = {}
    for path in sorted((run_dir / "allure-results").glob("*-result.json")):
        try:
            result = read_json(path, _LARGEST)
        except UnreadableFile:
            continue
        test, uuid, start = _node_id(result), _of(result, "uuid", str), _of(result, "start", int)
        if test and uuid and (test not in found or found[test][0] <= (start or 0)):
            # as Allure 3 makes it of the result's uuid
            found[test] = (start or 0, md5(uuid.encode(), usedforsecurity=False).hexdigest())
    return {test: id for test, (_, id) in found.items()}


def _node_id(result: Any) -> str | None:
    """allure-pytest writes a node id in parts: the path of the file and the classes, then the name with its parameters."""
    name, parts = _of(result, "name", str), _of(result, "titlePath", list)
    if not name or not parts or not all(isinstance(part, str) for part in parts):
        return None
    file = next((place for place, part in enumerate(parts, 1) if part.endswith(".py")), len(parts))
    return "::".join(["/".join(parts[:file]), *parts[file:], name])


def _of(result: Any, key: str, kind: type) -> Any:
    value = result.get(key) if isinstance(result, dict) else None
    return value if isinstance(value, kind) else None
