"""By what a resource in a cloud is known as one of a run: its name, and what is written on it."""

import re

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_AFTER_THE_RUN = re.compile(r"[A-Za-z0-9_]{1,64}-[0-9]{1,9}")

_SHELVED = "-shelved"
_IMAGE = "-image-"
_NUMBERED_IMAGE = re.compile(rf"{_IMAGE}[0-9]{{1,9}}\Z")


def beginning(run: str) -> str:
    """How all names of a run begin."""
    return f"conformance-{run}"


def server_name(run: str, worker: str, number: int) -> str:
    """The name of a server; numbers are counted by each worker."""
    return f"{beginning(run)}-{worker}-{number}"


def volume_name(run: str, worker: str, number: int) -> str:
    """The name of a volume, or of a snapshot of one; numbers are counted by each worker."""
    return f"{beginning(run)}-{worker}_volume-{number}"


def image_name(server: str, number: int) -> str:
    """The name of the image that a run has Nova make of one of its servers; numbers are counted for each server."""
    return f"{server}{_IMAGE}{number}"


def shelved_image_name(server: str) -> str:
    """The name that Nova itself gives the image of a server that is shelved."""
    return f"{server}{_SHELVED}"


def group_name(run: str) -> str:
    """The name of the run's security group."""
    return beginning(run)


def description(run: str) -> str:
    """The description of what a run creates by itself. Names are not unique in Neutron; this tells it from another of its name."""
    return f"openstack-host-conformance, run {run}"


def is_server_name(name: str, run: str) -> bool:
    """Whether that run gives servers, volumes and what is made of both such a name."""
    start = f"{beginning(run)}-"
    return _ID.fullmatch(run) is not None and name.startswith(start) and _AFTER_THE_RUN.fullmatch(name[len(start) :]) is not None


def is_image_name(name: str, run: str) -> bool:
    """Whether that run gives images such a name, or Nova those of its servers that are shelved."""
    server = server_of_image(name)
    return server != name and is_server_name(server, run)


def server_of_image(name: str) -> str:
    """The server that an image is of, by the image's name."""
    return name.removesuffix(_SHELVED) if name.endswith(_SHELVED) else _NUMBERED_IMAGE.sub("", name)


def is_group_name(name: str, run: str) -> bool:
    """Whether that run gives its security group this name."""
    return _ID.fullmatch(run) is not None and name == group_name(run)
