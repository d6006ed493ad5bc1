import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from openstack.connection import Connection

from conformance.cloud.connection import check_access, connect
from conformance.model.errors import UsageProblem
from selftests.stand_ins.small_cloud import PASSWORD, SDK_WARNS_OF_ITSELF, SmallCloud
from selftests.stand_ins.ssh_server import free_port

pytestmark = SDK_WARNS_OF_ITSELF

LOGIN = ". Correct its login (auth, auth_type)"

Write = Callable[[str], Path]


def refusal(cloud: str = "small", patience: float = 10) -> str:
    """What is said when the cloud is looked at."""
    with pytest.raises(UsageProblem) as caught, connect(cloud) as conn:
        check_access(conn, patience)
    said = str(caught.value)
    assert "\n" not in said
    assert PASSWORD not in said
    return said


def test_a_cloud_that_lets_its_admin_in_is_accepted(conn: Connection) -> None:
    check_access(conn)


def test_looking_leaves_the_connection_its_patience(conn: Connection) -> None:
    check_access(conn)
    assert conn.session.timeout == 60


def test_an_unknown_cloud_is_told_with_those_there_are(clouds_yaml: Write, small_cloud: SmallCloud) -> None:
    path = clouds_yaml(small_cloud.clouds_yaml())
    assert refusal("smal") == f"there is no cloud 'smal' in {path} - did you mean 'small'? (there are: small)"


def test_a_missing_clouds_yaml_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OS_CLIENT_CONFIG_FILE", raising=False)
    # of the user's own place and the system's, one may be the other
    monkeypatch.setattr("conformance.cloud.clouds_file.CONFIG_FILES", [str(tmp_path / "clouds.yaml")] * 2)
    monkeypatch.setattr("openstack.config.loader.CONFIG_FILES", [str(tmp_path / "clouds.yaml")])
    assert refusal("small") == (
        f"there is no clouds.yaml (looked for {tmp_path}/clouds.yaml). Write one, or name it in OS_CLIENT_CONFIG_FILE"
    )


def test_a_clouds_yaml_that_is_named_but_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", "/nowhere/clouds.yaml")
    assert refusal() == "clouds.yaml /nowhere/clouds.yaml: there is no such file"


def test_a_clouds_yaml_that_is_no_yaml_is_told_with_the_line(clouds_yaml: Write) -> None:
    path = clouds_yaml("clouds:\n  small: [\n")
    assert refusal() == f"clouds.yaml {path}:3: did not find expected node content"


def test_a_clouds_yaml_that_says_too_little_is_told(clouds_yaml: Write) -> None:
    path = clouds_yaml("clouds: {small: {auth: {username: admin}}}")
    assert refusal() == f"cloud 'small' in {path}: Auth plugin requires parameters which were not given: auth_url{LOGIN}"


def test_a_wrong_password_is_told(clouds_yaml: Write, small_cloud: SmallCloud) -> None:
    clouds_yaml(small_cloud.clouds_yaml(password="guess"))
    said = refusal()
    assert said == (
        f"cloud 'small': Keystone at {small_cloud.url}/identity/v3 does not let admin in. "
        "Correct username, password, project and domains in clouds.yaml"
    )


def test_an_api_that_nobody_serves_is_told_by_its_url(clouds_yaml: Write, small_cloud: SmallCloud) -> None:
    port = free_port()
    clouds_yaml(small_cloud.clouds_yaml(auth_url=f"http://127.0.0.1:{port}/v3"))
    assert refusal() == f"cloud 'small': Keystone does not answer at http://127.0.0.1:{port}/v3: connection refused"


def test_an_api_that_never_answers_is_told_by_its_url(clouds_yaml: Write, small_cloud: SmallCloud) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}/v3"
        clouds_yaml(small_cloud.clouds_yaml(auth_url=url))
        assert refusal(patience=0.2) == f"cloud 'small': Keystone does not answer at {url}: it does not answer in time"


def test_an_unknown_name_is_told_by_its_url(clouds_yaml: Write, small_cloud: SmallCloud) -> None:
    clouds_yaml(small_cloud.clouds_yaml(auth_url="http://no-such-cloud.invalid/v3"))
    assert refusal() == "cloud 'small': Keystone does not answer at http://no-such-cloud.invalid/v3: its name is unknown here"


def test_an_address_that_is_no_keystone_is_told(clouds_yaml: Write, small_cloud: SmallCloud) -> None:
    clouds_yaml(small_cloud.clouds_yaml(auth_url=f"{small_cloud.url}/elsewhere/v3"))
    assert f"{small_cloud.url}/elsewhere/v3" in refusal()


@pytest.mark.parametrize("path", ["/compute/os-services", "/compute/os-hypervisors/detail"])
@pytest.mark.usefixtures("clouds_yaml")
def test_a_user_without_admin_rights_is_told(small_cloud: SmallCloud, path: str) -> None:
    small_cloud.refusals[path] = 403
    assert refusal() == (
        "cloud 'small': admin may not list compute services and hypervisors. Name a user with the admin role in clouds.yaml"
    )


@pytest.mark.usefixtures("clouds_yaml")
def test_a_catalog_without_nova_is_told(small_cloud: SmallCloud) -> None:
    small_cloud.catalog.remove("compute")
    assert refusal() == (
        "cloud 'small': the catalog has no public endpoint of compute in region one. Correct region_name and interface in clouds.yaml"
    )


@pytest.mark.usefixtures("clouds_yaml")
def test_a_nova_that_fails_is_told(small_cloud: SmallCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.cloud.retries._BACKOFF", 0)
    small_cloud.refusals["/compute/os-services"] = 500
    said = refusal()
    assert said.startswith(f"cloud 'small': Nova at {small_cloud.url}/compute/os-services?binary=nova-compute: HttpException: 500")


@pytest.mark.usefixtures("clouds_yaml")
def test_nothing_is_asked_before_it_is_looked_at(small_cloud: SmallCloud) -> None:
    with connect("small"):
        assert small_cloud.requests == []
