import pytest

from conformance.model.errors import CloudFault
from conformance.probe.nova_conf import NovaConf, options_of
from conformance.probe.oslo_config import NotReadable


def read(text: str) -> NovaConf:
    return NovaConf("compute-01", options_of([("nova.conf", text)]))


def test_what_is_not_set_has_novas_defaults() -> None:
    conf = read("")
    assert conf.vif_plugging_timeout == 300
    assert conf.vif_plugging_is_fatal is True
    assert conf.virt_type == "kvm"
    assert conf.cpu_mode is None
    assert conf.cpu_models == ()
    assert conf.cpu_model_extra_flags == ()
    assert conf.instances_path is None, "the default of state_path depends on where Nova was installed"
    assert (conf.live_migration_scheme, conf.live_migration_inbound_addr, conf.migration_address) == ("tcp", None, None)
    assert (conf.live_migration_completion_timeout, conf.live_migration_bandwidth, conf.reserved_host_memory_mb) == (800, 0, 512)
    assert not conf.live_migration_tunnelled
    assert conf.max_concurrent_live_migrations == 1
    assert conf.novncproxy_base_url == "http://127.0.0.1:6080/vnc_auto.html"


def test_what_is_set_is_read() -> None:
    conf = read(
        "[DEFAULT]\nvif_plugging_timeout = 60\nmax_concurrent_live_migrations = 3\nvif_plugging_is_fatal = False\n"
        "state_path = /srv/nova\nmy_ip = 192.0.2.7\n"
        "[libvirt]\nvirt_type = qemu\ncpu_mode = custom\ncpu_models = Haswell-noTSX, Nehalem\ncpu_model_extra_flags = +VMX,-avx\n"
    )
    assert (conf.vif_plugging_timeout, conf.vif_plugging_is_fatal) == (60, False)
    assert (conf.virt_type, conf.cpu_mode, conf.cpu_models) == ("qemu", "custom", ("Haswell-noTSX", "Nehalem"))
    assert conf.cpu_model_extra_flags == ("+vmx", "-avx")
    assert conf.instances_path == "/srv/nova/instances"
    assert conf.migration_address == "192.0.2.7"
    assert conf.max_concurrent_live_migrations == 3


@pytest.mark.parametrize(
    ("said", "machine"),
    [
        ("x86_64=pc-q35-7.2", "pc-q35-7.2"),
        ("aarch64=virt, x86_64=q35, x86_64=pc", "q35"),
        ("x86_64, x86_64=pc", "pc"),
        ("aarch64=virt", None),
        ("", None),
    ],
)
def test_the_machine_type_of_an_architecture_is_the_first_that_is_set_for_it(said: str, machine: str | None) -> None:
    assert read(f"[libvirt]\nhw_machine_type = {said}\n").hw_machine_type("x86_64") == machine


SCHEMES = {
    "live_migration_scheme = tls": "tls",
    "live_migration_uri = qemu+ssh://nova@%s/system": "ssh",
    "live_migration_uri = qemu+tcp://%s/system\nlive_migration_scheme = tls": "tcp",
    "live_migration_uri = qemu://%s/system": "tls",
}


@pytest.mark.parametrize("text", SCHEMES)
def test_the_uri_comes_before_the_scheme_as_it_does_for_nova(text: str) -> None:
    assert read(f"[libvirt]\n{text}\n").live_migration_scheme == SCHEMES[text]


PKI_PATHS = {
    "qemu+tls://%s/system?no_verify=1&pkipath=/etc/pf9/certs/libvirt": "/etc/pf9/certs/libvirt",
    "qemu+tls://%s/system?pkipath=/a%%20b": "/a b",
    "qemu+tls://%s/system?no_verify=1": None,
    "qemu+tls://%s/system": None,
}


@pytest.mark.parametrize("uri", PKI_PATHS)
def test_the_uri_says_where_certificates_are(uri: str) -> None:
    assert read(f"[libvirt]\nlive_migration_uri = {uri}\n").live_migration_pki_path == PKI_PATHS[uri]


def test_files_go_to_other_hosts_as_is_set_by_ssh_by_default() -> None:
    assert read("").remote_filesystem_transport == "ssh"
    assert read("[libvirt]\nremote_filesystem_transport = http\n").remote_filesystem_transport == "http"


def test_a_file_that_nova_would_not_start_with_is_refused_without_saying_what_is_in_it() -> None:
    with pytest.raises(NotReadable, match=r"^nova.conf:2: the line must be NAME = VALUE$"):
        read("[DEFAULT]\nthis is no option, but a secret\n")


