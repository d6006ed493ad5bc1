"""Whatever is drawn notes how each of its changes is undone, before it makes it."""

import subprocess
from pathlib import Path

import pytest

from conformance.model.operation import OperationKind
from lab.faults.fault import HostRole
from lab.fuzz.definitions import Option
from lab.fuzz.grammar import DrawnFault, FaultKind
from lab.fuzz.kinds import limit, network, option, path, process, program
from selftests.lab.fuzz.everything import every_fault
from selftests.lab.fuzz.recording import RecordingTarget

FAULTS = list(every_fault())


def injected(fault: DrawnFault, directory: Path, refuses: frozenset[str] = frozenset()) -> RecordingTarget:
    target = RecordingTarget(directory, refuses)
    fault.inject(target, "compute-01")
    return target


@pytest.mark.parametrize("kind", FaultKind)
def test_every_change_has_an_undoing(kind: FaultKind, tmp_path: Path) -> None:
    for number, fault in enumerate(one for one in FAULTS if one.kind is kind):
        target = injected(fault, tmp_path / str(number))
        notes = target.log.entries()
        scripts = [note["script"] for note in notes if note["undo"] == "shell"]
        done = [change for change in target.changes if not change.startswith(("restart ", "stop ", "hang "))]
        assert target.changes or target.written, fault.slug
        assert len(scripts) == len(done), fault.slug
        assert all(script.strip() for script in scripts), fault.slug
        assert {note["path"] for note in notes if note["undo"] == "restore"} == set(target.written), fault.slug
        for change in target.changes:
            word, _, name = change.partition(" ")
            undone = {"restart": "restart", "stop": "start", "hang": "signal"}.get(word)
            assert not undone or any((note["undo"], note.get("program")) == (undone, name) for note in notes), (fault.slug, change)


def test_what_is_mounted_is_unmounted_again(tmp_path: Path) -> None:
    for number, fault in enumerate(FAULTS):
        target = injected(fault, tmp_path / str(number))
        undone = " ".join(str(note.get("script", "")) for note in target.log.entries())
        for change in target.changes:
            assert ("mount " in change) <= ("umount -l" in undone), fault.slug


def test_scripts_are_those_of_a_shell(tmp_path: Path) -> None:
    scripts: list[str] = []
    for number, fault in enumerate(FAULTS):
        target = injected(fault, tmp_path / str(number))
        scripts += [change for change in target.changes if not change.startswith(("restart ", "stop ", "hang "))]
        scripts += [str(note["script"]) for note in target.log.entries() if note["undo"] == "shell"]
    # each by itself: one that is not closed would swallow the next
    whole = "".join(f"script_{number}() {{\n{script}\n}}\n" for number, script in enumerate(scripts))
    done = subprocess.run(["sh", "-n"], input=whole, capture_output=True, text=True, check=False)
    assert not done.stderr
    assert done.returncode == 0


def test_an_option_of_migrations_is_drawn_for_those_alone() -> None:
    wrong = option.of_option(Option(file="nova.conf", group="libvirt", name="live_migration_uri", type="string"), "no-such-value")
    assert wrong.meets == (OperationKind.LIVE_MIGRATION,)


def test_nothing_is_moved_or_deleted_that_nodes_share(tmp_path: Path) -> None:
    """Files below /usr and in the services' environment are those of this machine: they may be covered, and no more."""
    for number, fault in enumerate(FAULTS):
        for change in injected(fault, tmp_path / str(number)).changes:
            words = [command.split() for command in change.replace("\n", ";").split(";")]
            for command in words:
                if command and command[0] in {"mv", "rm", "chmod", "chown", "mknod", "cp"}:
                    assert not [word for word in command if word.strip("'\"").startswith(("/usr", "/opt", "/srv"))], (fault.slug, command)


def test_a_service_that_does_not_start_with_it_is_no_reason_to_undo_it(tmp_path: Path) -> None:
    wrong = option.of_option(Option(file="libvirtd.conf", name="auth_tcp", type="string"), "no-such-value")
    target = injected(wrong, tmp_path, frozenset({"libvirtd"}))
    assert 'auth_tcp = "no-such-value"' in target.written["/etc/libvirt/libvirtd.conf"]
    assert "restart nova-compute" not in target.changes
    assert {note["program"] for note in target.log.entries() if note["undo"] == "restart"} == {"libvirtd", "nova-compute"}


