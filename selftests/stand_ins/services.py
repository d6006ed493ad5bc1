"""What runs services, as its client answers: scripts to be put in front of the machine's own programs."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

Json = dict[str, Any]


def engine(**containers: str) -> str:
    """Docker 28's client, over containers whose state is given as `docker container inspect` prints it in the format that is asked for.

    `docker exec` works in those that run.
    """
    known = "".join(f"  {name}) state='{state}' ;;\n" for name, state in containers.items())
    return f"""
for word in "$@"; do case $word in {"|".join(containers) or "none"}) container=$word; break ;; esac; done
case ${{container:-}} in
{known}  *) echo; echo "Error response from daemon: No such container: x" >&2; exit 1 ;;
esac
case $1 in
  container) [ "$2 $3" = "inspect --format" ] || exit 9; echo "$state" ;;
  exec) while [ "$1" != sh ]; do shift; done; CONTAINER=$container exec "$@" ;;
  *) exit 9 ;;
esac
"""


NO_DAEMON = 'echo; echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?" >&2; exit 1'


def systemctl(units: Mapping[str, str], sockets: Sequence[str] = ()) -> str:
    """Systemd 252's client, over units by the lines that `systemctl show` prints of them; sockets are those that listen."""
    known = "".join(f"  {name}) printf '{lines}\\n' ;;\n" for name, lines in units.items())
    triggers = " ".join(sockets)
    return f"""
for last in "$@"; do :; done
case "$*" in
  "is-active -- "*) case " {triggers} " in *" $last "*) echo active ;; *) echo inactive; exit 3 ;; esac; exit 0 ;;
  "show --property=TriggeredBy --value -- "*) echo "{triggers}"; exit 0 ;;
  "show --property=LoadState,ActiveState,SubState,NRestarts,Result,ExecMainStatus,ActiveEnterTimestamp -- "*) ;;
  "show --property=LoadState,ActiveState,SubState,Result,NRestarts -- "*) ;;
  *) echo "unexpected: $*" >&2; exit 9 ;;
esac
case $last in
{known}  *) printf 'NRestarts=0\\nLoadState=not-found\\nActiveState=inactive\\nSubState=dead\\n' ;;
esac
"""


ACTIVE = "NRestarts=0\\nLoadState=loaded\\nActiveState=active\\nSubState=running"
DEAD = "NRestarts=0\\nLoadState=loaded\\nActiveState=inactive\\nSubState=dead"


def pod(name: str, node: str, *containers: Json, phase: str = "Running") -> Json:
    """A pod as Kubernetes 1.32 describes it, without what nobody reads."""
    metadata = {"name": name, "namespace": "openstack"}
    return {"metadata": metadata, "spec": {"nodeName": node}, "status": {"phase": phase, "containerStatuses": list(containers)}}


def container(name: str, *, ready: bool = True, restarts: int = 0, waiting: str | None = None, killed: bool = False) -> Json:
    """The status of one container of a pod."""
    state: Json = {"waiting": {"reason": waiting}} if waiting else {"running": {"startedAt": "2026-01-01T00:00:00Z"}}
    last: Json = {"terminated": {"reason": "OOMKilled", "exitCode": 137}} if killed else {}
    return {"name": name, "ready": ready, "restartCount": restarts, "state": state, "lastState": last}


def kubectl(**pods: list[Json]) -> str:
    """Kubectl 1.32, over pods by the `application` of their label; `exec` runs on this machine."""
    answers = "".join(
        f"""  *"get pods --selector application={application},"*"--output json") cat <<'END'
{json.dumps({"apiVersion": "v1", "kind": "List", "items": items})}
END
  ;;
  *"get pods --selector application={application},"*) echo "pod/{items[0]["metadata"]["name"] if items else ""}" ;;
"""
        for application, items in pods.items()
    )
    return f"""
echo "$*" >> "$(dirname "$0")/kubectl.log"
case "$*" in
{answers}  *" exec "*) while [ "$1" != -- ]; do shift; done; shift; exec "$@" ;;
  *"--output json") echo '{{"apiVersion": "v1", "kind": "List", "items": []}}' ;;
  *) echo "unexpected: $*" >&2; exit 9 ;;
esac
"""