REFUSED = {
    "[DEFAULT]\nvif_plugging_timeout = soon\n": ("vif_plugging_timeout", "[DEFAULT] vif_plugging_timeout", "'soon' is not a whole number"),
    "[DEFAULT]\nvif_plugging_timeout = -1\n": ("vif_plugging_timeout", "[DEFAULT] vif_plugging_timeout", "-1 is less than 0"),
    "[DEFAULT]\nvif_plugging_timeout =\n": ("vif_plugging_timeout", "[DEFAULT] vif_plugging_timeout", "'' is not a whole number"),
    "[DEFAULT]\nvif_plugging_is_fatal = maybe\n": (
        "vif_plugging_is_fatal",
        "[DEFAULT] vif_plugging_is_fatal",
        "'maybe' is neither true nor false",
    ),
    "[libvirt]\nvirt_type = KVM\n": ("virt_type", "[libvirt] virt_type", "'KVM' is none of kvm, qemu, lxc, parallels"),
    "[compute]\ncpu_dedicated_set = 0-3,x\n": (
        "cpu_dedicated_set",
        "[compute] cpu_dedicated_set",
        "'0-3,x' is no list of processors (0-3,8,^2)",
    ),
    "[compute]\ncpu_shared_set = -3\n": ("cpu_shared_set", "[compute] cpu_shared_set", "'-3' is no list of processors (0-3,8,^2)"),
    "[libvirt]\ncpu_mode =\n": ("cpu_mode", "[libvirt] cpu_mode", "'' is none of host-model, host-passthrough, custom, none"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_value_that_nova_would_refuse_is_the_clouds_fault(text: str) -> None:
    option, named, why = REFUSED[text]
    with pytest.raises(CloudFault) as caught:
        getattr(read(text), option)
    assert str(caught.value) == f"expected: {named} has a value that nova-compute takes\nseen: {why}\non: compute-01"


def test_no_secret_of_it_is_kept() -> None:
    conf = read("[DEFAULT]\ntransport_url = rabbit://nova:hunter2@mq\nvif_plugging_timeout = 9\n")
    assert "hunter2" not in str(vars(conf))
    assert conf.vif_plugging_timeout == 9


# live_migration_uri, and the host and port of the libvirt that is called for guests to h2
URIS = {
    "qemu+ssh://nova_migration@%s:2022/system?keyfile=/etc/nova/migration/identity": ("h2", 2022),
    "qemu+tcp://%s:16600/system": ("h2", 16600),
    "qemu+tcp://%s-mig/system": ("h2-mig", None),
    "qemu+tcp://%s.migration.example/system": ("h2.migration.example", None),
    "qemu+tls://%s/system?no_verify=1&pkipath=/etc/pf9/certs/libvirt": ("h2", None),
}


@pytest.mark.parametrize("uri", URIS)
def test_the_uri_says_host_and_port(uri: str) -> None:
    assert read(f"[libvirt]\nlive_migration_uri = {uri}\n").libvirt_of("h2") == URIS[uri]


def test_an_ipv6_address_stands_in_brackets_in_the_uri() -> None:
    conf = read("[libvirt]\nlive_migration_uri = qemu+tcp://%s:16600/system\n")
    assert conf.libvirt_of("fd00::2") == ("fd00::2", 16600)
    assert read("").libvirt_of("fd00::2") == ("fd00::2", None)


@pytest.mark.parametrize(
    "uri", ["qemu+tcp://h1/system", "qemu+tcp://%s-%s/system", "qemu+tcp://%s:port/system", "qemu:///system?to=%s", "%d"]
)
def test_a_uri_that_leads_to_no_destination_is_the_clouds_fault(uri: str) -> None:
    with pytest.raises(CloudFault) as caught:
        read(f"[libvirt]\nlive_migration_uri = {uri}\n").libvirt_of("h2")
    assert caught.value.seen == repr(uri)


def test_an_address_may_be_that_of_the_host() -> None:
    conf = read("[DEFAULT]\nmy_ip = 192.0.2.7\n[libvirt]\nlive_migration_inbound_addr = $my_ip\n")
    assert conf.live_migration_inbound_addr == "192.0.2.7"
    unknown = read("[libvirt]\nlive_migration_inbound_addr = $my_ip\n")
    assert (unknown.live_migration_inbound_addr, unknown.is_inbound_addr_set) == (None, True)


def test_names_of_before_count() -> None:
    """As charm-nova-compute writes them up to Wallaby."""
    url = "https://cloud.example:6080/vnc_auto.html"
    assert read(f"[DEFAULT]\nvnc_enabled = True\nnovncproxy_base_url = {url}\n").novncproxy_base_url == url
    assert read(f"[DEFAULT]\nvnc_enabled = False\nnovncproxy_base_url = {url}\n").novncproxy_base_url is None
    assert read(f"[DEFAULT]\nnovncproxy_base_url = http://old\n[vnc]\nnovncproxy_base_url = {url}\n").novncproxy_base_url == url
