import pytest

from conformance.config.profile_model import LogicalService, Profile, Service, ServiceKind
from conformance.probe.hosts import CommandTimedOut, HostUnreachable, Result, ServiceAbsent
from conformance.transport.containers import Engine
from selftests.stand_ins.ssh_server import SshServer, free_port

# stands in for the engine: runs what it is told to, in a "container" that is known by its environment
ENGINE = """
[ "$1 $2 $3" = "exec --user 0" ] || { echo "unexpected: $*" >&2; exit 9; }
[ "$4" = nova_compute ] || { echo "Error response from daemon: No such container: $4" >&2; exit 1; }
shift 4; CONTAINER=nova_compute exec "$@"
"""


def profile(kind: ServiceKind, name: str = "nova_compute") -> Profile:
    return Profile(services={LogicalService.NOVA_COMPUTE: Service(kind=kind, name=name, container="compute")})


@pytest.mark.parametrize("kind", [ServiceKind.DOCKER, ServiceKind.PODMAN])
def test_commands_run_inside_the_container_of_the_service(ssh_server: SshServer, kind: ServiceKind) -> None:
    ssh_server.stand_in(kind, ENGINE)
    with ssh_server.hosts(profile(kind)) as hosts:
        inside = hosts.on("compute-01").service("nova_compute")
        assert inside.name == "compute-01"
        assert inside.run("echo $CONTAINER %s; exit 3", "it's") == Result(rc=3, stdout="nova_compute it's\n", stderr="")
        assert inside.testinfra.check_output("echo $CONTAINER") == "nova_compute"
        assert hosts.on("compute-01").run("echo $CONTAINER").stdout == "\n", "the host itself is not its container"


@pytest.mark.parametrize("kind", [ServiceKind.SUPERVISOR, ServiceKind.SYSTEMD, ServiceKind.PROCESS])
def test_a_service_without_container_is_reached_on_its_host(ssh_server: SshServer, kind: ServiceKind) -> None:
    with ssh_server.hosts(profile(kind)) as hosts:
        assert hosts.on("compute-01").service("nova_compute") is hosts.on("compute-01")


def test_a_container_that_is_not_there_is_told(ssh_server: SshServer) -> None:
    ssh_server.stand_in("docker", ENGINE)
    with ssh_server.hosts(profile(ServiceKind.DOCKER, "nova_compte")) as hosts, pytest.raises(ServiceAbsent) as caught:
        hosts.on("compute-01").service("nova_compute").run("true")
    assert str(caught.value) == (
        "compute-01: No such container: nova_compte. Correct services.nova_compute.name in the profile, or start it"
    )


# as Docker 27 and Podman 5 say them
ABSENCES = [
    ("docker", 1, "Error response from daemon: container 8f6dd is not running", "container 8f6dd is not running"),
    ("docker", 1, "Error response from daemon: Container 8f6dd is restarting, wait until it is up", "Container 8f6dd is restarting, wait"),
    ("docker", 1, "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is it up?", "Cannot connect to the Docker daemon"),
    ("docker", 1, "permission denied while trying to connect to the Docker daemon socket", "permission denied while trying to connect"),
    ("podman", 125, 'Error: no container with name or ID "x" found: no such container', 'no container with name or ID "x" found'),
    ("podman", 255, "Error: can only create exec sessions on running containers: container state improper", "can only create exec"),
]


@pytest.mark.parametrize(("engine", "rc", "said", "told"), ABSENCES)
def test_a_container_that_cannot_be_entered_is_told(ssh_server: SshServer, engine: str, rc: int, said: str, told: str) -> None:
    ssh_server.stand_in(engine, f"echo {said!r} >&2; exit {rc}")
    with ssh_server.hosts(profile(ServiceKind(engine))) as hosts, pytest.raises(ServiceAbsent) as caught:
        hosts.on("compute-01").service("nova_compute").run("true")
    assert str(caught.value).startswith(f"compute-01: {told}")


def test_a_host_without_the_engine_is_told(ssh_server: SshServer) -> None:
    ssh_server.stand_in("podman", "echo 'sh: 1: podman: not found' >&2; exit 127")
    with ssh_server.hosts(profile(ServiceKind.PODMAN)) as hosts, pytest.raises(ServiceAbsent, match="there is no podman on the host"):
        hosts.on("compute-01").service("nova_compute").run("true")


