"""What the system's packages bring."""

from pathlib import Path

from lab.errors import LabError


def installed(path: Path) -> bytes:
    """The content of a file that a system package brings.

    :raises LabError: it is not installed
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise LabError(f"{path} is not installed: `make system` installs what the lab needs") from error
