"""Run the fuzz targets for some time: `python -m selftests.fuzz --seconds 60`."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pkgutil import iter_modules

import click

from selftests.fuzz import targets
from selftests.fuzz.target import FuzzTarget, fuzz

NAMES = tuple(sorted(module.name for module in iter_modules(targets.__path__)))

_AT_ONCE = 2
_STARTS = 120
"""Seconds that a target may take besides its own: to import the suite, and to shrink an input that failed."""


def load(name: str) -> FuzzTarget[object]:
    """The target of that name."""
    target: FuzzTarget[object] = import_module(f"{targets.__name__}.{name}").TARGET
    return target


@click.command()
@click.option("--seconds", type=click.FloatRange(min=1), default=60.0, show_default=True, help="For all targets together, two at a time.")
@click.option("--seed", type=int, default=None, help="The same seed gives the same inputs; by default the time.")
@click.option("--only", "alone", type=click.Choice(NAMES), help="In this process, this target alone, for all of the seconds.")
def main(seconds: float, seed: int | None, alone: str | None) -> None:
    """Give odd answers of hosts and APIs, bundles, ledgers, profiles, inventories and known issues to the suite.

    Exit codes: 0 all were borne; 1 one was not: the target, the seed and the smallest such input are printed.
    """
    seed = int(time.time()) if seed is None else seed
    if alone:
        figures = fuzz(load(alone), seconds, seed)
        click.echo(f"{alone}: {figures.inputs} inputs in {figures.seconds:.0f} s, seed {seed}, grew by {figures.growth_mib} MiB")
        return
    each = seconds * _AT_ONCE / len(NAMES)
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        failed = [name for name, ok in zip(NAMES, pool.map(lambda name: _run_alone(name, each, seed), NAMES), strict=True) if not ok]
    if failed:
        click.echo(f"not borne: {', '.join(failed)} (seed {seed})", err=True)
        sys.exit(1)


def _run_alone(name: str, seconds: float, seed: int) -> bool:
    """Whether the target, in a process of its own, bore all of its inputs."""
    command = [sys.executable, "-m", "selftests.fuzz", "--only", name, "--seconds", str(seconds), "--seed", str(seed)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=seconds * 4 + _STARTS, check=False)
    except subprocess.TimeoutExpired:
        click.echo(f"{name}: did not end (seed {seed})", err=True)
        return False
    click.echo(done.stdout.rstrip() if done.returncode == 0 else f"{name}:\n{done.stdout}{done.stderr}", err=done.returncode != 0)
    return done.returncode == 0


if __name__ == "__main__":
    main()
