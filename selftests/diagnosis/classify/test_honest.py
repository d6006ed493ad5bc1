"""Which of the two honest verdicts it is."""

import pytest

from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.evidence import Bundle, Evidence, Gap, Source
from conformance.model.verdict import INSUFFICIENT_EVIDENCE, UNCLASSIFIED, Stage, Verdict

TAXONOMY = load_taxonomy()

SYMPTOMS = [
    "fault 500: Exceeded maximum number of retries. Exhausted all hosts available for retrying build failures for instance 6f0c7bd5.",
    "libvirt.libvirtError: internal error: qemu unexpectedly closed the monitor",
    "libvirt.libvirtError: internal error: process exited while connecting to monitor: 2026-11-21T10:00:00.123456Z qemu-system-x86_64:",
    "ERROR nova.compute.manager [instance: 7c9e] Instance failed to spawn",
    "ERROR nova.virt.libvirt.driver [-] [instance: 7c9e] Live Migration failure: internal error: qemu unexpectedly closed the monitor",
    "live-migration 3b1f from compute-01 to compute-02: status=error created=2026-11-21T10:00:00 updated=2026-11-21T10:00:09",
    "server status=ERROR vm_state=error task_state=None power_state=0 host=None",
    "| status | ERROR |",
    "event compute__do_build_and_run_instance result=Error started=2026-11-21T10:00:00 finished=2026-11-21T10:00:09",
    "Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log if possible.",
    "nova.exception.RescheduledException: Build of instance 6f0c was re-scheduled: internal error: qemu unexpectedly closed the monitor",
    "the instance is stuck in BUILD, task_state=spawning",
    "fault 500: Build of instance 6f0c7bd5 aborted: Failure prepping block device.",
]

ERRORS = [
    "TypeError: 'NoneType' object is not subscriptable",
    "nova.exception.RescheduledException: Build of instance 6f0c was re-scheduled: list index out of range in frobnicate",
    "ERROR nova.compute.manager [instance: 7c9e] Live Migration failure: the moon was in the wrong phase",
    "AttributeError: 'Instance' object has no attribute 'frobnicator'",
    "'message': \"Build of instance 6f0c was re-scheduled: 'module' object has no attribute 'to_utf8'\", 'code': 500",
]

HEALTHY = [
    "INFO nova.compute.manager [-] Looking for unclaimed instances stuck in BUILDING status for nodes managed by this host",
    "INFO nova.compute.manager [req-5a] [instance: 7c9e] VM Started (Lifecycle Event)",
    "2026-11-21 10:00:00.000 7 ERROR nova.servicegroup.drivers.db     retry=retry)",
]


def verdict(*texts: str, operation: str = "", gaps: tuple[Gap, ...] = ()) -> Verdict:
    evidence = tuple(Evidence(source=Source.NOVA_COMPUTE, text=text) for text in texts)
    return classify(Bundle(id="b", operation=operation, evidence=evidence, gaps=gaps), TAXONOMY)


@pytest.mark.parametrize("text", SYMPTOMS)
def test_a_symptom_alone_is_insufficient(text: str) -> None:
    given = verdict(text)
    assert given.cause == INSUFFICIENT_EVIDENCE
    assert given.detail is not None
    assert given.detail.startswith("only symptoms: ")
    assert [quote.line for quote in given.quotes] == [text] * len(given.quotes)
    assert given.remedy.startswith("Read ")


def test_all_symptoms_together_are_insufficient() -> None:
    assert verdict(*SYMPTOMS).cause == INSUFFICIENT_EVIDENCE


@pytest.mark.parametrize("text", ERRORS)
def test_an_error_of_its_own_is_unclassified(text: str) -> None:
    given = verdict(SYMPTOMS[0], text)
    assert given.cause == UNCLASSIFIED
    assert [quote.line for quote in given.quotes] == [text]


def test_what_stands_around_an_error_is_no_error() -> None:
    traceback = (
        "2026-11-21 10:00:00.000 7 ERROR nova.compute.manager [-] [instance: 7c9e] Instance failed to spawn\n"
        "2026-11-21 10:00:00.000 7 ERROR nova.compute.manager [instance: 7c9e] Traceback (most recent call last):\n"
        '2026-11-21 10:00:00.000 7 ERROR nova.compute.manager [instance: 7c9e]   File "/usr/lib/nova/manager.py", line 2714, in _build\n'
        "2026-11-21 10:00:00.000 7 ERROR nova.compute.manager [instance: 7c9e]     self.driver.spawn(context, instance, image_meta,\n"
        "2026-11-21 10:00:00.000 7 ERROR nova.compute.manager [instance: 7c9e] libvirt.libvirtError: internal error: "
        "qemu unexpectedly closed the monitor\n"
        "2026-11-21 10:00:00.000 7 ERROR nova.compute.manager [instance: 7c9e] \n"
    )
    assert verdict(traceback).cause == INSUFFICIENT_EVIDENCE


