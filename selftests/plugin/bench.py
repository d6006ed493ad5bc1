"""What pytest itself takes to collect the suites, and to plan them: python -m selftests.plugin.bench [HOSTS]"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from selftests.stand_ins.fake_cloud import FakeCloud, Host, serving, write_access


def main(hosts: str = "100") -> None:
    """Over a fake cloud of so many hosts. Says processor time, wall time and the most memory."""
    for what in (
        ("--collect-only", "-qq"),
        ("--plan",),
        ("--plan", "--strategy=ring"),
        ("--plan", "--strategy=changed-hosts", "--changed-host=compute-001"),
    ):
        with tempfile.TemporaryDirectory() as directory:
            cloud = FakeCloud(Path(directory), [Host(f"compute-{number:03}") for number in range(int(hosts))])
            with serving(cloud):
                environment = os.environ | write_access(cloud)
                access = [
                    "--os-cloud=fake",
                    f"--profile={directory}/fake.yaml",
                    f"--inventory={directory}/inventory",
                    "-p",
                    "no:cacheprovider",
                ]
                began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
                command = [sys.executable, "-m", "pytest", "suites/instances", *access, *what]
                told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
                wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        lines = told.splitlines()
        said = next((line for line in reversed(lines) if " in " in line and "lane" in line), f"{len(lines)} lines")
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"{hosts} hosts, {' '.join(what)}: {said}: {cpu:.1f} s of the processor, {wall:.1f} s, {after.ru_maxrss / 1024:.0f} MiB")  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
