"""conformance init: a profile of the site's own, from what the cloud has and what the user says."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from conformance.cli.saying import echo
from conformance.cli.starting.completion import cloud_names, complete_cloud, complete_profile
from conformance.cli.starting.site_profile import next_commands, site_profile
from conformance.cloud.connection import check_access, connect
from conformance.config.guest_model import GuestOptions
from conformance.config.profile import load_profile
from conformance.discovery.candidates import Candidate, candidates, flavor_candidates
from conformance.discovery.guest_choice import choose_guest
from conformance.input.files import exists
from conformance.installation import PROFILES
from conformance.inventory.inventory import read_inventory
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.text.writing import for_terminal

_USAGE = 4

_ANSWER = 20.0
"""Seconds for an answer of an API."""

_SHOWN = 20
"""Candidates that are shown; others can be named all the same."""

_INVENTORIES = ("/etc/kolla/inventory", "/etc/kolla/multinode", "multinode", "inventory", "/etc/genestack/inventory", "/etc/ansible/hosts")
"""Where deployment tools and people have theirs, as a proposal."""

_BY_PLACE = {"/etc/kolla": "kolla", "/etc/genestack": "genestack", "/etc/openstack_deploy": "openstack-ansible", "/opt/stack": "devstack"}
"""Directories of deployment tools, and the profile that is proposed where one is there."""


@click.command()
@click.option("--os-cloud", metavar="NAME", envvar="OS_CLOUD", shell_complete=complete_cloud, help="The cloud, by its name in clouds.yaml.")
@click.option("--profile", metavar="NAME", shell_complete=complete_profile, help="How it is deployed: the name in profiles/ to extend.")
@click.option("--inventory", metavar="PATH", type=click.Path(path_type=Path), help="The Ansible inventory; empty: there is none.")
@click.option("--image", metavar="NAME|ID", help="What guests boot; else chosen of what the cloud has.")
@click.option("--flavor", metavar="NAME|ID", help="Their flavor.")
@click.option("--resize-flavor", metavar="NAME|ID", help="The flavor that they are resized to.")
@click.option("--network", metavar="NAME|ID", help="Their network.")
@click.option("--reachable/--not-reachable", default=None, help="Whether this machine reaches guests' fixed addresses over TCP.")
@click.option(
    "--output", metavar="FILE", type=click.Path(path_type=Path), default=Path("site.yaml"), show_default=True, help="The profile."
)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option("--no-input", is_flag=True, help="Ask nothing: what is not given is proposed, and taken; where nothing can be, end with 4.")
@click.pass_context
def init(
    context: click.Context,
    os_cloud: str | None,
    profile: str | None,
    inventory: Path | None,
    image: str | None,
    flavor: str | None,
    resize_flavor: str | None,
    network: str | None,
    reachable: bool | None,
    output: Path,
    force: bool,
    no_input: bool,
) -> None:
    """Write a profile of the site's own, with comments, and say what to type next. Nothing in the cloud is changed.

    It looks for clouds in clouds.yaml, for an inventory where deployment tools have theirs, and in the cloud for images, flavors and
    networks; what it cannot find out it asks.

    \b
    Exit codes:
      0  the profile is written
      2  the command line is not right
      4  bad input: no such cloud, profile or inventory; nothing in the cloud that guests could be made of; the file is there already
    """
    ask = _Questions(asks=not no_input)
    try:
        _see_that_it_may_be_written(output, force)
        cloud = os_cloud or ask.one_of("cloud", "--os-cloud", [Candidate(name, "") for name in cloud_names()])
        base = profile or ask.one_of("how it is deployed (profile)", "--profile", _profiles(), _proposed_profile())
        load_profile(base)
        place = _inventory(ask, inventory)
        guest = GuestOptions(image=image, flavor=flavor, resize_flavor=resize_flavor, network=network)
        guest, about = _guest(ask, cloud, guest)
        reached = ask.whether("Does this machine reach the fixed addresses of guests over TCP?") if reachable is None else reachable
        text = site_profile(cloud, base, guest.model_copy(update={"reachable": reached}), about, datetime.now(UTC).date())
        output.write_text(text, encoding="utf-8")
        load_profile(str(output.absolute()))
    except (UsageProblem, SuiteFault) as problem:
        echo(f"error: {problem}", err=True)
        context.exit(_USAGE)
    except OSError as trouble:
        echo(f"error: {trouble.filename}: {trouble.strerror}", err=True)
        context.exit(_USAGE)
    echo(f"written: {output}")
    echo("next:")
    for command in next_commands(cloud, output, place):
        echo(f"  {command}")


def _see_that_it_may_be_written(output: Path, force: bool) -> None:
    """:raises UsageProblem: it is there"""
    if exists(output) and not force:
        raise UsageProblem(f"{output} is there already: give another --output, or --force to replace it")


class _Questions:
    """What is asked of the user; without a terminal to ask, what is proposed is taken. asks: whether it may ask."""

    def __init__(self, *, asks: bool) -> None:
        self._asks = asks

    def one_of(self, what: str, option: str, known: Sequence[Candidate], proposed: str | None = None) -> str:
        """A name among those known, or another that the user gives. :raises UsageProblem: there is nothing to propose, and none to ask"""
        default = proposed or (known[0].name if len(known) == 1 or (known and not self._asks and option in _SMALLEST) else None)
        if not self._asks:
            if default is None:
                names = ", ".join(one.name for one in known[:_SHOWN])
                raise UsageProblem(f"{what}: {f'there are {names}' if names else 'nothing was found'}. Give {option}")
            return default
        if len(known) == 1 and proposed is None:
            echo(f"{what}: {known[0].name} (the only one)")
            return known[0].name
        echo(f"{what}:")
        for number, one in enumerate(known[:_SHOWN], start=1):
            echo(f"  {number:>2}  {one.name}{f'  ({one.about})' if one.about else ''}")
        if len(known) > _SHOWN:
            echo(f"      and {len(known) - _SHOWN} more")
        shown = default or (known[0].name if known else None)
        said = str(click.prompt("number or name", default=for_terminal(shown) if shown else None)).strip()
        if said.isdecimal() and said not in {one.name for one in known} and 1 <= int(said) <= min(len(known), _SHOWN):
            return known[int(said) - 1].name
        return said

    def path(self, what: str, proposed: str | None) -> Path | None:
        """A path, or none."""
        if not self._asks:
            return Path(proposed) if proposed else None
        said = str(click.prompt(f"{what} (- for none)", default=proposed or "-")).strip()
        return None if said == "-" else Path(said)

    def whether(self, what: str) -> bool:
        """Yes or no; no where nobody is asked."""
        return click.confirm(what, default=False) if self._asks else False


_SMALLEST = frozenset({"--image", "--flavor", "--resize-flavor"})
"""Of which the first one, the smallest, does where nobody is asked: it is what a run takes by itself."""


def _profiles() -> list[Candidate]:
    return [
        Candidate(name, load_profile(name).title or "") for name in sorted(path.stem for path in PROFILES.glob("*.yaml")) if name != "lab"
    ]


def _proposed_profile() -> str | None:
    return next((profile for place, profile in _BY_PLACE.items() if Path(place).is_dir()), None)


def _inventory(ask: _Questions, given: Path | None) -> Path | None:
    """:raises UsageProblem: it cannot be read"""
    if given is None:
        place = ask.path("Ansible inventory of the compute hosts", next((path for path in _INVENTORIES if Path(path).exists()), None))
    else:
        place = given if str(given) not in {"", "."} else None
    found = read_inventory(place)
    if place is None:
        echo("inventory: none; compute hosts are reached by Nova's names for them")
    else:
        echo(f"inventory: {place}: {len(found.hosts)} compute hosts")
    return place


def _guest(ask: _Questions, cloud: str, guest: GuestOptions) -> tuple[GuestOptions, dict[str, str]]:
    """What guests are made of, and a few words on each. :raises UsageProblem: the cloud does not let us in, or has nothing to take"""
    about: dict[str, str] = {}

    def choose(key: str, what: str, option: str, known: Sequence[Candidate]) -> str:
        name = ask.one_of(what, option, known)
        about[key] = next((one.about for one in known if one.name == name), "")
        return name

    with connect(cloud) as conn:
        check_access(conn, _ANSWER)
        found = candidates(conn)
        if guest.image is None:
            guest = guest.model_copy(update={"image": choose("image", "image", "--image", found.images)})
        if guest.network is None:
            guest = guest.model_copy(update={"network": choose("network", "network", "--network", found.networks)})
        if guest.flavor is None:
            fit, _ = flavor_candidates(conn, guest)
            guest = guest.model_copy(update={"flavor": choose("flavor", "flavor", "--flavor", fit)})
        if guest.resize_flavor is None:
            _, larger = flavor_candidates(conn, guest)
            guest = guest.model_copy(update={"resize_flavor": choose("resize_flavor", "flavor to resize to", "--resize-flavor", larger)})
        choose_guest(conn, guest)
    return guest, about
