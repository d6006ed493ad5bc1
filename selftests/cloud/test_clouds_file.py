"""What is wrong in clouds.yaml is one line, whatever it is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.cloud.connection import check_access, connect
from conformance.model.errors import UsageProblem
from selftests.stand_ins.small_cloud import PASSWORD, SDK_WARNS_OF_ITSELF, SmallCloud

pytestmark = SDK_WARNS_OF_ITSELF

Write = Callable[[str], Path]

URL = "http://127.0.0.1:9/v3"
LOGIN = f"auth_url: '{URL}', username: admin, project_name: admin, user_domain_name: Default, project_domain_name: Default"
"""All of a login but the password. Nothing answers there: port 9 is that of the discard service."""


def refusal() -> str:
    """What is said when the cloud is looked at."""
    with pytest.raises(UsageProblem) as caught, connect("small") as conn:
        check_access(conn, 5)
    said = str(caught.value)
    assert "\n" not in said
    assert PASSWORD not in said
    return said


def test_merged_keys_are_taken(clouds_yaml: Write, small_cloud: SmallCloud) -> None:
    clouds_yaml(
        f"x-auth: &auth {{auth_url: '{small_cloud.url}/identity/v3', user_domain_name: Default, project_domain_name: Default}}\n"
        f"clouds:\n  small:\n    region_name: one\n    auth: {{<<: *auth, username: admin, password: {PASSWORD}, project_name: admin}}\n"
    )
    with connect("small") as conn:
        check_access(conn)


MISTAKES = {
    "no password": (f"clouds: {{small: {{auth: {{{LOGIN}}}}}}}", "password is a required attribute. Correct its login (auth, auth_type)"),
    "empty password": (f"clouds: {{small: {{auth: {{{LOGIN}, password: }}}}}}", "password is a required attribute. Correct its login"),
    "cacert": (
        f"clouds: {{small: {{cacert: /nowhere/ca/root.crt, auth: {{{LOGIN}, password: x}}}}}}",
        "cacert: there is no file /nowhere/ca/root.crt on this machine",
    ),
    "cert": (
        f"clouds: {{small: {{cert: /nowhere/client.crt, auth: {{{LOGIN}, password: x}}}}}}",
        "cert: there is no file /nowhere/client.crt on this machine",
    ),
    "key": (
        f"clouds: {{small: {{cert: /etc/hostname, key: /nowhere/client.key, auth: {{{LOGIN}, password: x}}}}}}",
        "key: there is no file /nowhere/client.key on this machine",
    ),
    "nobody's home": (
        f"clouds: {{small: {{cacert: ~no-such-user/ca.crt, auth: {{{LOGIN}, password: x}}}}}}",
        "cacert: there is no file ~no-such-user/ca.crt on this machine",
    ),
    "template": ("clouds: {small: {auth: {auth_url: {{ url }}}}}", ":1: a key must be text, not a mapping"),
    "list as key": ("? [a, b]\n: c\n", ":1: a key must be text, not a list"),
    "list in braces as key": ("{[a]: b}", ":1: a key must be text, not a list"),
    "application credential": (
        f"clouds: {{small: {{auth: {{auth_url: '{URL}', application_credential_id: x, application_credential_secret: y}}}}}}",
        "Correct its login (auth, auth_type); application credentials need auth_type: v3applicationcredential",
    ),
    "empty cloud": ("clouds: {small: }", "clouds.small must be a mapping, not nothing"),
    "list of clouds": ("clouds: [small]", "clouds must be a mapping, not a list"),
    "text": ("clouds: small", "clouds must be a mapping, not text"),
    "list of auth": ("clouds: {small: {auth: [1]}}", "clouds.small.auth must be a mapping, not a list"),
    "kerberos": (
        f"clouds: {{small: {{auth_type: v3kerberos, auth: {{auth_url: '{URL}', project_name: p, project_domain_name: Default}}}}}}",
        ". Correct its login (auth, auth_type)",
    ),
    "unknown plugin": (f"clouds: {{small: {{auth_type: nonsense, auth: {{{LOGIN}}}}}}}", "nonsense"),
    "empty file": ("", "there is no cloud 'small' in"),
    "another key": ("cloud: {small: {}}", "there is no key clouds - did you mean 'cloud'? (there are: cloud)"),
    "no scheme": (
        f"clouds: {{small: {{auth: {{{LOGIN.replace('http://', '')}, password: b}}}}}}",
        "auth.auth_url must begin with http:// or https://, not 127.0.0.1:9/v3",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_file_and_key(clouds_yaml: Write, mistake: str) -> None:
    text, expected = MISTAKES[mistake]
    path = clouds_yaml(text)
    said = refusal()
    assert str(path) in said
    assert expected in said


def test_a_vendor_whose_address_does_not_answer_is_told(clouds_yaml: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the vendors that openstacksdk asks where its API is: without a network, or when it has gone."""
    import requests

    def ask(*_: object, **__: object) -> None:
        raise requests.ConnectionError(
            "HTTPSConnectionPool(host='vexxhost.com', port=443): Max retries exceeded (Name or service not known)"
        )

    monkeypatch.setattr("requests.get", ask)
    path = clouds_yaml("clouds: {small: {profile: vexxhost, auth: {username: a, password: b}}}")
    assert refusal().startswith(f"cloud 'small' in {path}: ConnectionError: HTTPSConnectionPool(host='vexxhost.com'")


