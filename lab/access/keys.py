"""SSH keys of the lab: the operator's, and one for each host, made once and known from the start."""

from pathlib import Path

from lab.layout import Layout
from lab.shell import run


def ensure_keys(layout: Layout, hosts: dict[str, str]) -> Path:
    """Make what keys are missing and write known_hosts for the given hosts (name to address); the operator's private key is returned."""
    layout.access.mkdir(parents=True, exist_ok=True)
    layout.access.chmod(0o700)
    host_keys = layout.access / "host_keys"
    host_keys.mkdir(exist_ok=True)
    operator = _ensure_key(layout.access / "id_ed25519", "operator")
    lines = []
    for name, address in hosts.items():
        public = _ensure_key(host_keys / name, name).with_name(f"{name}.pub").read_text()
        lines.append(f"{name},{address} {' '.join(public.split()[:2])}\n")
    (layout.access / "known_hosts").write_text("".join(lines))
    return operator


def _ensure_key(path: Path, comment: str) -> Path:
    if not path.exists():
        run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"{comment}.lab", "-f", path])
    return path
