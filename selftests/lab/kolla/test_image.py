"""The image's root: this machine's /etc but for what is its own, Nova's user, and the programs that start services."""

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from lab.kolla.image import ROOT_PROGRAMS, with_groups, with_user, write_image

PASSWD = "root:x:0:0:root:/root:/bin/bash\nnova:x:64060:64060::/nowhere:/bin/false\n"
GROUP = "root:x:0:\nkvm:x:104:\nlibvirt:x:113:somebody\nnova:x:64060:\n"


def test_novas_user_is_the_images_whatever_the_machine_has() -> None:
    assert with_user(PASSWD).splitlines() == ["root:x:0:0:root:/root:/bin/bash", "nova:x:42436:42436::/var/lib/nova:/bin/sh"]


def test_novas_user_may_use_kvm_and_libvirt() -> None:
    assert with_groups(GROUP).splitlines() == ["root:x:0:", "kvm:x:104:nova", "libvirt:x:113:somebody,nova", "nova:x:42436:"]


def test_keys_and_passwords_of_the_machine_are_not_copied(tmp_path: Path) -> None:
    etc = tmp_path / "etc"
    for name, text in (
        ("passwd", PASSWD),
        ("group", GROUP),
        ("shadow", "root:$6$secret:19000::::::\n"),
        ("ssh/ssh_host_ed25519_key", "a private key"),
        ("hosts", "127.0.0.1 localhost\n"),
    ):
        (etc / name).parent.mkdir(parents=True, exist_ok=True)
        (etc / name).write_text(text)
    write_image(tmp_path / "image.tar", etc)
    with tarfile.open(tmp_path / "image.tar") as archive:
        names = archive.getnames()
        shadow = archive.extractfile("etc/shadow")
        assert shadow is not None
        assert "secret" not in shadow.read().decode()
    assert not [name for name in names if name.startswith("etc/ssh")]
    assert {"etc/hosts", "etc/passwd", "opt/kolla/bin/kolla_start", "bin", "var/run"} <= set(names)
    assert names.count("etc/passwd") == 1


@pytest.mark.parametrize("optional", [True, False])
def test_configuration_is_copied_where_config_json_says(tmp_path: Path, optional: bool) -> None:
    script = (ROOT_PROGRAMS / "kolla_set_configs").read_text()
    owner = f"{Path(tmp_path).owner()}:{Path(tmp_path).group()}"
    (tmp_path / "nova.conf").write_text("[DEFAULT]\n")
    described = {
        "command": "nova-compute --config-file /etc/nova/nova.conf",
        "directories": [{"path": str(tmp_path / "log/nova"), "owner": owner, "perm": "0750"}],
        "config_files": [
            {"source": str(tmp_path / "nova.conf"), "dest": str(tmp_path / "etc/nova/nova.conf"), "owner": owner, "perm": "0600"},
            {"source": str(tmp_path / "none"), "dest": str(tmp_path / "etc/none"), "owner": owner, "perm": "0600", "optional": optional},
        ],
    }
    (tmp_path / "config.json").write_text(json.dumps(described))
    # the same program, but for where it looks: it has the root file system of a container for itself
    here = script.replace("/var/lib/kolla/config_files/config.json", str(tmp_path / "config.json"))
    here = here.replace("/run_command", str(tmp_path / "run_command"))
    done = subprocess.run([sys.executable, "-c", here], check=False, capture_output=True, text=True)
    assert (tmp_path / "etc/nova/nova.conf").read_text() == "[DEFAULT]\n"
    assert (tmp_path / "etc/nova/nova.conf").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "log/nova").stat().st_mode & 0o777 == 0o750
    if optional:
        assert done.returncode == 0
        assert (tmp_path / "run_command").read_text() == described["command"]
    else:
        assert "none" in done.stderr
        assert not (tmp_path / "run_command").exists()
