"""Whether a run still goes on: each of its processes holds a lock for as long as it lives, however it ends."""

from pathlib import Path

from filelock import FileLock, Timeout

CONTROLLER = "main"


def hold_alive(run_dir: Path, process: str) -> FileLock:
    """The lock of this process, held from now on: the kernel frees it when the process ends, by kill -9 too.

    :param process: its name, unique in the run
    """
    directory = run_dir / "alive"
    directory.mkdir(exist_ok=True)
    lock = FileLock(directory / f"{process}.lock")
    lock.acquire(timeout=0)
    return lock


def living(run_dir: Path) -> list[str]:
    """The names of the run's processes that still live, sorted."""
    return [path.stem for path in sorted((run_dir / "alive").glob("*.lock")) if _is_held(path)]


def _is_held(path: Path) -> bool:
    try:
        with FileLock(path).acquire(timeout=0):
            return False
    except Timeout:
        return True
