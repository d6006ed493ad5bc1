"""What is to be said of a service as it was found."""

from collections.abc import Iterator

from conformance.config.profile_model import LogicalService, Profile, ServiceKind
from conformance.doctor.finding import Finding, Status
from conformance.doctor.words import look, start
from conformance.probe.service_state import Candidate, Found, Health, described


def judge(found: Found, profile: Profile, subject: str) -> Iterator[Finding]:
    """The service's findings: how it is, and whether it is clear which of its alternatives it is.

    :param subject: the host that it was looked for on, or `services` for the whole cluster
    """
    best, name = found.best, found.name
    what = f"{name} ({described(best.service)})"
    if found.health is Health.RUNNING:
        yield _finding(Status.OK, subject, name, f"{name} is {best.text}", described(best.service))
        yield from _others(found, subject)
    elif found.health is Health.UNHEALTHY:
        yield _finding(
            Status.PROBLEM, subject, name, f"{what} does not do well: {best.seen.words}. {look(best.service)}", described(best.service)
        )
    elif found.health is Health.STOPPED:
        yield _finding(
            Status.PROBLEM, subject, name, f"{what} does not run: {best.seen.words}. {start(best.service)}", described(best.service)
        )
    elif found.silent:
        yield _finding(Status.PROBLEM, subject, name, f"{name} cannot be asked after: {_unasked(found.silent, name)}")
    elif profile.services[name].optional:
        yield _finding(Status.NOTE, subject, name, f"{name} is not there, and need not be ({described(best.service)})")
    else:
        yield _finding(Status.PROBLEM, subject, name, _absent(found))


def _finding(status: Status, subject: str, name: LogicalService, text: str, found: str | None = None) -> Finding:
    return Finding(status=status, subject=subject, text=text, service=name, found=found)


def _others(found: Found, subject: str) -> Iterator[Finding]:
    """One that runs besides the one that was chosen: two of them cannot both be the service."""
    others = [one for one in found.candidates if one is not found.best and one.seen.health is Health.RUNNING]
    if others:
        text = f"{found.name} may also be {', '.join(described(one.service) for one in others)}, which runs too"
        advice = f"If it is that, make it services.{found.name} in a profile of your own; else say `alternatives: []` there"
        yield _finding(Status.NOTE, subject, found.name, f"{text}. {advice}", described(found.best.service))


def _unasked(silent: Candidate, name: LogicalService) -> str:
    if silent.service.kind is ServiceKind.KUBECTL:
        return f"{silent.seen.words}. Give kubectl on this machine a configuration of the cluster (KUBECONFIG) that may list pods"
    why = silent.seen.words.rstrip(".?")
    if "permission denied" in why.lower():
        return f"{why}. Set hosts.sudo: true in the profile, or log in as a user who may use {silent.service.kind}"
    return f"{why}. Start {silent.service.kind} there, or correct services.{name}.kind in the profile"


def _absent(found: Found) -> str:
    tried = "; ".join(candidate.text for candidate in found.candidates)
    return f"{found.name} is not found ({tried}). Start it, or correct services.{found.name} in the profile (or take another profile)"
