"""Which runs there are to clean up after, and whether what they name can be relied on."""

import re
from collections.abc import Iterator
from pathlib import Path

from conformance.run.ledger import FILE, Ledger
from conformance.run.ownership import foreign_file
from conformance.site.profile import parent_of

_RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")


def with_something_left(reports: Path) -> Iterator[Path]:
    """The directories of the runs in there whose ledgers have something left, or lines that are refused. They may be anybody's.

    A link to another of them is passed over: that one is looked at under its own name.
    """
    if not reports.is_dir():
        return
    for path in sorted(reports.iterdir()):
        if path.is_symlink() and path.resolve().parent == reports.resolve():
            continue
        try:
            (path / FILE).lstat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            # it may be a run of somebody else, of which nothing can be told
            if not _RUN_ID.fullmatch(path.name):
                continue
            yield path
            continue
        ledger = Ledger(path / FILE)
        if ledger.left() or ledger.refused():
            yield path.absolute()


def foreign_profile(name_or_path: str) -> str | None:
    """Why a profile, or one that it extends, is not to be relied on; None if nobody but the user or root can have written it.

    One of the suite's own, which is given by name, is relied on.

    :raises UsageProblem: one of them cannot be read
    """
    seen: set[Path] = set()
    start = Path.cwd()
    while "/" in name_or_path or name_or_path.endswith((".yaml", ".yml")):
        path = (start / name_or_path).resolve()
        if path in seen:
            return None
        seen.add(path)
        why = foreign_file(path)
        if why:
            return why
        name_or_path, start = parent_of(str(path)) or "", path.parent
    return None
