from pathlib import Path

import pytest

from conformance.config import profile_model
from conformance.config.profile import PROFILES, Profile, load_profile, parent_of
from conformance.config.profile_model import LogicalService, Service, ServiceKind
from conformance.input.yaml_file import read_yaml_mapping
from conformance.model.base import Noun
from conformance.model.errors import SuiteFault, UsageProblem


def problem(path: Path, text: str) -> str:
    path.write_text(text)
    with pytest.raises(UsageProblem) as caught:
        load_profile(str(path))
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", sorted(path.stem for path in PROFILES.glob("*.yaml")))
def test_every_profile_that_comes_with_the_suite_can_be_used(name: str) -> None:
    profile = load_profile(name)
    assert profile.title
    assert profile.read_from
    assert {LogicalService.NOVA_COMPUTE, LogicalService.NOVA_LIBVIRT, LogicalService.L2_AGENT} <= set(profile.services)
    assert profile.service("nova_compute").config
    assert profile.service("nova_libvirt").config


@pytest.mark.parametrize("name", sorted(path.stem for path in PROFILES.glob("*.yaml")))
def test_every_log_of_a_profile_can_be_found_on_the_host(name: str) -> None:
    """Programs of supervisord and pods have no journal that could be asked for instead."""
    candidates = [(logical, one) for logical, service in load_profile(name).services.items() for one in service.candidates]
    needy = [(logical, one) for logical, one in candidates if one.kind in {ServiceKind.SUPERVISOR, ServiceKind.KUBECTL}]
    if name in {"pcd", "pcd-saas"}:
        needy = [(logical, one) for logical, one in needy if logical.on_compute_hosts]
    assert [logical for logical, one in needy if not (one.log or one.host_log) and logical is not LogicalService.NOVA_SSH] == []


def test_alternatives_run_as_the_first_does_unless_they_say_otherwise(profile_file: Path) -> None:
    profile_file.write_text("extends: kolla\nservices: {l2_agent: {kind: podman}, nova_libvirt: {kind: podman}}\n")
    profile = load_profile(str(profile_file))
    assert [one.kind for one in profile.service("l2_agent").candidates] == [ServiceKind.PODMAN] * 3
    assert [one.kind for one in profile.service("nova_libvirt").candidates] == [
        ServiceKind.PODMAN,
        ServiceKind.SYSTEMD,
        ServiceKind.SYSTEMD,
    ]


def test_alternatives_are_in_the_namespace_of_the_first_unless_they_say_otherwise(profile_file: Path) -> None:
    service = "{kind: kubectl, namespace: region, name: a, alternatives: [{name: b}, {name: c, namespace: kube-system}]}"
    profile_file.write_text(f"services: {{l2_agent: {service}}}\n")
    candidates = load_profile(str(profile_file)).service("l2_agent").candidates
    assert [one.namespace for one in candidates] == ["region", "region", "kube-system"]


def test_containers_are_started_by_the_units_that_the_profile_says(profile_file: Path) -> None:
    assert [one.unit for one in load_profile("kolla").service("l2_agent").candidates] == [
        "kolla-neutron_openvswitch_agent-container.service",
        "kolla-ovn_controller-container.service",
        "kolla-neutron_linuxbridge_agent-container.service",
    ]
    assert [one.unit for one in load_profile("kolla-podman").service("nova_libvirt").candidates] == [
        "kolla-nova_libvirt-container.service",
        None,
        None,
    ], "what is a unit itself has no other"
    profile_file.write_text("extends: kolla\nservices: {nova_compute: {unit: mine.service}}\n")
    profile = load_profile(str(profile_file))
    assert (profile.service("nova_compute").unit, profile.service("nova_api").unit) == ("mine.service", "kolla-nova_api-container.service")
    profile_file.write_text("extends: kolla\ncontainer_unit: null\n")
    assert load_profile(str(profile_file)).service("nova_compute").unit is None


@pytest.mark.parametrize("name", sorted(path.stem for path in PROFILES.glob("*.yaml")))
def test_every_profile_says_itself_how_it_was_checked(name: str) -> None:
    """What it extends may have been checked in another way."""
    said = read_yaml_mapping(PROFILES / f"{name}.yaml", "profile").get("checked")
    checked = load_profile(name).checked
    assert checked is not None
    assert isinstance(said, dict)
    assert said["how"] == checked.how


