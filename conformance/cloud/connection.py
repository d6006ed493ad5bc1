"""Reaching the cloud's APIs, and telling early and plainly why that is not possible."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from keystoneauth1 import exceptions as keystone
from openstack import exceptions
from openstack.config import OpenStackConfig
from openstack.config.loader import CONFIG_FILES
from openstack.connection import Connection

from conformance.cloud.answer_size import AnswerTooLong
from conformance.cloud.retries import RetryPolicy, Told, mount_retries
from conformance.input.complaints import did_you_mean
from conformance.input.understanding import NOT_UNDERSTOOD, oddity
from conformance.input.yaml_file import read_yaml_mapping
from conformance.model.errors import UsageProblem

T = TypeVar("T")

KEYSTONE = "Keystone"

_MOST_WORDS = 1000
"""Characters that are shown of an error: it may hold a whole page."""

MOST_LISTED = 50_000
"""Entries of one list: flavors, images or hypervisors of the largest clouds are some thousands."""

_PATIENT = 60.0
"""Seconds in which an API must answer later on, where clouds.yaml does not say (api_timeout)."""


def connect(cloud: str, told: Told = lambda _: None, policy: RetryPolicy = RetryPolicy.STARTUP) -> Connection:
    """A connection to a cloud of clouds.yaml. Nothing is asked of it yet. A token that expires is renewed when it is next used.

    :param told: hears of each reading request that had to be repeated
    :raises UsageProblem: there is no such cloud, or what clouds.yaml says of it is not enough or cannot be read
    """
    config = _configuration()
    if cloud not in config.get_cloud_names():
        raise UsageProblem(_no_such_cloud(config, cloud))
    try:
        region = config.get_one(cloud=cloud)
        region.config["api_timeout"] = region.config.get("api_timeout") or _PATIENT
        conn = Connection(config=region, app_name="openstack-host-conformance")
    except (exceptions.ConfigException, keystone.ClientException) as error:
        raise UsageProblem(f"cloud {cloud!r} in {config.config_filename}: {_line(error)}") from error
    mount_retries(conn, told, policy)
    return conn


def identity_of(cloud: str) -> str:
    """What tells a cloud from others, whatever clouds.yaml calls it: Keystone's URL, and the region."""
    region = _configuration().get_one(cloud=cloud)
    return f"{region.get_auth_args().get('auth_url', '').rstrip('/')} {region.region_name}"


def check_access(conn: Connection, policy: float = 10) -> None:
    """Log in, and see that services and hypervisors can be listed.

    :param policy: seconds in which each API must answer
    :raises UsageProblem: wrong password, an API that does not answer (named by its URL), or no admin rights
    """
    with quickly(conn, policy):
        try_api(conn, KEYSTONE, conn.session.get_token)
        try_api(conn, "Nova", lambda: next(iter(conn.compute.services(binary="nova-compute")), None))
        try_api(conn, "Nova", lambda: next(iter(conn.compute.hypervisors(details=True)), None))


def _configuration() -> OpenStackConfig:
    named = os.environ.get("OS_CLIENT_CONFIG_FILE")
    found = [named] if named else [path for path in CONFIG_FILES if Path(path).exists()][:1]
    for path in found:
        # the SDK takes the next best file where this one is missing or broken: another cloud of the same name, perhaps
        read_yaml_mapping(Path(path), "clouds.yaml")
    try:
        return OpenStackConfig()
    except exceptions.ConfigException as error:
        raise UsageProblem(f"clouds.yaml: {_line(error)}") from error


def _no_such_cloud(config: OpenStackConfig, cloud: str) -> str:
    known = sorted(config.get_cloud_names())
    if config.config_filename is None:
        places = ", ".join(path for path in CONFIG_FILES if path.endswith("clouds.yaml"))
        return f"there is no clouds.yaml (looked for {places}). Write one, or name it in OS_CLIENT_CONFIG_FILE"
    return f"there is no cloud {cloud!r} in {config.config_filename}{did_you_mean(cloud, known)} (there are: {', '.join(known) or 'none'})"


@contextmanager
def quickly(conn: Connection, policy: float) -> Iterator[None]:
    """Have every API answer soon: one that does not is told of, not waited for."""
    usual = conn.session.timeout
    conn.session.timeout = policy
    try:
        yield
    finally:
        conn.session.timeout = usual


