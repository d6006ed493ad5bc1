"""/dev/kvm is usable where guests need it."""

from conformance.model.errors import CloudFault
from conformance.model.invariant import NotApplicable
from conformance.run.host_facts import HostFacts

_OPEN = """
[ -e /dev/kvm ] || { echo "there is no /dev/kvm (virtualization off in the firmware, or kvm_intel or kvm_amd not loaded?)"; exit 1; }
groups=--init-groups; getent passwd %s >/dev/null || groups=--clear-groups
problem=$(setpriv --reuid %s --regid %s $groups sh -c ': <>/dev/kvm' 2>&1) && exit 0
echo "$problem ($(ls -l /dev/kvm))"; exit 1
"""


def check(host: HostFacts) -> None:
    """Where virt_type is kvm, the user that QEMU runs as can open /dev/kvm to read and write: else no guest starts."""
    virt_type = host.nova_conf.virt_type
    if virt_type != "kvm":
        raise NotApplicable(f"virt_type is {virt_type}: guests do not use /dev/kvm")
    uid, gid = _qemu_user(host)
    result = host.access.service("nova_libvirt").run(_OPEN, uid, uid, gid)
    if not result.ok:
        said = (result.stdout or result.stderr).strip()
        raise CloudFault(f"QEMU (uid {uid}, gid {gid}) can open /dev/kvm, as virt_type is kvm", said, host.name)


def _qemu_user(host: HostFacts) -> tuple[str, str]:
    """Uid and gid that libvirt starts QEMU with, as it says itself: +UID:+GID; root where it says nothing."""
    for model in host.capabilities.findall("host/secmodel"):
        label = model.findtext("baselabel[@type='kvm']") or model.findtext("baselabel") or ""
        if model.findtext("model") == "dac" and ":" in label:
            uid, _, gid = label.replace("+", "").partition(":")
            return uid, gid
    return "0", "0"
