"""What Kubernetes warns of in the pods of services: what `kubectl describe pod` shows under Events, asked for once a namespace."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from conformance.config.profile_model import Profile, Service, ServiceKind
from conformance.input.understanding import NOT_UNDERSTOOD, oddity
from conformance.model.base import readable
from conformance.model.cloud_facts import PodWarning
from conformance.model.facts import UnreadFact
from conformance.probe.pods import ENDED, Pods

WHAT = "pod_warnings"

_MOST = 50
"""Warnings that are kept, the latest of them."""

_WORDS = 300
"""Characters of a message that are kept: a scheduler's tells of every node."""


@dataclass(frozen=True)
class _Pod:
    name: str
    service: str
    there: bool
    """Whether it neither has ended nor is about to: what has is of before, as for its state."""

    ready: bool
    controller: str
    """How the names of all pods of its controller begin; empty where it has none."""


def pod_warnings(profile: Profile, pods: Pods) -> tuple[tuple[PodWarning, ...], tuple[UnreadFact, ...]]:
    """The warnings about the profile's services, the latest first, and what could not be asked. Nothing is raised."""
    found: list[PodWarning] = []
    gaps: list[UnreadFact] = []
    for namespace, services in _by_namespace(profile).items():
        answers = {name: pods.listed(one) for name, one in services}
        failed = next((answer for answer in answers.values() if isinstance(answer, str)), None)
        events = failed or pods.warnings(namespace)
        if isinstance(events, str):
            gaps.append(UnreadFact(what=WHAT, why=f"namespace {namespace}: {events}"))
            continue
        try:
            ours = [pod for name, answer in answers.items() for pod in _pods(name, answer)]
            # each has to be in facts.json, and to be read from it
            found += [readable(one) for one in _read(events, ours, datetime.now(UTC))]
        except NOT_UNDERSTOOD as error:
            why = f"namespace {namespace}: what kubectl says is not understood ({oddity(error)})"
            gaps.append(UnreadFact(what=WHAT, why=why))
    return tuple(sorted(found, key=lambda one: one.seconds_ago)[:_MOST]), tuple(gaps)


def in_pods(profile: Profile) -> bool:
    """Whether services of the profile are in Kubernetes."""
    return bool(_by_namespace(profile))


def _by_namespace(profile: Profile) -> dict[str, list[tuple[str, Service]]]:
    """The services that are in Kubernetes, by their namespaces; what one may be in another release has no pods to warn of here."""
    found: dict[str, list[tuple[str, Service]]] = {}
    for name, service in profile.services.items():
        if service.kind is ServiceKind.KUBECTL:
            found.setdefault(service.namespace, []).append((str(name), service))
    return found


def _pods(service: str, answer: Iterable[Any]) -> Iterator[_Pod]:
    for pod in answer:
        known = pod["metadata"]
        conditions = {one["type"]: one["status"] for one in pod["status"].get("conditions", [])}
        there = pod["status"]["phase"] not in ENDED and "deletionTimestamp" not in known
        yield _Pod(known["name"], service, there, conditions.get("Ready") == "True", known.get("generateName", ""))


def _read(events: Iterable[Any], ours: list[_Pod], now: datetime) -> Iterator[PodWarning]:
    for event in events:
        name = event["involvedObject"]["name"]
        pod = next((one for one in ours if one.name == name), None)
        # one that was evicted is soon gone, and its successor's name begins alike
        kin = pod or next((one for one in ours if one.controller and name.startswith(one.controller)), None)
        if kin is None:
            continue
        series = event.get("series") or {}
        yield PodWarning(
            pod=name,
            service=kin.service,
            reason=event["reason"],
            message=" ".join((event.get("message") or "").split())[:_WORDS],
            count=series.get("count") or event.get("count") or 1,
            seconds_ago=round((now - _last(event, series)).total_seconds(), 1),
            there=pod is not None and pod.there,
            ready=pod is not None and pod.ready,
        )


def _last(event: dict[str, Any], series: dict[str, Any]) -> datetime:
    """When it last occurred: the scheduler writes events of the newer kind, whose firstTimestamp and lastTimestamp are null."""
    told = series.get("lastObservedTime") or event.get("lastTimestamp") or event.get("eventTime") or event["metadata"]["creationTimestamp"]
    moment = datetime.fromisoformat(told.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
