"""10,000 hosts are planned in a time and a memory that any machine has. docs/performance.md has what was measured at full size."""

import subprocess
import sys

import pytest

from selftests.plan.bench import CHOICES

HOSTS = 2000
SECONDS, MEBIBYTES = 10, 512


@pytest.mark.parametrize("name", CHOICES)
def test_a_fifth_of_it_takes_no_more_than_the_whole_may(name: str) -> None:
    """In a process of its own, so that the memory is that of the plan."""
    told = subprocess.run([sys.executable, "-m", "selftests.plan.bench", name, str(HOSTS)], capture_output=True, text=True, check=True)
    seconds, mebibytes = (float(figure) for figure in told.stdout.split()[-2:])
    assert seconds < SECONDS
    assert mebibytes < MEBIBYTES
