"""conformance init writes a profile of what a cloud has, asks what it cannot find out, and says what to type next."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from conformance.cli.starting import init as init_module
from conformance.config.profile import load_profile
from selftests.stand_ins.small_cloud import SDK_WARNS_OF_ITSELF, SmallCloud, serve

pytestmark = SDK_WARNS_OF_ITSELF


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallCloud]:
    with serve() as known:
        known.add_image("cirros", size=20 * 1024**2)
        known.add_image("debian", size=300 * 1024**2)
        known.add_image("kernel", disk_format="aki")
        known.add_flavor("tiny", ram=64, disk=1)
        known.add_flavor("small", ram=128, disk=1)
        known.add_flavor("pinned", ram=128, disk=1, extra_specs={"hw:cpu_policy": "dedicated"})
        known.add_network("guests")
        known.add_network("public", **{"router:external": True})
        (tmp_path / "clouds.yaml").write_text(known.clouds_yaml())
        (tmp_path / "multinode").write_text("[compute]\ncompute-01\ncompute-02\n")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(tmp_path / "clouds.yaml"))
        monkeypatch.setattr(init_module, "_INVENTORIES", ("multinode",))
        monkeypatch.setattr(init_module, "_BY_PLACE", {str(tmp_path): "kolla"})
        yield known


def init(*options: str, said: str | None = None) -> Result:
    return CliRunner().invoke(main, ["init", *options], input=said)


def test_what_is_not_given_is_found_out_and_nothing_is_asked(cloud: SmallCloud) -> None:
    result = init("--no-input")
    assert result.exit_code == 0, result.output
    profile = load_profile(str(Path("site.yaml").absolute()))
    assert profile.guest.model_dump(include={"image", "flavor", "resize_flavor", "network", "reachable"}) == {
        "image": "cirros",
        "flavor": "tiny",
        "resize_flavor": "small",
        "network": "guests",
        "reachable": False,
    }
    assert profile.services == load_profile("kolla").services
    known = "--os-cloud small --profile ./site.yaml --inventory multinode"
    assert result.output.splitlines()[-4:] == [
        "next:",
        f"  conformance doctor {known}",
        f"  conformance run {known} -- --no-disruption",
        f"  conformance run {known} -- -n 4",
    ]
    assert not [request for request in cloud.requests if request.startswith("POST") and "/auth/tokens" not in request]


def test_what_there_are_several_of_is_asked_by_number_or_name(cloud: SmallCloud) -> None:
    # the profile and the inventory that are proposed, the second image, flavors by name, and guests that are reached
    cloud.add_flavor("large", ram=256, disk=2)
    result = init(said="\n\n2\nsmall\nlarge\ny\n")
    assert result.exit_code == 0, result.output
    guest = load_profile(str(Path("site.yaml").absolute())).guest
    assert (guest.image, guest.flavor, guest.resize_flavor, guest.reachable) == ("debian", "small", "large", True)
    assert "kernel" not in result.output
    assert "pinned" not in result.output
    assert "inventory: multinode: 2 compute hosts" in result.output


def test_without_a_user_to_ask_what_cannot_be_chosen_is_said_with_its_option(cloud: SmallCloud) -> None:
    cloud.add_network("more")
    result = init("--no-input")
    assert (result.exit_code, result.output.splitlines()[-1]) == (4, "error: network: there are guests, more. Give --network")
    assert not Path("site.yaml").exists()
    assert init("--no-input", "--network", "more").exit_code == 0


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--profile", "kola"), "there is no profile 'kola'"),
        (("--os-cloud", "larg"), "there is no cloud 'larg'"),
        (("--inventory", "none-here"), "none-here"),
        (("--image", "ubuntu"), "which the cloud does not have"),
    ],
)
def test_what_is_wrong_is_one_line_and_nothing_is_written(cloud: SmallCloud, options: tuple[str, ...], complaint: str) -> None:
    result = init("--no-input", *options)
    assert result.exit_code == 4
    assert complaint in result.output.splitlines()[-1]
    assert not Path("site.yaml").exists()


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(cloud: SmallCloud) -> None:
    Path("site.yaml").write_text("mine")
    assert init("--no-input").exit_code == 4
    assert Path("site.yaml").read_text() == "mine"
    assert init("--no-input", "--force").exit_code == 0


def test_names_of_the_cloud_cannot_say_anything_in_the_profile(cloud: SmallCloud) -> None:
    cloud.networks[0]["name"] = 'x"\nproduction: {allow: [boot]}\n#'
    result = init("--no-input")
    assert result.exit_code == 0, result.output
    profile = load_profile(str(Path("site.yaml").absolute()))
    assert profile.production is None
    assert profile.guest.network == cloud.networks[0]["name"]
    assert os.linesep.join(result.output.splitlines()) == result.output.rstrip("\n")