def test_nothing_at_all_is_insufficient() -> None:
    assert verdict().cause == INSUFFICIENT_EVIDENCE
    assert verdict("", " \n").cause == INSUFFICIENT_EVIDENCE


@pytest.mark.parametrize("text", HEALTHY)
def test_lines_that_tell_of_no_failure_are_insufficient(text: str) -> None:
    given = verdict(text)
    assert (given.cause, given.detail) == (INSUFFICIENT_EVIDENCE, "no error was found in the evidence that was collected")


def test_it_is_unclassified_where_all_that_tells_was_read_and_nothing_does() -> None:
    read = (Source.SERVER_FAULT, Source.NOVA_COMPUTE, Source.LIBVIRT)
    evidence = tuple(Evidence(source=source, text=HEALTHY[1]) for source in read)
    assert classify(Bundle(id="b", operation="boot", evidence=evidence), TAXONOMY).cause == UNCLASSIFIED


def test_a_gap_where_a_cause_may_be_is_insufficient_whatever_else_was_read() -> None:
    gap = Gap(source=Source.NOVA_COMPUTE, host="compute-02", why="key refused")
    assert verdict(ERRORS[0], gaps=(gap,)).detail == "nova-compute on compute-02: key refused"


@pytest.mark.parametrize(
    ("text", "stage"), [(SYMPTOMS[0], Stage.COMPUTE), (SYMPTOMS[9], Stage.API), (ERRORS[0], Stage.COMPUTE), (SYMPTOMS[6], None)]
)
def test_the_stage_is_told_where_it_is_known(text: str, stage: Stage | None) -> None:
    assert verdict(text).stage is stage


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (
            "2026-11-21 10:00:00.423 66 ERROR neutron.a [-] watcher: etcd threw exception: ValueError: Invalid argument ['x']\n"
            "2026-11-21 10:00:00.423 66 ERROR neutron.a Traceback (most recent call last):\n"
            '2026-11-21 10:00:00.423 66 ERROR neutron.a   File "/usr/lib/python3/dist-packages/neutron/a.py", line 5, in watch',
            "ValueError: Invalid argument ['x']",
        ),
        ("ERROR neutron.agent.ovs_agent CommandError: Exit code: 255; Stderr: sysctl: no such thing", "sysctl: no such thing"),
        ("error : 'Frobnication failure: the moon cannot be encoded'", "the moon cannot be encoded"),
        # a line that was broken, and one that goes on
        ("a.exceptions.BuildException: Failed to build compute\ninstance due to: the key has no name", "the key has no name"),
        ("2026-11-21 10:00:00.000 7 ERROR glance.a [-] Unable to load the file.\nGot: ImportError('the moon')", "the moon"),
        ("`if ret == -1: raise libvirtError ('create() failed')`\n`libvirtError: it is not active`", "libvirtError: it is not active"),
        # virsh says what it could not do, and then why
        ("error: Failed to attach interface\nerror: internal error: the moon was in the wrong phase", "the moon was in the wrong phase"),
    ],
)
def test_where_nothing_names_the_operation_the_error_is_that_of_whoever_speaks(text: str, detail: str) -> None:
    given = classify(Bundle(id="b", operation="", evidence=(Evidence(source=Source.CLI, text=text),)), TAXONOMY)
    assert given.cause == UNCLASSIFIED
    assert detail in given.title
    assert given.fingerprint is not None


def test_the_same_error_beside_a_known_operation_is_not_its_own() -> None:
    said = Evidence(
        source=Source.NOVA_COMPUTE, text="2026-11-21 10:00:00.000 7 ERROR nova.a [-] ValueError: the moon was in the wrong phase"
    )
    assert classify(Bundle(id="b", operation="boot", evidence=(said,), requests=("req-5a",)), TAXONOMY).fingerprint is None


def test_a_reason_of_a_host_that_failed_is_not_what_came_of_it() -> None:
    said = (
        "2026-11-21 10:00:00.000 7 ERROR nova.scheduler.utils [req-5a a b] [instance: 6f0c7bd5] Error from last host: a (node a): "
        "['Traceback (most recent call last):\\n', 'RescheduledException: Build of instance 6f0c was re-scheduled: the moon is full\\n']\n"
        "2026-11-21 10:00:00.100 7 WARNING nova.scheduler.utils [req-5a a b] Failed to compute_task_build_instances: "
        "No sql_connection parameter is established: CantStartEngineError: No sql_connection parameter is established"
    )
    given = classify(Bundle(id="b", operation="boot", evidence=(Evidence(source=Source.NOVA_CONDUCTOR, text=said),)), TAXONOMY)
    assert (given.cause, given.title) == (UNCLASSIFIED, "the moon is full")


def test_a_long_error_is_told_with_its_end() -> None:
    said = f"2026-11-21 10:00:00.000 7 ERROR neutron.a [-] it began {'x' * 400} and it ended: Invalid argument"
    given = classify(Bundle(id="b", operation="", evidence=(Evidence(source=Source.CLI, text=said),)), TAXONOMY)
    assert given.title.startswith("it began ")
    assert given.title.endswith(" and it ended: Invalid argument")
