"""Every fault that can be drawn, one by one."""

from collections.abc import Iterator

from lab.faults.fault import HostRole
from lab.fuzz.definitions import built_in_options
from lab.fuzz.grammar import DrawnFault
from lab.fuzz.kinds import access, limit, network, option, path, process, program
from lab.fuzz.kinds.values import wrong_values


def every_fault() -> Iterator[DrawnFault]:
    for known in option.drawable(built_in_options()):
        for value in wrong_values(known):
            yield option.of_option(known, value)
    for used in path.PATHS:
        for way in used.ways:
            yield path.of_path(used, way)
    for run in program.PROGRAMS:
        for way in program.WAYS:
            yield program.of_program(run, way)
    for supervised in process.PROGRAMS:
        for way in ("stopped", "hung", "killed"):
            yield process.of_process(supervised, way, 3)
    for how in network.WAYS:
        for port in network.PEER:
            for part in (HostRole.SOURCE, HostRole.DESTINATION):
                yield network.of_peer(port, how, part)
        for port in network.CONTROL_PLANE:
            yield network.of_control(port, how)
    for name in network.NAMES:
        for address in ("198.18.0.250", "another host"):
            yield network.of_name(name, address)
    for section, options in access.OPTIONS.items():
        for one in options:
            yield access.of_section(section, one)
    for part_of_url in access.TRANSPORT:
        yield access.of_transport(part_of_url)
    for place in limit.PLACES:
        yield limit.of_space(place, 1)
        yield limit.of_inodes(place, 0)
    for process_limited in limit.PROCESSES:
        yield limit.of_files(process_limited, 8)
    yield limit.of_memory(64)
    yield limit.of_processes()
