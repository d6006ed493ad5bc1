"""What is changed of a container itself, as a deployer would change it."""

import json
import shlex

from lab.faults.target import FaultTarget

_ENOUGH = "16g"
"""A limit that is none here: Docker takes none back."""


def limit_memory(target: FaultTarget, container: str, most: str) -> None:
    """Have a container that does not run use no more memory than that, from its next start. :param most: as engines write it: 40m"""
    engine = target.engine
    if engine.updates_last:
        update = f"{engine.program} update --memory {{0}} --memory-swap {{0}} {container} > /dev/null"
        target.change(update.format(most), update.format(_ENOUGH))
    else:
        make_anew(target, container, "--memory", most, "--memory-swap", most)


def make_anew(target: FaultTarget, container: str, *words: str) -> None:
    """Make a container once more, as it was made and with further words; it does not run then. Its engine must remember how it was made."""
    engine = target.engine.program
    made = json.loads(target.sh(f"{engine} inspect --format '{{{{json .Config.CreateCommand}}}}' {container}"))
    create, as_before = [engine, "create", "--replace"], made[made.index("create") + 1 :]
    target.change(f"{shlex.join([*create, *words, *as_before])} > /dev/null", f"{shlex.join([*create, *as_before])} > /dev/null")
