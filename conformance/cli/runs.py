"""Which runs there are to clean up after."""

import re
from collections.abc import Iterator
from pathlib import Path

from conformance.run_dir.ledger import FILE, Ledger
from conformance.upgrade.canary_set import is_set

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
        if is_set(path):
            # canaries stay until they are stopped, or asked for by name
            continue
        ledger = Ledger(path / FILE)
        if ledger.left() or ledger.refused():
            yield path.absolute()
