"""A whole run of drawn faults: on each pair of hosts a trial at a time; where Nova picks the destination, one in the whole lab."""

import threading
from pathlib import Path

from lab.errors import LabError
from lab.faults.injection import recover
from lab.fuzz.conduct import Say, blank, conduct
from lab.fuzz.definitions import Option, keep_options, options_in, options_of
from lab.fuzz.draw import DrawnTrial, drawn_trials
from lab.fuzz.store import DrawnStore
from lab.layout import CONTROL, Layout, NetworkBackend
from lab.matrix.conduct import await_health
from lab.matrix.tidy import free_allocations
from lab.matrix.trial import TargetPair
from lab.matrix.whole import on_pairs, pairs_of
from lab.nodes.node import Node
from lab.services.files import network_of


def run_drawn(layout: Layout, store: DrawnStore, options: Path | None, say: Say) -> None:
    """Run what is left of a run. A trial that came to nothing is run again.

    :param options: a file of definitions, instead of those of the lab's services
    :raises LabError: the lab is not up, or no pair of hosts is left that is well
    """
    pairs = pairs_of(layout)
    if network_of(Node(CONTROL, layout)) is not NetworkBackend.OPENVSWITCH:
        raise LabError("faults are drawn for a lab with Open vSwitch agents: `python -m lab down`, then `up` without --network ovn")
    for name, host in recover(layout):
        say(f"{name} was left on {host}: recovered")
    left = still_to_run(store, _options(layout, store, pairs[0].target, options))
    say(f"{len(left)} trials on {len(pairs)} pairs of hosts: {store.directory}")
    await_health(layout, {name for pair in pairs for name in (pair.target, pair.peer)})
    free_allocations(layout)
    lost: set[TargetPair] = set()
    begun = _Begun()

    def one(drawn: DrawnTrial, pair: TargetPair, to_go: int) -> bool:
        begun.add(drawn)
        try:
            result, well = conduct(drawn, pair, layout, store.directory, say)
        except Exception as error:  # noqa: BLE001 - whatever comes of one trial, the others go on
            result, well = blank(drawn, pair).model_copy(update={"trouble": f"{type(error).__name__}: {error}"}), False
        store.add(result)
        score = result.score or (f"does not count: {result.trouble}" if result.trouble else "does not count: it passed")
        say(f"[{to_go} to go] {drawn.id}: {score} in {result.took:.0f} s; after recovery: {result.recovered}")
        if not well:
            lost.add(pair)
            say(f"{pair.target} and {pair.peer} do not become well: no more trials there")
        return well

    try:
        on_pairs([trial for trial in left if not trial.alone], pairs, one)
        for pair in pairs:
            if pair not in lost:
                on_pairs([trial for trial in left if trial.alone and trial not in begun], [pair], one)
    finally:
        recover(layout)
    missing = len(left) - len(begun)
    if missing:
        raise LabError(f"{missing} trials were not run, as no pair of hosts was well: restart the lab, then --resume {store.run}")


class _Begun:
    """How many trials were begun, counted by several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: set[str] = set()

    def add(self, drawn: DrawnTrial) -> None:
        with self._lock:
            self._ids.add(drawn.id)

    def __contains__(self, drawn: DrawnTrial) -> bool:
        return drawn.id in self._ids

    def __len__(self) -> int:
        return len(self._ids)


def still_to_run(store: DrawnStore, options: tuple[Option, ...]) -> list[DrawnTrial]:
    """The trials of a run that have no result yet. :raises LabError: what was asked for cannot be drawn"""
    wanted = store.wanted()
    known = {result.trial for result in store.results() if not result.trouble}
    drawn = drawn_trials(wanted.seed, wanted.trials, options, wanted.operations, wanted.kinds)
    return [trial for trial in drawn if trial.id not in known]


def _options(layout: Layout, store: DrawnStore, host: str, given: Path | None) -> tuple[Option, ...]:
    """The definitions that the run began with, or else those that are given, or else those of a host's services."""
    if not store.options.exists():
        keep_options(options_in(given) if given else options_of(Node(host, layout)), store.options)
    return options_in(store.options)