def test_a_site_says_which_of_the_alternatives_it_has(profile_file: Path) -> None:
    profile_file.write_text("extends: kolla\nservices: {l2_agent: {name: ovn_controller, alternatives: []}}\n")
    assert [one.name for one in load_profile(str(profile_file)).service("l2_agent").candidates] == ["ovn_controller"]


def test_a_service_that_a_deployment_does_not_have_is_told() -> None:
    with pytest.raises(SuiteFault) as caught:
        load_profile("pcd-saas").service("nova_api")
    assert str(caught.value) == "this deployment has no nova_api: the profile says services.nova_api.kind: none"


def test_the_podman_profile_differs_from_kollas_in_kind_alone() -> None:
    docker, podman = load_profile("kolla"), load_profile("kolla-podman")
    for name, service in docker.services.items():
        for one, other in zip(service.candidates, podman.services[name].candidates, strict=True):
            kind = ServiceKind.PODMAN if one.kind is ServiceKind.DOCKER else one.kind
            assert other == one.model_copy(update={"kind": kind})


def test_what_a_profile_extends_is_told(profile_file: Path) -> None:
    assert parent_of("genestack") == "openstack-helm"
    assert parent_of("kolla") is None


def test_an_empty_profile_has_all_defaults(profile_file: Path) -> None:
    profile_file.write_text("")
    assert load_profile(str(profile_file)) == Profile()


def test_every_key_says_what_it_means() -> None:
    models = [model for model in vars(profile_model).values() if isinstance(model, type) and issubclass(model, Noun)]
    assert Profile in models
    assert [f"{model.__name__}.{key}" for model in models for key, about in model.model_fields.items() if not about.description] == []


def test_a_profile_extends_another_key_by_key(profile_file: Path) -> None:
    profile_file.write_text("extends: kolla\nservices: {nova_compute: {kind: podman}}\nexpect: {vif_plugging_timeout: {max: 900}}\n")
    base, profile = load_profile("kolla"), load_profile(str(profile_file))
    assert profile.service("nova_compute").kind is ServiceKind.PODMAN
    assert profile.service("nova_compute").name == base.service("nova_compute").name
    assert profile.service("nova_libvirt") == base.service("nova_libvirt")
    assert profile.hosts == base.hosts


def test_lists_replace_those_they_stand_over(profile_file: Path) -> None:
    profile_file.write_text("extends: kolla\nexpect: {mandatory_access_control: [none]}\n")
    assert load_profile(str(profile_file)).expect.mandatory_access_control == ("none",)


def test_a_profile_extends_a_file_beside_it(profile_file: Path) -> None:
    (profile_file.parent / "base.yaml").write_text("timeouts: {boot: 7}\n")
    profile_file.write_text("extends: ./base.yaml\n")
    assert load_profile(str(profile_file)).timeouts.boot == 7


def test_an_unknown_profile_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageProblem) as caught:
        load_profile("kola")
    known = ", ".join(sorted(path.stem for path in PROFILES.glob("*.yaml")))
    assert str(caught.value) == (
        f"there is no profile 'kola' - did you mean 'kolla'? (there are: {known}; or give the path of a YAML file)"
    )


def test_a_profile_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem) as caught:
        load_profile(str(tmp_path / "site.yml"))
    assert str(caught.value) == f"there is no profile file {tmp_path}/site.yml"


def test_an_unknown_profile_to_extend_is_told(profile_file: Path) -> None:
    assert problem(profile_file, "extends: kola\n").startswith(
        f"profile {profile_file}: extends: there is no profile 'kola' - did you mean 'kolla'?"
    )


def test_profiles_that_extend_each_other_are_told(profile_file: Path) -> None:
    (profile_file.parent / "base.yaml").write_text("extends: ./site.yaml\n")
    assert problem(profile_file, "extends: ./base.yaml\n") == (
        f"profile {profile_file}: extends itself: site.yaml extends base.yaml extends site.yaml"
    )


