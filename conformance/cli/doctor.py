"""conformance doctor: whether a site is ready for a run."""

import json
from pathlib import Path

import click

from conformance.cli.saying import echo
from conformance.doctor.diagnose import diagnose
from conformance.doctor.finding import Diagnosis, Finding, Status
from conformance.text.writing import document, for_terminal
from conformance.transport.command import words

_EXIT_CODES = {Status.OK: 0, Status.NOTE: 0, Status.PROBLEM: 1, Status.FATAL: 4}
_COLOURS = {Status.OK: "green", Status.NOTE: "yellow", Status.PROBLEM: "red", Status.FATAL: "red"}
_WIDTH = max(len(status) for status in Status)


@click.command()
@click.option("--os-cloud", metavar="NAME", required=True, envvar="OS_CLOUD", help="The cloud, by its name in clouds.yaml.")
@click.option("--profile", metavar="NAME|PATH", required=True, help="How the cloud is deployed: a name in profiles/, or a YAML file.")
@click.option("--inventory", metavar="PATH", type=click.Path(path_type=Path), help="The Ansible inventory of the compute hosts.")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="For each answer of an API, and each command on a host; a host that hangs costs it once, and at most 25 s to be given up.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document, instead of a line for each finding.")
@click.pass_context
def doctor(context: click.Context, os_cloud: str, profile: str, inventory: Path | None, timeout: int, as_json: bool) -> None:
    """Check whether a run can start, and what would make it fail: cloud, rights, profile, every host, every service. Changes nothing.

    Each line is a finding: ok, note (worth knowing), problem (a run would start, and fail or be broken for it) or fatal (no run would
    start), what was looked at, and what to do. Hosts are examined at the same time.

    \b
    Exit codes:
      0  the site is ready
      1  there are problems
      2  the command line is not right
      4  a run would not start: its command line, profile, inventory, cloud, rights or guest is not right
    """
    diagnosis = diagnose(os_cloud, profile, inventory, timeout=timeout, tell=lambda finding: None if as_json else _line(finding))
    if as_json:
        click.echo(json.dumps(document(_document(diagnosis)), indent=2))
    else:
        _next(_EXIT_CODES[diagnosis.worst], os_cloud, profile, inventory)
    context.exit(_EXIT_CODES[diagnosis.worst])


def _line(finding: Finding) -> None:
    """A host's own line already says which services run there."""
    if finding.status is Status.OK and finding.service:
        return
    click.echo(
        f"{click.style(finding.status.ljust(_WIDTH), fg=_COLOURS[finding.status])}  {for_terminal(f'{finding.subject}: {finding.text}')}"
    )


def _next(code: int, cloud: str, profile: str, inventory: Path | None) -> None:
    """What to type then, on standard error: what looks alone first."""
    known = words("--os-cloud", cloud, "--profile", profile, *(["--inventory", str(inventory)] if inventory else []))
    if code:
        echo(f"next: do what the lines above say, and see: conformance doctor {known}", err=True)
    else:
        echo(f"next: conformance run {known} -- --no-disruption", err=True)
        echo(f"then: conformance run {known} -- -n 4", err=True)


def _document(diagnosis: Diagnosis) -> dict[str, object]:
    return {"exit_code": _EXIT_CODES[diagnosis.worst], **diagnosis.model_dump(mode="json")}