def try_api(
    conn: Connection,
    service: str,
    look: Callable[[], T],
    *,
    kind: str | None = "compute",
    what: str = "list compute services and hypervisors",
) -> T:
    """What a look at an API tells.

    :param service: whose it is, for people; kind: what the catalog calls that, None if it is one of several; what: what is done, for people
    :raises UsageProblem: it does not answer, or not as it should, or does not let this user do that
    """
    cloud = f"cloud {conn.config.name!r}"
    auth = conn.config.get_auth_args()
    keystone_url = auth.get("auth_url", "its auth_url")
    user = user_of(conn)
    try:
        return look()
    except keystone.Unauthorized as error:
        raise UsageProblem(
            f"{cloud}: Keystone at {keystone_url} does not let {user} in. Correct username, password, project and domains in clouds.yaml"
        ) from error
    except (exceptions.ForbiddenException, keystone.Forbidden) as error:
        raise UsageProblem(f"{cloud}: {user} may not {what}. Name a user with the admin role in clouds.yaml") from error
    except (keystone.EndpointNotFound, exceptions.ServiceDisabledException) as error:
        raise UsageProblem(
            f"{cloud}: the catalog has no {conn.config.get_interface(kind)} endpoint of {kind or service} "
            f"in region {conn.config.region_name}. Correct region_name and interface in clouds.yaml"
        ) from error
    except AnswerTooLong as error:
        raise UsageProblem(f"{cloud}: {error}") from error
    except NOT_UNDERSTOOD as error:
        url = keystone_url if service == KEYSTONE else _url_of(conn, kind)
        raise UsageProblem(
            f"{cloud}: {service} at {url}: what is answered is not understood ({oddity(error)}). "
            "Look whether that URL leads to the API itself"
        ) from error
    except (keystone.ClientException, exceptions.SDKException) as error:
        url = keystone_url if service == KEYSTONE else _url_in(error) or _url_of(conn, kind)
        silence = _silence(error)
        raise UsageProblem(
            f"{cloud}: {service} does not answer at {url}: {silence}" if silence else f"{cloud}: {service} at {url}: {_line(error)}"
        ) from error


def listed(found: Iterable[T]) -> list[T]:
    """All of a list that comes in pages. :raises ValueError: it has more than MOST_LISTED, as one of an API that never ends it"""
    first = list(islice(found, MOST_LISTED + 1))
    if len(first) > MOST_LISTED:
        raise ValueError(f"the list has more than {MOST_LISTED} entries")
    return first


def user_of(conn: Connection) -> str:
    """Whom clouds.yaml logs in, as far as it names anybody."""
    auth = conn.config.get_auth_args()
    return str(auth.get("username") or auth.get("user_id") or auth.get("application_credential_id") or "its user")


def _url_in(error: BaseException) -> str | None:
    """The URL that the error speaks of, if any."""
    match = re.search(r"https?://[^\s'\",)]+", str(error))
    return match[0].rstrip(".:") if match else None


def _url_of(conn: Connection, kind: str | None) -> str:
    """The URL in the catalog, which was read by then."""
    if kind is None:
        return "its endpoint"
    try:
        auth: Any = conn.session.auth
        catalog = auth.get_access(conn.session).service_catalog
        return str(catalog.url_for(service_type=kind, interface=conn.config.get_interface(kind), region_name=conn.config.region_name))
    except (keystone.ClientException, *NOT_UNDERSTOOD):
        return "its endpoint"


_SILENCES = (
    (r"Connection refused", "connection refused"),
    (r"Failed to resolve|Name or service not known|[Nn]ame resolution", "its name is unknown here"),
    (r"No route to host|Network is unreachable", "there is no route to it"),
    (r"[Tt]imed out", "it does not answer in time"),
    (r"CERTIFICATE_VERIFY_FAILED", "its certificate is not trusted here (cacert in clouds.yaml)"),
)


def _silence(error: BaseException) -> str | None:
    """Why there was no answer at all; None if there was one."""
    return next((why for pattern, why in _SILENCES if re.search(pattern, str(error))), None)


def _line(error: BaseException) -> str:
    return " ".join(str(error)[:_MOST_WORDS].split())
