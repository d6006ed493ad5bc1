"""The whole matrix: two trials at a time, each on two hosts of its own; those of the control plane alone, one after the other."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from queue import Empty, Queue
from typing import TypeVar

from lab.errors import LabError
from lab.faults.injection import recover
from lab.faults.registry import fault, faults
from lab.layout import CONTROL, Layout, is_compute
from lab.matrix.conduct import await_health, conduct
from lab.matrix.replay import replay
from lab.matrix.store import REPORTS, RUN_NAME, ResultStore, store_of
from lab.matrix.tidy import free_allocations
from lab.matrix.trial import TargetPair, Trial
from lab.nodes.node import Node, running_nodes
from lab.services.files import network_of, shape_of, storage_of, tls_of

Say = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True)
class Wanted:
    """What is to be run: only these faults (all, where there are none), as the rest of the run resume if given.

    quick: without the healthy run after each fault.
    """

    only: frozenset[str] = frozenset()
    resume: str | None = None
    quick: bool = False


def whole_matrix(layout: Layout, wanted: Wanted, say: Say) -> ResultStore:
    """Run it over a lab that is up. A trial that came to nothing is run again when the run is gone on with.

    :raises LabError: there is no such run or fault, or the lab is not up
    """
    pairs = pairs_of(layout)
    store = store_of(wanted.resume) if wanted.resume else _new_store()
    known = {result.trial for result in store.results() if not result.trouble}
    control = Node(CONTROL, layout)
    shape, network, tls, storage = shape_of(control), network_of(control), tls_of(control), storage_of(control)
    fitting = (trial for trial in trials(wanted.only) if trial.named.fault.fits(shape, network, tls=tls, storage=storage))
    left = [trial for trial in fitting if trial.id not in known]
    say(f"{len(left)} trials on {len(pairs)} pairs of hosts, {len(known)} known: {store.directory}")
    for result in replay(set(wanted.only)):
        store.add(result)
    for name, host in recover(layout):
        say(f"{name} was left on {host}: recovered")
    await_health(layout, {name for pair in pairs for name in (pair.target, pair.peer)})
    free_allocations(layout)

    def conduct_one(trial: Trial, pair: TargetPair, left: int) -> bool:
        result = conduct(trial, pair, layout, store.directory / trial.id, quick=wanted.quick, say=say)
        store.add(result)
        right = result.right_with_fault if wanted.quick else result.right
        say(f"[{left} to go] {trial.id}: {'right' if right else f'WRONG {result.trouble}'} in {result.took:.0f} s")
        return True

    try:
        on_pairs([trial for trial in left if not trial.alone], pairs, conduct_one)
        on_pairs([trial for trial in left if trial.alone], pairs[:1], conduct_one)
    finally:
        recover(layout)
    return store


def trials(only: Iterable[str]) -> Iterator[Trial]:
    """The trials of these faults, or of all; those that take place here."""
    names = sorted(only)
    for one in [fault(name) for name in names] if names else faults():
        if one.fault.inject is not None:
            for showing in one.fault.shows:
                yield Trial(one, showing)


def current_trials() -> set[str]:
    """The ids of all trials that there are, recorded ones too."""
    return {Trial(one, showing).id for one in faults() for showing in one.fault.shows}


def _new_store() -> ResultStore:
    directory = REPORTS / datetime.now(UTC).strftime(RUN_NAME)
    directory.mkdir(parents=True)
    return ResultStore(directory)


def pairs_of(layout: Layout) -> list[TargetPair]:
    """The lab's compute hosts by twos, disjoint. :raises LabError: there are fewer than two"""
    hosts = [node.name for node in running_nodes(layout) if is_compute(node.name)]
    if len(hosts) < 2:
        raise LabError("the matrix needs two compute hosts or more: `python -m lab up --hosts 4`")
    return [TargetPair(target, peer) for peer, target in zip(hosts[::2], hosts[1::2], strict=False)]


def on_pairs(work: Iterable[T], pairs: Iterable[TargetPair], do: Callable[[T, TargetPair, int], bool]) -> None:
    """Do all of the work, at once on as many pairs as there are.

    :param do: with one piece of work, the pair, and how many pieces nobody has begun; False: the pair is of no more use
    """
    queue: Queue[T] = Queue()
    for one in work:
        queue.put(one)
    pairs = list(pairs)

    def work_on(pair: TargetPair) -> None:
        while True:
            try:
                one = queue.get_nowait()
            except Empty:
                return
            if not do(one, pair, queue.qsize()):
                return

    with ThreadPoolExecutor(max_workers=len(pairs)) as pool:
        try:
            for done in [pool.submit(work_on, pair) for pair in pairs]:
                done.result()
        except BaseException:
            # trials under way end in order, which recovers their hosts; no other begins
            _empty(queue)
            raise


def _empty(queue: Queue[T]) -> None:
    while not queue.empty():
        queue.get_nowait()