@pytest.mark.parametrize(
    ("name", "value", "kind", "line"),
    [
        ("user", "no-such-value", "string", 'user = "no-such-value"'),
        ("user", "-1", "integer", "user = -1"),
        ("user", "many", "integer", 'user = "many"'),
        ("namespaces", "no-such-value", "list", 'namespaces = [ "no-such-value" ]'),
    ],
)
def test_a_setting_of_libvirt_is_written_once_as_its_type_is(name: str, value: str, kind: str, line: str) -> None:
    text = option.with_setting('user = "a"\ngroup = "kvm"\nnamespaces = []\n', name, value, kind)
    assert text.splitlines()[-1] == line
    assert len(text.splitlines()) == 3
    assert 'group = "kvm"' in text


def test_an_option_is_set_where_its_group_is(tmp_path: Path) -> None:
    wrong = option.of_option(Option(file="nova.conf", group="neutron", name="physnets", type="list"), "no-such-value")
    assert wrong.slug == "nova-neutron-physnets"
    assert "[neutron]\nphysnets = no-such-value" in injected(wrong, tmp_path).written["/etc/nova/nova.conf"]


def test_what_stood_in_a_path_comes_back(tmp_path: Path) -> None:
    used = path.UsedPath("/var/lib/nova/instances", ("directory",), ("instances-path-unusable",))
    (note,) = injected(path.of_path(used, "directory"), tmp_path).log.entries()
    assert "mv -T /var/lib/nova/instances.lab-fuzz-away /var/lib/nova/instances" in note["script"]


def test_replies_are_dropped_where_they_arrive(tmp_path: Path) -> None:
    (libvirt, *_), ways = network.PEER, {way.name: way for way in network.WAYS}
    for number, (way, part, rule) in enumerate(
        (
            ("rejected", "destination", "INPUT -s 198.18.0.101 -p tcp --dport 16509 -j REJECT --reject-with tcp-reset"),
            ("dropped", "source", "OUTPUT -d 198.18.0.101 -p tcp --dport 16509 -j DROP"),
            ("replies-dropped", "source", "INPUT -s 198.18.0.101 -p tcp --sport 16509 -j DROP"),
            ("replies-dropped", "destination", "OUTPUT -d 198.18.0.101 -p tcp --sport 16509 -j DROP"),
            ("large-dropped", "destination", "INPUT -s 198.18.0.101 -p tcp --dport 16509 -m length --length 1000:65535 -j DROP"),
        )
    ):
        target = injected(network.of_peer(libvirt, ways[way], HostRole(part)), tmp_path / str(number))
        assert target.changes == [f"iptables -w -I {rule}"]


def test_a_name_leads_elsewhere_and_the_others_stay(tmp_path: Path) -> None:
    hosts = injected(network.of_name("peer", "another host"), tmp_path).written["/etc/hosts"]
    assert "198.18.0.103\tcompute-01\n" in hosts
    assert "198.18.0.101" not in hosts
    assert "198.18.0.102\tcompute-02\n" in hosts


def test_what_kills_again_and_again_is_ended(tmp_path: Path) -> None:
    target = injected(process.of_process(process.PROGRAMS[0], "killed", 3), tmp_path)
    assert "while sleep 3; do pkill -KILL --full 'bin/[n]ova-compute'" in target.changes[0]
    assert "kill -KILL $(cat /run/lab-fuzz-nova-compute.pid)" in target.log.entries()[-1]["script"]


def test_a_program_that_hangs_is_ended_and_one_that_is_missing_is_hidden_from_the_node_alone(tmp_path: Path) -> None:
    hung = injected(program.of_program(program.PROGRAMS[0], "hangs"), tmp_path / "a")
    assert "exec sleep 86399" in hung.changes[0]
    assert "[s]leep 86399" in hung.log.entries()[-1]["script"]
    missing = injected(program.of_program(program.PROGRAMS[4], "missing"), tmp_path / "b")
    assert "mount -t overlay -o lowerdir=/run/lab-fuzz-privsep-helper:/opt/services/bin" in missing.changes[0]


def test_a_limit_is_taken_back(tmp_path: Path) -> None:
    target = injected(limit.of_files(limit.PROCESSES[0], 8), tmp_path)
    assert "prlimit --pid $process --nofile=$(($(ls /proc/$process/fd | wc -l) + 8)):; done" in target.changes[0]
    assert "--nofile --output=HARD" in target.log.entries()[-1]["script"]