def test_a_password_may_stand_in_secure_yaml_and_one_that_is_broken_is_told(
    clouds_yaml: Write, small_cloud: SmallCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = clouds_yaml(small_cloud.clouds_yaml().replace(f'"password": "{PASSWORD}", ', ""))
    secure = path.with_name("secure.yaml")
    monkeypatch.setenv("OS_CLIENT_SECURE_FILE", str(secure))
    secure.write_text(f"clouds: {{small: {{auth: {{password: {PASSWORD}}}}}}}")
    with connect("small") as conn:
        check_access(conn)
    secure.write_text("clouds: {small: [")
    assert refusal().startswith(f"secure.yaml {secure}:1: ")


def test_a_directory_that_may_not_be_entered_has_no_clouds_yaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(_: Path, **__: object) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.delenv("OS_CLIENT_CONFIG_FILE", raising=False)
    monkeypatch.setattr(Path, "exists", deny)
    for name in ("openstack.config.loader.CONFIG_FILES", "conformance.cloud.clouds_file.CONFIG_FILES"):
        monkeypatch.setattr(name, [str(tmp_path / "clouds.yaml")])
    assert refusal().startswith("there is no clouds.yaml (looked for ")


@pytest.mark.parametrize("said", ['"verify": false', '"insecure": true'])
def test_an_authority_that_is_not_used_need_not_be_there(clouds_yaml: Write, small_cloud: SmallCloud, said: str) -> None:
    clouds_yaml(small_cloud.clouds_yaml().replace('"region_name"', f'{said}, "cacert": "/nowhere/ca.crt", "region_name"'))
    with connect("small") as conn:
        check_access(conn)


def test_a_login_without_a_project_is_told(clouds_yaml: Write, small_cloud: SmallCloud) -> None:
    """Keystone lets it in, and gives no catalog."""
    clouds_yaml(small_cloud.clouds_yaml().replace('"project_name": "admin", ', "").replace(', "project_domain_name": "Default"', ""))
    small_cloud.catalog.clear()
    assert refusal() == "cloud 'small': its login names no project, and so there is no catalog. Add auth.project_name in clouds.yaml"


def test_an_address_of_keystones_old_api_is_told(clouds_yaml: Write, small_cloud: SmallCloud) -> None:
    clouds_yaml(small_cloud.clouds_yaml(auth_url=f"{small_cloud.url}/identity/v2.0"))
    said = refusal()
    assert said.startswith(f"cloud 'small': Keystone at {small_cloud.url}/identity/v2.0: ")
    assert said.endswith(". Its API has no version 2.0 any more: end auth_url with /v3")


@pytest.mark.usefixtures("clouds_yaml")
def test_a_nova_that_is_too_old_is_told_at_the_start(small_cloud: SmallCloud) -> None:
    small_cloud.microversion = "2.72"
    assert refusal() == ("cloud 'small': Nova's API ends at microversion 2.72, and 2.74 is needed, which Train has as the first")
