"""What a host's kernel says: processors, memory, devices, addresses, ports."""

import re
from collections.abc import Iterator
from ipaddress import ip_address

from conformance.checks.facts.fact import ProbePoint, fact
from conformance.input.understanding import finite
from conformance.model.facts import AccessControl, Cpu, Denial, Device, FileSystem, HugePages, Memory, NumaNode
from conformance.probe.chunks import Chunk
from conformance.probe.ranges import MOST, TooMany, members
from conformance.transport.command import quoted

KVM = quoted("""[ ! -e "$KVM" ] || stat -c '%a %u %g' "$KVM\"""")
"""The device of KVM, as it is where this is asked."""

_PROCESSOR = {
    "vendor": ("vendor_id", "CPU implementer"),
    "model": ("model name", "CPU part"),
    "family": ("cpu family", "CPU architecture"),
    "stepping": ("stepping", "CPU revision"),
    "microcode": ("microcode",),
    "flags": ("flags", "Features"),
}
"""The kernel's names, those of x86 and those of ARM."""


def cpu(chunk: Chunk) -> Cpu:
    """Architecture, number of processors, and the first entry of /proc/cpuinfo."""
    architecture, count, *rest = chunk.lines
    said = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    found = {field: next((said[name] for name in names if name in said), "") for field, names in _PROCESSOR.items()}
    flags = tuple(sorted(set(found.pop("flags").split())))
    if int(count) > MOST:
        raise TooMany(f"it has more than {MOST} processors")
    return Cpu(architecture=architecture, count=int(count), flags=flags, **found)


