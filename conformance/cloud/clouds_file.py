"""A cloud as clouds.yaml and what belongs to it say: read by openstacksdk, whose every complaint becomes one line."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openstack import exceptions
from openstack.config import OpenStackConfig
from openstack.config.cloud_region import CloudRegion
from openstack.config.loader import CONFIG_FILES, SECURE_FILES

from conformance.input.complaints import did_you_mean, some
from conformance.input.files import exists
from conformance.input.understanding import valid_text
from conformance.input.yaml_file import read_yaml_mapping
from conformance.model.errors import UsageProblem

_MOST_WORDS = 1000
"""Characters that are shown of an error: it may hold a whole page."""

_KINDS = {dict: "a mapping", list: "a list", str: "text", type(None): "nothing"}

_APPLICATION = "application_credential"
_OF_APPLICATIONS = "v3applicationcredential"


def region_of(cloud: str) -> CloudRegion:
    """What is configured of a cloud. Nothing is asked of it, but a vendor's address may be, where `profile` names one.

    :raises UsageProblem: there is no such cloud, or what the files say of it cannot be: one line with the file
    """
    _see(_path("OS_CLIENT_CONFIG_FILE", CONFIG_FILES), "clouds.yaml")
    _see(_path("OS_CLIENT_SECURE_FILE", SECURE_FILES), "secure.yaml")
    with complaining(place_of(cloud)):
        config = OpenStackConfig()
        known = sorted(config.get_cloud_names())
    if cloud not in known:
        raise UsageProblem(_no_such_cloud(config, cloud))
    with complaining(place_of(cloud), login_remedy(config.cloud_config["clouds"].get(cloud) or {})):
        region = config.get_one(cloud=cloud)
        _check(region, place_of(cloud))
    return region


def place_of(cloud: str) -> str:
    """A cloud, and the file that it is in, for people."""
    return f"cloud {cloud!r} in {_path('OS_CLIENT_CONFIG_FILE', CONFIG_FILES) or 'the environment'}"


@contextmanager
def complaining(where: str, remedy: str = "") -> Iterator[None]:
    """Where only openstacksdk and keystoneauth are at work, on what a user has written: whatever they raise is about that.

    :raises UsageProblem: for everything that they raise
    """
    try:
        yield
    except UsageProblem:
        raise
    except Exception as error:
        # they raise what they come upon: AttributeError, ImportError, even a bare Exception
        named = isinstance(error, exceptions.SDKException) or type(error) is Exception or type(error).__module__.startswith("keystoneauth1")
        said = line_of(error) if named else f"{type(error).__name__}: {line_of(error)}"
        raise UsageProblem(f"{where}: {said}{remedy}") from error


def line_of(error: BaseException) -> str:
    """What an error says, in one line."""
    return valid_text(" ".join(str(error)[:_MOST_WORDS].split()))


def login_remedy(configured: Mapping[str, Any]) -> str:
    """What to do about a login that is not even sent. configured: what is said of the cloud"""
    auth = configured.get("auth") or {}
    remedy = ". Correct its login (auth, auth_type)"
    if any(str(key).startswith(_APPLICATION) for key in auth) and configured.get("auth_type") != _OF_APPLICATIONS:
        return f"{remedy}; application credentials need auth_type: {_OF_APPLICATIONS}"
    return remedy


def _path(variable: str, usual: list[str]) -> str | None:
    """The file that is read; None where there is none."""
    return os.environ.get(variable) or next((path for path in usual if exists(Path(path))), None)


def _see(path: str | None, what: str) -> None:
    """See that a file is in order: the SDK takes the next best where one is broken, and perhaps another cloud of the same name."""
    if path is None:
        return
    content = read_yaml_mapping(Path(path), what)
    source = f"{what} {path}"
    if what == "clouds.yaml" and content.keys().isdisjoint({"clouds", "cache"}) and content:
        raise UsageProblem(f"{source}: there is no key clouds{did_you_mean('clouds', content)} (there are: {some(map(str, content))})")
    for name, cloud in _mapping(source, "clouds", content.get("clouds", {})).items():
        auth = _mapping(source, f"clouds.{name}", cloud).get("auth", {})
        _mapping(source, f"clouds.{name}.auth", auth)


def _mapping(source: str, key: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UsageProblem(f"{source}: {key} must be a mapping, not {_KINDS.get(type(value), 'a value')}")
    return value


def _no_such_cloud(config: OpenStackConfig, cloud: str) -> str:
    # where there are none, the SDK has one of its own
    known = sorted(name for name in config.get_cloud_names() if name in config.cloud_config.get("clouds", {}) and name != "defaults")
    if config.config_filename is None:
        places = ", ".join(dict.fromkeys(path for path in CONFIG_FILES if path.endswith("clouds.yaml")))
        return f"there is no clouds.yaml (looked for {places}). Write one, or name it in OS_CLIENT_CONFIG_FILE"
    return f"there is no cloud {cloud!r} in {config.config_filename}{did_you_mean(cloud, known)} (there are: {', '.join(known) or 'none'})"


def _check(region: CloudRegion, where: str) -> None:
    """See that what it names is there: the SDK would notice at the first request, in words of another library."""
    authority, client = region.get_requests_verify_args()
    certificate, key_file = (client, None) if isinstance(client, str | None) else client
    for key, path in {"cacert": authority, "cert": certificate, "key": key_file}.items():
        if isinstance(path, str) and path and not exists(Path(path)):
            raise UsageProblem(f"{where}: {key}: there is no file {path} on this machine. Put it there, or correct the path")
    url = region.get_auth_args().get("auth_url")
    if url and not str(url).startswith(("http://", "https://")):
        raise UsageProblem(f"{where}: auth.auth_url must begin with http:// or https://, not {str(url)[:60]}")