# what is written, and what is said of it after "profile FILE"
MISTAKES = {
    "hosts: {sudo: true, ssh_usr: root}": ":1: hosts.ssh_usr: unknown key - did you mean 'ssh_user'? "
    "(allowed: connection, sudo, ssh_user, group, control_group)",
    "host: {}": ":1: host: unknown key - did you mean 'hosts'? (allowed: PROFILE_KEYS)",
    "title: x\n\nhosts:\n  sudo: yes please": ":4: hosts.sudo: must be true or false, not 'yes please'",
    "hosts: {sudo: 'yes'}": ":1: hosts.sudo: must be true or false, not 'yes'",
    "hosts: {connection: telnet}": ":1: hosts.connection: must be one of ssh, local, not 'telnet'",
    "services: {nova_compute: {kind: dokcer, name: a}}": ":1: services.nova_compute.kind: must be one of docker, podman, kubectl, systemd, "
    "supervisor, process, none, not 'dokcer' - did you mean 'docker'?",
    "services: {nova_compute: {kind: docker}}": ":1: services.nova_compute.name: is missing, and has no default",
    "services: {nova_compute: {kind: docker, name: ''}}": ":1: services.nova_compute.name: must be text that is not empty, not ''",
    "services: {nova_compute: docker}": ":1: services.nova_compute: must be a mapping of `key: value`, not 'docker'",
    "services: [docker]": ":1: services: must be a mapping of `key: value`, not ['docker']",
    "services: {l2_agent: {kind: docker, name: a, config: /etc}}": ":1: services.l2_agent.config: must be a list, not '/etc'",
    "services: {nova_compte: {kind: docker, name: a}}": ":1: services.nova_compte: unknown name - did you mean 'nova_compute'? "
    "(allowed: SERVICES)",
    "services: {l2_agent: {kind: docker, name: a, alternatives: [{nam: b, name: c}]}}": ":1: services.l2_agent.alternatives.0.nam: "
    "unknown key - did you mean 'name'? (allowed: ALLOWED)",
    "services: {l2_agent: {kind: docker, name: a, alternatives: [{name: b, alternatives: [{kind: docker, name: c}]}]}}": ":1: "
    "services.l2_agent: an alternative has alternatives of its own: give all of them in one list",
    "timeouts: {boot: 0}": ":1: timeouts.boot: must be greater than 0, not 0",
    "timeouts: {boot: 5m}": ":1: timeouts.boot: must be a whole number, not '5m'",
    "timeouts: {boot: 1.5}": ":1: timeouts.boot: must be a whole number, not 1.5",
    "timeouts: {boot: true}": ":1: timeouts.boot: must be a whole number, not true",
    "timeouts: {boot: }": ":1: timeouts.boot: must be a whole number, not null",
    "expect: {vif_plugging_timeout: {min: 9, max: 3}}": ":1: expect.vif_plugging_timeout: min (9) is greater than max (3)",
    "expect: {mandatory_access_control: [apparmour]}": ":1: expect.mandatory_access_control.0: must be one of selinux-enforcing, "
    "selinux-permissive, apparmor, none, not 'apparmour' - did you mean 'apparmor'?",
    "expect: {mandatory_access_control: []}": ":1: expect.mandatory_access_control: must be a list that is not empty, not []",
    "container_unit: kolla-container.service": ":1: container_unit: must have {name} once, for the name of the container, "
    "as in kolla-{name}-container.service; not 'kolla-container.service'",
    "container_unit: '{name}-{host}.service'": ":1: container_unit: must have {name} once, for the name of the container, "
    "as in kolla-{name}-container.service; not '{name}-{host}.service'",
    "container_unit: [a]": ":1: container_unit: must be text, not ['a']",
    "clients: {virsh: ''}": ":1: clients.virsh: must be text that is not empty, not ''",
    "clients: {virhs: x}": ":1: clients.virhs: unknown key - did you mean 'virsh'? (allowed: virsh, libvirt_uri, ovs_vsctl)",
    "paths: {certificates: [etc/pki]}": ":1: paths.certificates.0: must be an absolute path, not 'etc/pki'",
    "paths: {certificates: /etc/pki}": ":1: paths.certificates: must be a list, not '/etc/pki'",
    "checked: {how: tested, day: 2026-11-30}": ":1: checked.how: must be one of real, shape, read, not 'tested'",
    "checked: {how: read, day: yesterday}": ":1: checked.day: must be a date such as 2026-11-30, not 'yesterday'",
    "checked: {how: read}": ":1: checked.day: is missing, and has no default",
    "checked: read": ":1: checked: must be a mapping of `key: value`, not 'read'",
    "guest: {image: 7}": ":1: guest.image: must be text, not 7",
    "hosts: {}\nhosts: {}": ":2: key 'hosts' is given twice, first on line 1",
    "- a": ": must hold `key: value` lines, not a list",
    "kolla": ": must hold `key: value` lines, not a text",
    "hosts: {": ":1: did not find expected node content",
    "hosts: !secret x": ":1: could not determine a constructor for the tag '!secret'",
    "hosts: a: b": ":1: mapping values are not allowed in this context",
    "extends: [a, b]": ": extends: must be the name or path of one profile, not ['a', 'b']",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_told_with_file_line_and_key(profile_file: Path, text: str) -> None:
    keys: dict[str, type[Noun]] = {"ALLOWED": Service, "PROFILE_KEYS": Profile}
    expected = f"profile {profile_file}{MISTAKES[text]}"
    for name, kind in keys.items():
        expected = expected.replace(name, ", ".join(kind.model_fields))
    expected = expected.replace("SERVICES", ", ".join(LogicalService))
    assert problem(profile_file, text) == expected


def test_all_mistakes_are_told_at_once(profile_file: Path) -> None:
    assert problem(profile_file, "timeouts: {boot: 0}\nhosts: {sudo: 3}\n") == (
        f"profile {profile_file}:2: hosts.sudo: must be true or false, not 3; "
        f"profile {profile_file}:1: timeouts.boot: must be greater than 0, not 0"
    )


def test_a_mistake_is_told_of_the_file_that_makes_it(profile_file: Path) -> None:
    base = profile_file.parent / "base.yaml"
    base.write_text("title: base\nhosts: {sudo: 3}\n")
    assert problem(profile_file, "extends: ./base.yaml\ntimeouts: {boot: 7}\n") == (
        f"profile {base}:2: hosts.sudo: must be true or false, not 3"
    )


def test_a_file_that_is_no_text_is_told(profile_file: Path) -> None:
    profile_file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageProblem, match=r"this is not a text file \(not UTF-8\)"):
        load_profile(str(profile_file))