def test_a_command_that_is_not_in_the_container_is_a_result(ssh_server: SshServer) -> None:
    ssh_server.stand_in("docker", ENGINE)
    with ssh_server.hosts(profile(ServiceKind.DOCKER)) as hosts:
        assert hosts.on("compute-01").service("nova_compute").run("no-such-program").rc == 127


def test_a_command_that_hangs_in_a_container_is_ended(ssh_server: SshServer) -> None:
    ssh_server.stand_in("docker", ENGINE)
    with ssh_server.hosts(profile(ServiceKind.DOCKER)) as hosts, pytest.raises(CommandTimedOut):
        hosts.on("compute-01").service("nova_compute").run("sleep 60", timeout=0.3)


# what is said where no container can be entered: a daemon that does not answer, and a host that has no engine
NO_ENGINE = {
    "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: "
    "dial unix /var/run/docker.sock: connect: no such file or directory": 1,
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?": 1,
    "timeout: failed to run command 'docker': No such file or directory": 127,
}


@pytest.mark.parametrize("said", NO_ENGINE)
def test_an_engine_that_gives_no_answer_is_told_and_no_answer_of_the_container(said: str) -> None:
    engine = Engine(Service(kind=ServiceKind.DOCKER, name="nova_compute"))
    assert engine.absence(NO_ENGINE[said], f"{said}\n") in {said, "there is no docker on the host"}


def test_a_dead_host_is_told_as_such_for_its_containers(ssh_server: SshServer) -> None:
    line = ssh_server.inventory_line(ansible_port=free_port())
    with ssh_server.hosts(profile(ServiceKind.DOCKER), line) as hosts, pytest.raises(HostUnreachable, match="nothing listens"):
        hosts.on("compute-01").service("nova_compute").run("true")


KUBECTL = """
case "$*" in
  *"get pods"*"--selector application=nova,component=compute"*"--output json")
    echo '{"items": [{"metadata": {"name": "nova-compute-x7"}, "spec": {"nodeName": "compute-01"}, "status": {"phase": "Running"}}]}' ;;
  *"get pods"*"--selector application=nova,component=compute"*"spec.nodeName=compute-01,"*) echo pod/nova-compute-x7 ;;
  *"get pods"*) ;;
  *"exec pod/nova-compute-x7 --container compute -- "*) while [ "$1" != -- ]; do shift; done; shift; POD=nova-compute-x7 exec "$@" ;;
  *) echo "unexpected: $*" >&2; exit 9 ;;
esac
"""


@pytest.fixture
def kubectl(ssh_server: SshServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the machine that runs the suite, not on the hosts."""
    ssh_server.stand_in("kubectl", KUBECTL)
    monkeypatch.setenv("PATH", str(ssh_server.directory / "bin"), prepend=":")


@pytest.mark.usefixtures("kubectl")
def test_commands_run_inside_the_pod_of_the_service_on_that_node(ssh_server: SshServer) -> None:
    with ssh_server.hosts(profile(ServiceKind.KUBECTL, "application=nova,component=compute")) as hosts:
        result = hosts.on("compute-01").service("nova_compute").run("echo $POD %s", "it's")
    assert result == Result(rc=0, stdout="nova-compute-x7 it's\n", stderr="")


@pytest.mark.usefixtures("kubectl")
def test_a_host_that_nova_calls_by_its_full_name_is_the_node_of_its_short_one(ssh_server: SshServer) -> None:
    with ssh_server.hosts(profile(ServiceKind.KUBECTL, "application=nova,component=compute")) as hosts:
        assert hosts.on("compute-01.example.org").service("nova_compute").run("echo $POD").stdout == "nova-compute-x7\n"


@pytest.mark.usefixtures("kubectl")
def test_a_node_without_a_pod_of_the_service_is_told(ssh_server: SshServer) -> None:
    with ssh_server.hosts(profile(ServiceKind.KUBECTL, "application=nvoa")) as hosts, pytest.raises(ServiceAbsent) as caught:
        hosts.on("compute-01").service("nova_compute").run("true")
    assert str(caught.value) == (
        "compute-01: there is no running pod with application=nvoa in namespace openstack on node compute-01. "
        "Correct services.nova_compute.name in the profile, or start it"
    )
