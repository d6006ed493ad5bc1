"""The memory that nodes report, and the memory that the lab really takes."""

import shutil
from pathlib import Path

import psutil

from lab.layout import Layout
from lab.nodes.node import Node

_NUMA_NODES = Path("/sys/devices/system/node")


def record_memory_size(layout: Layout, numa_nodes: Path = _NUMA_NODES) -> None:
    """Write down what the machine says of the memory of each NUMA node. Nodes of the lab that start later report that.

    The memory of a virtual machine may grow at any time. A compute host's does not, and all of the lab's report the same.
    """
    if layout.memory.exists():
        shutil.rmtree(layout.memory)
    layout.memory.mkdir(parents=True)
    for meminfo in numa_nodes.glob("node[0-9]*/meminfo"):
        (layout.memory / meminfo.parent.name).write_text(meminfo.read_text())


def proportional_memory(node: Node) -> int:
    """The sum of the proportional set sizes of a node's processes, in bytes: a page shared by n processes counts as an n-th to each."""
    total = 0
    for pid in node.processes():
        try:
            total += psutil.Process(pid).memory_full_info().pss
        except psutil.NoSuchProcess:
            # it has ended since it was listed
            continue
    return total
