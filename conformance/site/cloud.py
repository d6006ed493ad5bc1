"""Reaching the cloud's APIs, and telling early and plainly why that is not possible."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openstack
from keystoneauth1 import exceptions as keystone
from openstack import exceptions
from openstack.config import OpenStackConfig
from openstack.connection import Connection

from conformance.model.errors import UsageProblem
from conformance.site.complaints import did_you_mean

_QUICK = 10.0
"""Seconds in which an API must answer when a run begins."""

_PATIENT = 60.0
"""Seconds in which an API must answer later on, where clouds.yaml does not say (api_timeout)."""


def connect(cloud: str) -> Connection:
    """A connection to a cloud of clouds.yaml. Nothing is asked of it yet.

    :raises UsageProblem: there is no such cloud, or what clouds.yaml says of it is not enough or cannot be read
    """
    config = _configuration()
    try:
        region = config.get_one(cloud=cloud, app_name="openstack-host-conformance")
    except exceptions.ConfigException as error:
        raise UsageProblem(_no_such_cloud(config, cloud) or f"cloud {cloud!r} in {_file(config)}: {_line(error)}") from error
    except (keystone.ClientException, TypeError) as error:
        raise UsageProblem(f"cloud {cloud!r} in {_file(config)}: {_line(error)}") from error
    region.config.setdefault("api_timeout", _PATIENT)
    return openstack.connection.Connection(config=region)


def check_access(conn: Connection) -> None:
    """Log in, and see that services and hypervisors can be listed.

    :raises UsageProblem: wrong password, an API that does not answer (named by its URL), or no admin rights
    """
    with _quickly(conn):
        _try(conn, "Keystone", conn.session.get_token)
        _try(conn, "Nova", lambda: next(iter(conn.compute.services(binary="nova-compute")), None))
        _try(conn, "Nova", lambda: next(iter(conn.compute.hypervisors()), None))


def _configuration() -> OpenStackConfig:
    try:
        return OpenStackConfig()
    except exceptions.ConfigException as error:
        raise UsageProblem(f"clouds.yaml: {_line(error)}") from error
    except Exception as error:
        if type(error).__module__.startswith("yaml"):
            raise UsageProblem(f"clouds.yaml: this is not YAML: {_line(error)}") from error
        raise


def _no_such_cloud(config: OpenStackConfig, cloud: str) -> str | None:
    known = sorted(config.get_cloud_names())
    if cloud in known:
        return None
    if config.config_filename is None:
        looked = ", ".join(str(Path(path).parent) for path in config._config_files[::3])
        return f"there is no clouds.yaml (looked in {looked}). Write one, or name it in OS_CLIENT_CONFIG_FILE"
    return f"there is no cloud {cloud!r} in {config.config_filename}{did_you_mean(cloud, known)} (there are: {', '.join(known) or 'none'})"


def _file(config: OpenStackConfig) -> str:
    return str(config.config_filename or "clouds.yaml")


@contextmanager
def _quickly(conn: Connection) -> Iterator[None]:
    """Have every API answer soon: one that does not is told of, not waited for."""
    patience = conn.session.timeout
    conn.session.timeout = _QUICK
    try:
        yield
    finally:
        conn.session.timeout = patience


def _try(conn: Connection, service: str, look: Callable[[], object]) -> None:
    cloud = f"cloud {conn.config.name!r}"
    auth = conn.config.get_auth_args()
    url = auth.get("auth_url", "its auth_url")
    user = auth.get("username") or auth.get("user_id") or auth.get("application_credential_id") or "its user"
    try:
        look()
    except keystone.Unauthorized as error:
        raise UsageProblem(
            f"{cloud}: Keystone at {url} does not let {user} in. Correct username, password, project and domains in clouds.yaml"
        ) from error
    except (exceptions.ForbiddenException, keystone.Forbidden) as error:
        raise UsageProblem(
            f"{cloud}: {user} may not list compute services and hypervisors. Name a user with the admin role in clouds.yaml"
        ) from error
    except (keystone.ConnectFailure, keystone.SSLFailure, keystone.UnknownConnectionError) as error:
        raise UsageProblem(f"{cloud}: {service} does not answer: {_line(error)}") from error
    except (keystone.EndpointNotFound, keystone.DiscoveryFailure, keystone.ClientException, exceptions.SDKException) as error:
        raise UsageProblem(f"{cloud}: {service}: {_line(error)}") from error


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())
