"""/dev/kvm is usable where guests need it."""

from conformance.model.errors import CloudFault
from conformance.model.invariant import NotApplicable
from conformance.run.host_facts import HostFacts

DEVICE = "/dev/kvm"

_OPEN = """
device=%s uid=%s gid=%s
[ -e "$device" ] || { echo "it is not there (virtualization off in the firmware, or kvm_intel or kvm_amd not loaded?)"; exit 1; }
groups=--init-groups; getent passwd "$uid" >/dev/null || groups=--clear-groups
problem=$(setpriv --reuid "$uid" --regid "$gid" $groups sh -c ': <>"$0"' "$device" 2>&1) && exit 0
echo "$problem ($(ls -l "$device"))"; exit 1
"""
"""Opens it as QEMU does: as that user, with all of that user's groups."""


def check(host: HostFacts) -> None:
    """Where virt_type is kvm, the user that QEMU runs as can open /dev/kvm to read and write: else no guest starts."""
    virt_type = host.nova_conf.virt_type
    if virt_type != "kvm":
        raise NotApplicable(f"virt_type is {virt_type}: guests do not use {DEVICE}")
    uid, gid = _qemu_user(host)
    result = host.access.service("nova_libvirt").run(_OPEN, DEVICE, uid, gid)
    if not result.ok:
        said = " ".join((result.stdout or result.stderr).split())
        raise CloudFault(f"QEMU (uid {uid}, gid {gid}) can open {DEVICE}, as virt_type is kvm", said, host.name)


def _qemu_user(host: HostFacts) -> tuple[str, str]:
    """Uid and gid that libvirt starts QEMU with, as it says itself: +UID:+GID; root where it says nothing."""
    for model in host.capabilities.findall("host/secmodel"):
        label = model.findtext("baselabel[@type='kvm']") or model.findtext("baselabel") or ""
        if model.findtext("model") == "dac" and ":" in label:
            uid, _, gid = label.replace("+", "").partition(":")
            return uid, gid
    return "0", "0"