def test_a_directory_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").mkdir()
    with pytest.raises(UsageProblem, match=r"^there is no profile file "):
        load_profile(str(tmp_path / "x.yaml"))


def test_a_service_that_is_not_in_the_profile_is_no_usage_problem(profile_file: Path) -> None:
    profile_file.write_text("services: {nova_compute: {kind: systemd, name: a}, l2_agent: {kind: systemd, name: b}}\n")
    with pytest.raises(SuiteFault) as caught:
        load_profile(str(profile_file)).service("cinder_volume")
    assert str(caught.value).startswith(
        "the profile does not say how cinder_volume runs. Add services.cinder_volume to it (it has: nova_compute, l2_agent"
    )


def test_merged_keys_are_taken(profile_file: Path) -> None:
    profile_file.write_text("services:\n  nova_api: &x {kind: docker, name: nova_api}\n  nova_scheduler: {<<: *x, name: nova_scheduler}\n")
    assert [service.name for service in load_profile(str(profile_file)).services.values()] == ["nova_api", "nova_scheduler"]


def test_a_site_that_has_no_such_service_says_so_in_a_word(profile_file: Path) -> None:
    """Calico or Contrail beside Kolla's other services: none of the alternatives is meant, either."""
    profile_file.write_text("extends: kolla\nservices: {l2_agent: {kind: none}, vswitch: {kind: none}, nova_libvirt: {kind: none}}\n")
    services = load_profile(str(profile_file)).services
    for name in (LogicalService.L2_AGENT, LogicalService.VSWITCH, LogicalService.NOVA_LIBVIRT):
        assert [one.kind for one in services[name].candidates] == [ServiceKind.NONE]
    profile_file.write_text("services: {l2_agent: {kind: none, name: x, alternatives: [{kind: docker, name: y}]}}\n")
    l2_agent = load_profile(str(profile_file)).services[LogicalService.L2_AGENT]
    assert [one.kind for one in l2_agent.candidates] == [ServiceKind.NONE, ServiceKind.DOCKER]
