"""python -m selftests.diagnosis.classify.bench: nova-compute's log through the classifier and through ripgrep, side by side.

Both read the same file with the same patterns from a warm page cache, in turn, and the ratio of their times is told. What either
takes to start (the patterns compiled) is measured on an empty file and taken off.
"""

import os
import random
import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import click

from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.classify.logs import log_evidence, telling
from conformance.diagnosis.taxonomy.taxonomy import Taxonomy, load_taxonomy
from conformance.model.evidence import Bundle, Source

_HEALTHY = Path(__file__).parents[2] / "corpus" / "healthy" / "nova-compute.log"
_VARIES = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|\d\d:\d\d:\d\d\.\d{3}")
_FAILS_EVERY = 1000
_NO_MATCH = 1
# What RE2 lets stand behind a backslash and ripgrep's engine does not.
_ESCAPE = re.compile(r"""\\(?:(?P<needless>["'/<>:;=,%@!`_])|.)""")


def write_log(path: Path, size: int, taxonomy: Taxonomy) -> int:
    """A log of that many bytes: healthy lines with ids and times of their own, one in a thousand of a failure. Returns how many."""
    chance = random.Random(1)
    healthy = _HEALTHY.read_text(encoding="utf-8").splitlines()
    failing = [
        piece.text.splitlines()[0]
        for cause in taxonomy.causes
        for example in cause.examples.hit
        for piece in example.evidence
        if piece.source is Source.NOVA_COMPUTE
    ]
    written = lines = 0
    with path.open("w", encoding="utf-8") as log:
        while written < size:
            lines += 1
            line = chance.choice(failing if lines % _FAILS_EVERY == 0 else healthy)
            written += log.write(_VARIES.sub(lambda found: _other(found.group(), chance), line) + "\n")
    return lines


def _other(text: str, chance: random.Random) -> str:
    return "".join(chance.choice("0123456789") if sign in "0123456789abcdef" else sign for sign in text)


def _for_ripgrep(pattern: str) -> str:
    # In one expression a name can be given to one group only.
    return _ESCAPE.sub(lambda found: found["needless"] or found.group(), re.sub(r"\(\?P?<\w+>", "(?:", pattern))


def seconds(run: Callable[[Path], None], path: Path) -> float:
    """The processor's time that it takes, its children's included: the same on a machine that has other work, too."""
    start = os.times()
    run(path)
    end = os.times()
    return sum(end[:4]) - sum(start[:4])


@click.command()
@click.option("--rg", default="rg", show_default=True, help="ripgrep.")
@click.option("--size", default=200, show_default=True, help="Megabytes of log.")
@click.option("--rounds", default=5, show_default=True, help="How often both are measured; the median counts.")
def main(rg: str, size: int, rounds: int) -> None:
    """Measure the classifier against ripgrep."""
    taxonomy = load_taxonomy()
    patterns = telling(taxonomy)
    with tempfile.TemporaryDirectory() as directory:
        log, empty, listed = (Path(directory, name) for name in ("nova-compute.log", "empty.log", "patterns"))
        lines = write_log(log, size * 1_000_000, taxonomy)
        empty.touch()
        listed.write_text("\n".join(map(_for_ripgrep, patterns.texts)) + "\n", encoding="utf-8")
        click.echo(f"{log.stat().st_size / 1e6:.0f} MB, {lines} lines, {len(taxonomy.causes)} causes, {len(patterns.texts)} patterns")

        def search(path: Path) -> None:
            found = subprocess.run([rg, "--count", "--file", str(listed), str(path)], capture_output=True, text=True, check=False)
            if found.returncode not in (0, _NO_MATCH):
                raise click.ClickException(f"ripgrep did not search: {found.stderr[-500:]}")

        def judge(path: Path) -> None:
            evidence = log_evidence(path, Source.NOVA_COMPUTE, patterns)
            classify(Bundle(id="bench", operation="", evidence=(evidence,)), taxonomy)

        log.read_bytes()
        starts: dict[Callable[[Path], None], float] = {run: median(seconds(run, empty) for _ in range(rounds)) for run in (search, judge)}
        times: dict[Callable[[Path], None], list[float]] = {search: [], judge: []}
        for _ in range(rounds):
            for run, taken in times.items():
                taken.append(seconds(run, log) - starts[run])
        grep, ours = median(times[search]), median(times[judge])
        for name, run in (("rg -c -f", search), ("classify", judge)):
            told = ", ".join(f"{taken:.2f}" for taken in times[run])
            click.echo(f"{name:10} {median(times[run]):6.2f} s  ({told}), start-up {starts[run]:.2f} s")
        click.echo(f"{'ratio':10} {ours / grep:6.2f}")


if __name__ == "__main__":
    main()
