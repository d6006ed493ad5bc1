"""Choosing what to boot: image, flavors and network, as the profile names them, or the smallest that fit."""

from collections.abc import Callable, Iterable
from math import ceil
from typing import Any, NamedTuple

from openstack.connection import Connection

from conformance.cloud.connection import listed, try_api
from conformance.config.guest_model import GuestOptions
from conformance.input.complaints import did_you_mean
from conformance.model.errors import UsageProblem

_GIB = 1024**3
_MOST_NAMED = 8
_DISKS = frozenset({"qcow2", "raw", "vmdk", "vdi", "vhd", "vhdx", "ploop"})


class GuestChoice(NamedTuple):
    """The ids of what is booted."""

    image: str
    flavor: str
    resize_flavor: str
    network: str
    needs: dict[str, int]
    """What an instance takes with the greater of both flavors, by Placement's resource classes."""
    volume_gib: int
    """GiB that a volume must have at least to hold the image."""


def choose_guest(conn: Connection, guest: GuestOptions) -> GuestChoice:
    """What the profile names, or the smallest that fits.

    :raises UsageProblem: nothing fits; says what was looked at, and why each does not; or an API does not answer, or not as it should
    """
    return try_api(conn, "Nova, Glance or Neutron", lambda: _choice(conn, guest), kind=None)


def _choice(conn: Connection, guest: GuestOptions) -> GuestChoice:
    images = try_api(conn, "Glance", lambda: listed(conn.image.images()), kind="image", what="list images")
    # their extra specs come with them (microversion 2.61): asked for by name, they would cost a request a flavor
    flavors = try_api(conn, "Nova", lambda: listed(conn.compute.flavors(details=True)), what="list flavors")
    image, flavor = _image_and_flavor(images, flavors, guest)
    resize_flavor = _choose(
        "flavor to resize to",
        "guest.resize_flavor",
        guest.resize_flavor,
        flavors,
        lambda candidate: same_or_smaller(candidate, flavor) or flavor_misfit(candidate, image, named=bool(guest.resize_flavor)),
        flavor_size,
    )
    needs = {"VCPU": "vcpus", "MEMORY_MB": "ram", "DISK_GB": "disk"}
    return GuestChoice(
        image.id,
        flavor.id,
        resize_flavor.id,
        _network(conn, guest.network).id,
        {name: max(int(getattr(one, field)) for one in (flavor, resize_flavor)) for name, field in needs.items()},
        max(1, ceil(_gib(image))),
    )


def _image_and_flavor(images: list[Any], flavors: list[Any], guest: GuestOptions) -> tuple[Any, Any]:
    if guest.flavor is None:
        image = _choose("image", "guest.image", guest.image, images, lambda candidate: image_misfit(candidate, None), _image_size)
        fits = lambda candidate: flavor_misfit(candidate, image, named=False)  # noqa: E731 - named for what it says
        return image, _choose(f"flavor for image {image.name}", "guest.flavor", None, flavors, fits, flavor_size)
    flavor = _choose("flavor", "guest.flavor", guest.flavor, flavors, lambda _: None, flavor_size)
    what = f"image for flavor {flavor.name}"
    return _choose(what, "guest.image", guest.image, images, lambda candidate: image_misfit(candidate, flavor), _image_size), flavor


def _choose(
    what: str,
    key: str,
    named: str | None,
    candidates: Iterable[Any],
    misfit: Callable[[Any], str | None],
    size: Callable[[Any], tuple[float, ...]],
) -> Any:
    """The candidate that the profile names, or the smallest; either must fit."""
    looked = sorted(candidates, key=lambda candidate: (size(candidate), candidate.id))
    if named is not None:
        looked = _by_name(what, key, named, looked)
    reasons = []
    for candidate in looked:
        reason = misfit(candidate)
        if reason is None:
            return candidate
        reasons.append(f"{candidate.name} {reason}")
    advice = f"Correct {key} in the profile" if named is not None else f"Make one, or name another as {key} in the profile"
    more = f"; and {len(reasons) - _MOST_NAMED} more" if len(reasons) > _MOST_NAMED else ""
    raise UsageProblem(f"no {what}: {'; '.join(reasons[:_MOST_NAMED]) or 'the cloud has none'}{more}. {advice}")


