"""The profile of a site, as `conformance init` writes it: short, with comments, and with what a site changes next."""

import json
from datetime import date
from pathlib import Path

from conformance.config.guest_model import GuestOptions
from conformance.transport.command import words


def site_profile(cloud: str, base: str, guest: GuestOptions, about: dict[str, str], day: date) -> str:
    """The text of a YAML file.

    :param base: the profile that it extends
    :param about: of image, flavor, resize_flavor and network, a few words on what was chosen
    """
    lines = [
        f"# Profile of the cloud {_comment(cloud)}, written by `conformance init` on {day.isoformat()}. Every key is in docs/profiles.md.",
        "# How the cloud is deployed: where its services run, and where their logs and configuration are.",
        f"extends: {_scalar(base)}",
        f"title: {_scalar(f'{cloud} ({base})')}",
        "",
        "# What the suite boots. Without a line, it takes the smallest that fits.",
        "guest:",
    ]
    for key in ("image", "flavor", "resize_flavor", "network"):
        value = getattr(guest, key)
        if value is not None:
            lines.append(f"  {key}: {_scalar(value)}{f'  # {_comment(about[key])}' if about.get(key) else ''}")
    lines += [
        "  # Whether this machine reaches a guest's fixed address over TCP: with true, the suite also sees that guests answer, and",
        "  # measures for how long they do not while they are moved.",
        f"  reachable: {'true' if guest.reachable else 'false'}",
        "  # An image that prints a boot id and a heartbeat on its console, as the lab's does, lets the suite see that a guest lives on.",
        "  console_heartbeat: false",
        "",
        "# Hosts that take part: names, zone=NAME, aggregate=NAME, shell patterns.",
        "# allow: [zone=nova]",
        "# deny: [compute-99]",
        "",
        "# A production cloud: what is not named here is refused. Without operations, only invariants are looked at.",
        "# production: {allow: [boot, hard_reboot, live_migration]}",
        "",
        "# Seconds after which an operation has failed, where this cloud is slower than most.",
        "# timeouts: {boot: 600, live_migration: 1200}",
    ]
    return "\n".join(lines) + "\n"


def next_commands(cloud: str, path: Path, inventory: Path | None) -> list[str]:
    """What to type then: the check, a look that changes nothing, and the run."""
    where = str(path) if "/" in str(path) else f"./{path}"
    known = words("--os-cloud", cloud, "--profile", where, *(["--inventory", str(inventory)] if inventory else []))
    return [
        f"conformance doctor {known}",
        f"conformance run {known} -- --no-disruption",
        f"conformance run {known} -- -n 4",
    ]


def _scalar(text: str) -> str:
    """A text in quotes: YAML reads every JSON."""
    return json.dumps(text, ensure_ascii=False)


def _comment(text: str) -> str:
    """One line, whatever is in it."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:80]
