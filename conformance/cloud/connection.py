"""Reaching the cloud's APIs, and telling early and plainly why that is not possible."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from keystoneauth1 import exceptions as keystone
from openstack import exceptions
from openstack.connection import Connection

from conformance.cloud.answer_size import AnswerTooLong
from conformance.cloud.clouds_file import complaining, line_of, login_remedy, place_of, region_of
from conformance.cloud.nova import CREATE
from conformance.cloud.retries import RetryPolicy, Told, mount_retries
from conformance.input.understanding import NOT_UNDERSTOOD, oddity
from conformance.model.errors import UsageProblem

T = TypeVar("T")

KEYSTONE = "Keystone"

MOST_LISTED = 50_000
"""Entries of one list: flavors, images or hypervisors of the largest clouds are some thousands."""

_SCOPES = frozenset(
    {
        *(f"{what}_{how}" for what in ("project", "tenant", "domain") for how in ("id", "name")),
        *("system_scope", "trust_id", "application_credential_id", "application_credential_name", "token"),
    }
)
"""What a login may say of what it is for: a project, mostly. A token has its own."""

_OLD = re.compile(r"/v2\.0/?$")

_PATIENT = 60.0
"""Seconds in which an API must answer later on, where clouds.yaml does not say (api_timeout)."""


def connect(cloud: str, told: Told = lambda _: None, policy: RetryPolicy = RetryPolicy.STARTUP) -> Connection:
    """A connection to a cloud of clouds.yaml. Nothing is asked of it yet. A token that expires is renewed when it is next used.

    :param told: hears of each reading request that had to be repeated
    :raises UsageProblem: there is no such cloud, or what clouds.yaml says of it is not enough or cannot be read
    """
    region = region_of(cloud)
    region.config["api_timeout"] = region.config.get("api_timeout") or _PATIENT
    with complaining(place_of(cloud), login_remedy(region.config)):
        conn = Connection(config=region, app_name="openstack-host-conformance")
        # the plugin that logs in is made when it is first needed
        _ = conn.session.auth
    mount_retries(conn, told, policy)
    return conn


def identity_of(cloud: str) -> str:
    """What tells a cloud from others, whatever clouds.yaml calls it: Keystone's URL, and the region."""
    region = region_of(cloud)
    return f"{region.get_auth_args().get('auth_url', '').rstrip('/')} {region.region_name}"


def check_access(conn: Connection, policy: float = 10) -> None:
    """Log in, and see that services and hypervisors can be listed.

    :param policy: seconds in which each API must answer
    :raises UsageProblem: wrong password, an API that does not answer (named by its URL) or is too old, or no admin rights
    """
    with quickly(conn, policy):
        _log_in(conn)
        _refuse_old(conn)
        try_api(conn, "Nova", lambda: next(iter(conn.compute.services(binary="nova-compute")), None))
        try_api(conn, "Nova", lambda: next(iter(conn.compute.hypervisors(details=True)), None))


def _log_in(conn: Connection) -> None:
    """:raises UsageProblem: Keystone does not let the user in, does not answer, or cannot so much as be asked"""
    with complaining(place_of(conn.config.name), login_remedy(conn.config.config)):
        try_api(conn, KEYSTONE, conn.session.get_token)


def _refuse_old(conn: Connection) -> None:
    """:raises UsageProblem: Nova's API has not what servers are created by"""
    endpoint = try_api(conn, "Nova", lambda: conn.compute.get_endpoint_data())
    newest = endpoint.max_microversion if endpoint is not None else None
    needed = tuple(map(int, CREATE.split(".")))
    if newest and tuple(newest) < needed:
        told = ".".join(map(str, newest))
        raise UsageProblem(
            f"cloud {conn.config.name!r}: Nova's API ends at microversion {told}, and {CREATE} is needed, which Train has as the first"
        )


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
        if not _SCOPES & auth.keys():
            raise UsageProblem(
                f"{cloud}: its login names no project, and so there is no catalog. Add auth.project_name in clouds.yaml"
            ) from error
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
        if service == KEYSTONE and _OLD.search(keystone_url):
            raise UsageProblem(
                f"{cloud}: Keystone at {keystone_url}: {line_of(error)}. Its API has no version 2.0 any more: end auth_url with /v3"
            ) from error
        raise UsageProblem(
            f"{cloud}: {service} does not answer at {url}: {silence}" if silence else f"{cloud}: {service} at {url}: {line_of(error)}"
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
