"""There is room for instances."""

from conformance.model.errors import CloudFault
from conformance.run.host_facts import HostFacts

_GIB = 1024**3


def check(host: HostFacts) -> None:
    """So many GiB as the profile asks for are free under the instances path: disks, images and incoming guests are written there."""
    wanted = host.profile.expect.instances_free_gib
    path = host.nova_conf.instances_path or host.profile.paths.instances
    result = host.access.service("nova_compute").run("stat --file-system --format '%%a %%S' -- %s", path)
    if not result.ok:
        raise CloudFault(f"the instances path {path} is there", result.stderr.strip(), host.name)
    blocks, block_size = result.stdout.split()
    free = int(blocks) * int(block_size) / _GIB
    if free < wanted:
        raise CloudFault(f"at least {wanted} GiB free under {path}", f"{free:.1f} GiB", host.name)