def memory(chunk: Chunk) -> Memory:
    """/proc/meminfo."""
    kib = {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in chunk.lines)}
    return Memory(total_mib=kib["MemTotal"] // 1024, available_mib=kib["MemAvailable"] // 1024)


def huge_pages(chunk: Chunk) -> tuple[HugePages, ...]:
    """Size, total and free, a line each."""
    return tuple(_pages(line) for line in chunk.lines)


def _pages(line: str) -> HugePages:
    size, total, free = map(int, line.split())
    return HugePages(size_kib=size, total=total, free=free)


def numa(chunk: Chunk) -> tuple[NumaNode, ...]:
    """`node ID CPUS`, then its memory, then its huge pages."""
    return tuple(_node(part) for part in re.split(r"(?m)^node ", chunk.text)[1:])


def _node(part: str) -> NumaNode:
    head, total, *pages = part.strip().splitlines()
    number, _, cpus = head.partition(" ")
    # what is no list of processors is not understood here, and not where the list is needed
    members(cpus)
    return NumaNode(id=int(number), cpus=cpus, memory_mib=int(total.split()[-2]) // 1024, huge_pages=tuple(map(_pages, pages)))


def device(chunk: Chunk) -> Device | None:
    """Mode, uid and gid; None if there is no such device."""
    if not chunk.lines:
        return None
    mode, uid, gid = chunk.lines[0].split()
    return Device(mode=mode, uid=int(uid), gid=int(gid))


def file_systems(chunk: Chunk) -> tuple[FileSystem, ...]:
    """What `stat -f` says: path, kind, block size, blocks, free blocks, inodes, free inodes."""
    return tuple(map(_file_system, chunk.lines))


def _file_system(line: str) -> FileSystem:
    path, kind, *numbers = line.rsplit("|", 6)
    size, blocks, free, inodes, inodes_free = map(int, numbers)
    mib = 1024**2
    return FileSystem(
        path=path, kind=kind, size_mib=blocks * size // mib, free_mib=free * size // mib, inodes=inodes, inodes_free=inodes_free
    )


def listening(chunk: Chunk) -> tuple[int, ...]:
    """The ports of TCP sockets that listen on more than loopback, of /proc/net/tcp and tcp6."""
    sockets = (line.strip().rpartition(":") for line in chunk.lines)
    ports = {int(port, 16) for address, _, port in sockets if not _is_loopback(address)}
    if any(port >= 2**16 for port in ports):
        raise ValueError("a port that is none of TCP's")
    return tuple(sorted(ports))


def _is_loopback(address: str) -> bool:
    return address == "0100007F" or address == "00000000000000000000000001000000" or address.endswith("FFFF00000100007F")


def addresses(chunk: Chunk) -> tuple[str, ...]:
    """The host's own addresses but those of loopback and of one link, of /proc/net/fib_trie and /proc/net/if_inet6."""
    found = {ip_address(address) for address in re.findall(r"\|-- (\S+)\n\s+/32 host LOCAL", chunk.text)}
    found |= {ip_address(bytes.fromhex(digits)) for digits in re.findall(r"(?m)^([0-9a-f]{32})(?: +[0-9a-f]{2}){4} ", chunk.text)}
    own = (address for address in found if not address.is_loopback and not (address.version == 6 and address.is_link_local))
    return tuple(map(str, sorted(own, key=lambda address: (address.version, int(address)))))


def resolves(chunk: Chunk) -> dict[str, tuple[str, ...]]:
    """Names, and the addresses that each resolves to."""
    return {name: tuple(found.split()) for name, _, found in (line.partition(" ") for line in chunk.lines)}


def kvm_modules(chunk: Chunk) -> tuple[str, ...]:
    """The kernel's modules of KVM that are loaded."""
    return tuple(chunk.text.split())


def access_control(chunk: Chunk) -> AccessControl:
    """One word."""
    return AccessControl(state=chunk.text.strip())


def instances_path(chunk: Chunk) -> str:
    """The path, where it is a directory."""
    return chunk.text.strip("\n")


def denials(chunk: Chunk) -> tuple[Denial, ...]:
    """Those of the kernel's log and of the audit log."""
    return tuple(Denial(seconds_ago=ago, line=line) for ago, line in _denials(chunk))


def _denials(chunk: Chunk) -> Iterator[tuple[float, str]]:
    uptime, now, *lines = chunk.lines
    up, clock = finite(uptime.split()[0]), finite(now)
    for line in lines:
        audit = re.search(r"msg=audit\((\d+\.\d+):", line)
        kernel = re.match(r"\[\s*(\d+\.\d+)\]", line)
        if audit:
            yield max(0.0, clock - float(audit[1])), line.strip()
        elif kernel:
            yield max(0.0, up - float(kernel[1])), line.strip()


_CPU = quoted("uname -m; grep -c -i '^processor' /proc/cpuinfo; sed '/^$/q' /proc/cpuinfo")
_MODULES = quoted("ls -d /sys/module/kvm* 2>/dev/null | sed 's,.*/,,'")
_ADDRESSES = quoted("cat /proc/net/fib_trie && { cat /proc/net/if_inet6 2>/dev/null || :; }")
_LISTENING = quoted("cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk '$4 == \"0A\" { print $2 }'")
_STORAGE = quoted("file_systems /var/lib/docker /var/lib/containers /var/lib/containerd")
_INSTANCES = quoted('file_systems "$INSTANCES" "$INSTANCES/_base" "$STATE"')

FACTS = (
    fact("cpu", ProbePoint.NODE, _CPU, cpu),
    fact("memory", ProbePoint.NODE, quoted("cat /proc/meminfo"), memory),
    fact("huge_pages", ProbePoint.NODE, quoted("huge_pages /sys/kernel/mm/hugepages"), huge_pages),
    fact("numa", ProbePoint.NODE, quoted("numa"), numa),
    fact("kvm_modules", ProbePoint.NODE, _MODULES, kvm_modules),
    fact("kvm", ProbePoint.NODE, KVM, device),
    fact("access_control", ProbePoint.NODE, quoted("access_control"), access_control),
    fact("denials", ProbePoint.NODE, quoted("denials"), denials),
    fact("listening", ProbePoint.NODE, _LISTENING, listening),
    fact("addresses", ProbePoint.NODE, _ADDRESSES, addresses),
    fact("resolves", ProbePoint.NODE, quoted("resolves"), resolves, slow=True),
    fact("instances_path", ProbePoint.NOVA_COMPUTE, quoted("place"), instances_path, later=True, theirs=True),
    fact("file_systems", ProbePoint.NOVA_COMPUTE, _INSTANCES, file_systems, later=True),
    fact("file_systems", ProbePoint.NODE, _STORAGE, file_systems, chunk="storage"),
)
