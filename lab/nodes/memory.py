"""The memory that the lab really takes."""

import psutil

from lab.nodes.node import Node


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
