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
        return
    made = json.loads(target.sh(f"{engine.program} inspect --format '{{{{json .Config.CreateCommand}}}}' {container}"))
    create, words = f"{engine.program} create --replace", shlex.join(made[made.index("create") + 1 :])
    target.change(f"{create} --memory {most} --memory-swap {most} {words} > /dev/null", f"{create} {words} > /dev/null")