def _by_name(what: str, key: str, named: str, candidates: list[Any]) -> list[Any]:
    found = [candidate for candidate in candidates if candidate.id == named] or [
        candidate for candidate in candidates if candidate.name == named
    ]
    if not found:
        names = sorted({candidate.name or candidate.id for candidate in candidates})
        shown = ", ".join(names[:_MOST_NAMED]) + (", ..." if len(names) > _MOST_NAMED else "")
        near = did_you_mean(named, names)
        raise UsageProblem(f"no {what}: {key} is {named!r}, which the cloud does not have{near} (it has: {shown or 'none'})")
    if len(found) > 1:
        ids = ", ".join(candidate.id for candidate in found)
        raise UsageProblem(f"no {what}: {key} is {named!r}, which {len(found)} have. Give the id of one: {ids}")
    return found


def _image_size(image: Any) -> tuple[float, ...]:
    return (image.size or float("inf"),)


def flavor_size(flavor: Any) -> tuple[float, ...]:
    """By which flavors are ordered, the smallest first."""
    return (flavor.ram, flavor.disk, flavor.vcpus)


def image_misfit(image: Any, flavor: Any | None) -> str | None:
    """Why the image cannot be booted (with that flavor); None if it can."""
    if image.status != "active":
        return f"is {image.status}"
    if not image.size:
        return "is empty"
    if image.disk_format not in _DISKS:
        return f"is no disk ({image.disk_format})"
    return _too_small(flavor, image) if flavor is not None else None


def flavor_misfit(flavor: Any, image: Any, *, named: bool) -> str | None:
    """Why the flavor does not do for the image; one that was not named must also not steer where its instances go."""
    if flavor.is_disabled:
        return "is disabled"
    if not named and flavor.extra_specs:
        return f"has extra specs, which may rule hosts out ({', '.join(sorted(flavor.extra_specs))})"
    return _too_small(flavor, image)


def _too_small(flavor: Any, image: Any) -> str | None:
    if flavor.ram < (image.min_ram or 0):
        return f"does not fit ({image.name} needs {image.min_ram} MiB RAM, {flavor.name} has {flavor.ram})"
    # a flavor with no disk takes one as large as the image is
    needed = _gib(image)
    if flavor.disk and flavor.disk < needed:
        return f"does not fit ({image.name} needs {needed:.1f} GiB disk, {flavor.name} has {flavor.disk})"
    return None


def _gib(image: Any) -> float:
    """GiB of disk that an image takes."""
    return float(max((image.virtual_size or image.size) / _GIB, image.min_disk or 0))


def same_or_smaller(flavor: Any, than: Any) -> str | None:
    """Why one cannot be resized to that flavor; None if one can."""
    if flavor.id == than.id:
        return "is the one to resize from"
    if flavor.disk < than.disk:
        return f"has less disk ({flavor.disk} GiB) than {than.name} ({than.disk} GiB)"
    return None


def _network(conn: Connection, named: str | None) -> Any:
    found = try_api(conn, "Neutron", lambda: listed(conn.network.networks()), kind="network", what="list networks")
    networks = sorted(found, key=lambda network: (network.name, network.id))
    if named is not None:
        return _usable(_by_name("network", "guest.network", named, networks)[0])
    internal = [network for network in networks if not network.is_router_external and network.subnet_ids]
    if not internal:
        advice = "Make one, or name another as guest.network in the profile"
        raise UsageProblem(f"no network: the cloud has none that is internal and has a subnet. {advice}")
    if len(internal) > 1:
        names = ", ".join(network.name for network in internal)
        advice = "Name it as guest.network in the profile"
        raise UsageProblem(f"no network: of {len(internal)} that guests may use ({names}) one must be chosen. {advice}")
    return _usable(internal[0])


def _usable(network: Any) -> Any:
    if not network.subnet_ids:
        raise UsageProblem(f"no network: {network.name} has no subnet. Name another as guest.network in the profile")
    if not network.is_admin_state_up:
        raise UsageProblem(f"no network: {network.name} is switched off (admin state). Name another as guest.network in the profile")
    return network
