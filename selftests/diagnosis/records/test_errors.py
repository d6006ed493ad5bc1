"""The errors that a record tells, the outermost first."""

import pytest

from conformance.diagnosis.records.errors import LONGEST, Raised, raised_in


def told(text: str) -> list[tuple[str, str, str | None]]:
    lines = text.split("\n")
    return [(raised.type, raised.message, raised.place) for raised in raised_in(lines, lines[0])]


TRACEBACK = """Instance failed to spawn: nova.exception.ImageUnacceptable: Image 1 is unacceptable
Traceback (most recent call last):
  File "/usr/lib/python3/dist-packages/nova/virt/images.py", line 1, in qemu_img_info
    out = privsep(x)
  File "/usr/lib/python3/dist-packages/oslo_privsep/daemon.py", line 2, in remote_call
    raise exc
OSError: [Errno 30] Read-only file system: '/var/lib/nova/instances/a'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/usr/lib/python3/dist-packages/nova/compute/manager.py", line 3, in _build_resources
    raise
nova.exception.ImageUnacceptable: Image 1 is unacceptable"""


def test_a_chained_traceback_leads_to_what_was_raised_first() -> None:
    assert told(TRACEBACK) == [
        ("nova.exception.ImageUnacceptable", "Image 1 is unacceptable", "nova.compute.manager._build_resources"),
        ("OSError", "[Errno 30] Read-only file system: '/var/lib/nova/instances/a'", "nova.virt.images.qemu_img_info"),
    ]


def test_prefixes_of_each_line_are_no_part_of_it() -> None:
    prefix = "2026-11-21 10:00:00.000 7 ERROR nova.compute.manager [instance: 7c9e] "
    lines = TRACEBACK.split("\n")
    prefixed = [f"{prefix}{line}" for line in lines]
    assert raised_in(prefixed, lines[0]) == raised_in(lines, lines[0])


def test_what_code_catches_to_go_another_way_is_not_the_root() -> None:
    text = TRACEBACK.replace("OSError: [Errno 30] Read-only file system: '/var/lib/nova/instances/a'", "KeyError: 'a'")
    assert [name for name, _, _ in told(text)] == ["nova.exception.ImageUnacceptable"]


def test_a_remote_error_is_unwrapped() -> None:
    assert told("Remote error: ServiceUnavailable The server is currently unavailable")[0][:2] == (
        "ServiceUnavailable",
        "The server is currently unavailable",
    )


COMMAND = """Instance failed to spawn: oslo_concurrency.processutils.ProcessExecutionError: Unexpected error while running command.
Command: sudo nova-rootwrap /etc/nova/rootwrap.conf qemu-img convert -O raw a b
Exit code: 1
Stdout: ''
Stderr: 'qemu-img: warning\\nqemu-img: error while writing at byte 0: No space left on device\\n'"""


def test_what_a_program_wrote_is_the_innermost_error() -> None:
    assert told(COMMAND)[-1][:2] == ("qemu-img", "qemu-img: error while writing at byte 0: No space left on device")


def test_libvirts_words_for_qemus_error_are_unwrapped() -> None:
    text = "libvirt.libvirtError: internal error: unable to execute QEMU command 'blockdev-add': Failed to connect to '192.0.2.1:49153'"
    assert told(text)[-1][:2] == ("qemu", "Failed to connect to '192.0.2.1:49153'")


@pytest.mark.parametrize("line", ["Took 3.10 seconds to build instance.", "Instance destroyed successfully.", ""])
def test_a_line_without_an_error_tells_none(line: str) -> None:
    assert raised_in([line], line) == ()


@pytest.mark.parametrize("word", ["mkfs", "mount", "swtpm", "a.", "Stderr: ", "Error: ", "x:(", "Command: "])
def test_a_line_of_megabytes_is_looked_at_in_part(word: str) -> None:
    line = f"Unexpected error while running command. {word * 500_000}"
    assert all(len(raised.message) <= LONGEST for raised in raised_in([line], line))


def test_many_errors_are_bounded() -> None:
    block = 'Traceback (most recent call last):\n  File "/x/nova/a.py", line 1, in f\nOSError: {}\n\nDuring handling of the above\n\n'
    lines = "".join(block.format(number) for number in range(500)).split("\n")
    assert len(raised_in(lines, "x")) <= 30
    assert all(isinstance(raised, Raised) for raised in raised_in(lines, "x"))


def test_a_traceback_whose_beginning_nobody_pasted_ends_with_its_exception() -> None:
    prefix = "2026-11-21 10:00:00.000 7 ERROR nova.compute.manager [instance: 7c9e]"
    lines = (
        f"{prefix} Instance failed to spawn",
        f"{prefix}     raise libvirtError('createWithFlags')",
        f"{prefix} libvirt.libvirtError: it is full",
        prefix,
    )
    assert [(raised.type, raised.message) for raised in raised_in(lines, "Instance failed to spawn")] == [
        ("libvirt.libvirtError", "it is full")
    ]


@pytest.mark.parametrize("mark", ["'", "u'", 'u"', '"'])
def test_a_traceback_that_was_logged_as_a_list_ends_with_its_exception(mark: str) -> None:
    end = mark[-1]
    lines = [
        "Error from last host: compute-01 (node compute-01): ['Traceback (most recent call last):",
        f'\', {mark}  File "/usr/lib/python3/dist-packages/nova/compute/manager.py", line 1, in _build_and_run_instance',
        f"', {mark}nova.exception.InstanceDeployFailure: Failed to provision: no answer of the node",
        f"{end}]",
    ]
    assert raised_in(lines, lines[0])[-1].type == "nova.exception.InstanceDeployFailure"


@pytest.mark.parametrize(
    "around",
    [
        "RescheduledException: Build of instance 6f0c was re-scheduled: ",
        "nova.exception.BuildAbortException: Build of instance 6f0c aborted: ",
        "Exceeded maximum number of retries. Exceeded max scheduling attempts 3 for instance 6f0c. Last exception: ",
    ],
)
def test_the_reason_that_nova_goes_on_with_is_the_innermost(around: str) -> None:
    line = f"{around}the root device has no pool"
    assert raised_in([line], line)[-1].message == "the root device has no pool"


def test_an_exception_of_any_name_ends_a_traceback() -> None:
    lines = [
        "Traceback (most recent call last):",
        '  File "/usr/lib/python3/neutron/a.py", line 1, in get',
        "    raise n",
        "TooManyNetworks: there are two",
    ]
    assert raised_in(lines, lines[0])[-1].type == "TooManyNetworks"
