"""Which host of an inventory is which compute host of Nova, where their names differ: full names and short ones, aliases, addresses."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from conformance.config.profile_model import Connection, Profile
from conformance.input.complaints import some
from conformance.input.names import alike, plain_address, short_name
from conformance.inventory.reached import Inventory, InventoryHost
from conformance.model.errors import UsageProblem


def has_alike(inventory: Inventory, name: str) -> bool:
    """Whether a host of the inventory may be the one of that name."""
    return name in inventory.hosts or any(alike(name, own) for host in inventory.hosts.values() for own in _names(host))


def with_novas_names(
    inventory: Inventory, profile: Profile, known: Collection[str], asked: Collection[str], addresses: Mapping[str, str]
) -> tuple[Inventory, tuple[str, ...]]:
    """The inventory, which then leads to hosts by Nova's names for them; and what is to be told of that, a line each.

    A host has the same name; or a full name where the other is its short one; or it is at the address that Nova has for it. Where that
    could be said of two hosts, it is said of none.

    :param known: Nova's compute hosts, all of them
    :param asked: those that will be logged in to, sorted
    :param addresses: by host, where Nova says that its hypervisor is
    :raises UsageProblem: one that will be logged in to is none of the inventory's; or they are several, and `local` for all
    """
    if inventory.path is None:
        if profile.hosts.connection is Connection.LOCAL and len(asked) > 1:
            raise UsageProblem(
                f"hosts.connection is local in the profile, but Nova knows {len(asked)} compute hosts: {some(asked)}. "
                "Set it to ssh, and give --inventory if those names do not resolve"
            )
        return inventory, ()
    pairs = _by_name(inventory, known)
    pairs |= _by_address(inventory, known, addresses, pairs)
    missing = [name for name in asked if name not in inventory.hosts and name not in pairs]
    strangers = [name for name in inventory.hosts if name not in known and name not in pairs.values()]
    if missing:
        raise UsageProblem(f"inventory {inventory.path}: {_missing(inventory, missing, strangers)}")
    notes = [f"the inventory's {some(f'{own} is {name}' for name, own in sorted(pairs.items()))} in Nova"] if pairs else []
    if strangers:
        notes.append(
            f"Nova knows no compute host{'s' if len(strangers) > 1 else ''} {some(strangers)} of the inventory: not tested. "
            "If none should be there, name the group of the compute hosts as hosts.group in the profile"
        )
    return _renamed(inventory, pairs), tuple(notes)


def _renamed(inventory: Inventory, pairs: Mapping[str, str]) -> Inventory:
    names = {own: name for name, own in pairs.items()}
    control = tuple(sorted(names.get(name, name) for name in inventory.names_of_control))
    return inventory.model_copy(update={"aliases": dict(sorted(pairs.items())), "names_of_control": control})


def _by_name(inventory: Inventory, known: Collection[str]) -> dict[str, str]:
    """By Nova's name, the inventory's, where one is the other's short name, or the inventory's address is a name of Nova's."""
    ours: dict[str, set[str]] = defaultdict(set)
    theirs: dict[str, set[str]] = defaultdict(set)
    for host in inventory.hosts.values():
        for name in _names(host):
            ours[short_name(name)].add(host.name)
    for name in known:
        theirs[short_name(name)].add(name)
    pairs: dict[str, str] = {}
    for short, names in theirs.items():
        if len(names) == len(ours[short]) == 1:
            [name], [own] = names, ours[short]
            if name != own and own not in known and any(alike(name, one) for one in _names(inventory.hosts[own])):
                pairs[name] = own
    taken = Counter(pairs.values())
    return {name: own for name, own in pairs.items() if taken[own] == 1}


def _by_address(inventory: Inventory, known: Collection[str], addresses: Mapping[str, str], pairs: Mapping[str, str]) -> dict[str, str]:
    """By Nova's name, the inventory's, where both are at one address, and none else is."""
    ours: dict[str, list[str]] = defaultdict(list)
    theirs: dict[str, list[str]] = defaultdict(list)
    for host in inventory.hosts.values():
        if not host.local:
            ours[plain_address(host.address)].append(host.name)
    for name, address in addresses.items():
        theirs[plain_address(address)].append(name)
    found: dict[str, str] = {}
    for address, names in theirs.items():
        if address and len(names) == len(ours[address]) == 1:
            [name], [own] = names, ours[address]
            if name in known and name not in inventory.hosts and own not in known and name not in pairs and own not in pairs.values():
                found[name] = own
    return found


def _missing(inventory: Inventory, missing: Collection[str], strangers: Collection[str]) -> str:
    hosts, are, them = ("hosts", "are", "them") if len(missing) > 1 else ("host", "is", "it")
    said = f"Nova's compute {hosts} {some(missing)} {are} missing. Add {them}"
    if not strangers:
        return said
    first = inventory.hosts[next(iter(strangers))]
    way = "ansible_connection=local" if first.local else f"ansible_host={first.address}"
    return (
        f"{said}; Nova knows no compute host{'s' if len(strangers) > 1 else ''} {some(strangers)}: if these are the same, put Nova's name "
        f"before the address ({next(iter(missing))} {way}); else name the group of the compute hosts as hosts.group in the profile"
    )


def _names(host: InventoryHost) -> Iterable[str]:
    """By which it may be known: its own, and that which it is reached by."""
    return dict.fromkeys(name for name in (host.name, host.address) if not plain_address(name))
