"""What a cloud has that guests of the suite could be made of: for a user to choose among, before there is a profile that names them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from openstack.connection import Connection

from conformance.cloud.connection import listed, try_api
from conformance.config.guest_model import GuestOptions
from conformance.discovery import guest_choice


class Candidate(NamedTuple):
    """One of them. name: as a profile can name it, the id where the name is no one's or that of several. about: a few words."""

    name: str
    about: str


class Candidates(NamedTuple):
    """Those that can be taken, the smallest first; of networks, in the order of their names."""

    images: tuple[Candidate, ...]
    networks: tuple[Candidate, ...]


def candidates(conn: Connection) -> Candidates:
    """The images and the networks that guests can have.

    :raises UsageProblem: an API does not answer, or not as it should
    """
    images = try_api(conn, "Glance", lambda: listed(conn.image.images()), kind="image", what="list images")
    networks = try_api(conn, "Neutron", lambda: listed(conn.network.networks()), kind="network", what="list networks")
    bootable = [image for image in images if guest_choice.image_misfit(image, None) is None]
    usable = [network for network in networks if network.subnet_ids and network.is_admin_state_up and not network.is_router_external]
    return Candidates(
        images=_named(sorted(bootable, key=lambda image: (image.size, image.id)), images, lambda image: f"{image.size / 1024**2:.0f} MiB"),
        networks=_named(
            sorted(usable, key=lambda network: (network.name or "", network.id)),
            networks,
            lambda network: f"{len(network.subnet_ids)} subnet{'s' if len(network.subnet_ids) != 1 else ''}",
        ),
    )


def flavor_candidates(conn: Connection, guest: GuestOptions) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """The flavors that fit the guest's image, and those to resize to from the guest's flavor, or else from the smallest.

    :raises UsageProblem: there is none, or an API does not answer
    """
    chosen = guest_choice.choose_guest(conn, guest)
    flavors = try_api(conn, "Nova", lambda: listed(conn.compute.flavors(details=True)), what="list flavors")
    images = try_api(conn, "Glance", lambda: listed(conn.image.images()), kind="image", what="list images")
    image = next(one for one in images if one.id == chosen.image)
    by_id = {flavor.id: flavor for flavor in flavors}
    fit = sorted(
        (one for one in flavors if guest_choice.flavor_misfit(one, image, named=False) is None),
        key=lambda one: (guest_choice.flavor_size(one), one.id),
    )
    larger = [one for one in fit if guest_choice.same_or_smaller(one, by_id[chosen.flavor]) is None]

    def about(flavor: Any) -> str:
        return f"{flavor.vcpus} vCPU, {flavor.ram} MiB RAM, {flavor.disk} GiB disk"

    return _named(fit, flavors, about), _named(larger, flavors, about)


def _named(chosen: list[Any], every: list[Any], about: Callable[[Any], str]) -> tuple[Candidate, ...]:
    names = [one.name for one in every]
    return tuple(Candidate(one.name if one.name and names.count(one.name) == 1 else one.id, about(one)) for one in chosen)
