"""A record is the same whatever shipped it."""

import json

import pytest

from conformance.diagnosis.records.headers import header
from conformance.diagnosis.records.record import Level
from conformance.diagnosis.records.wrappers import rejoined, unwrapped

CONTEXT = "[None req-5a u p - - default default] [instance: 7c9e]"

SAID = f"2026-06-02 08:08:00.104 7 ERROR nova.compute.manager {CONTEXT} Instance failed to spawn: boom"

WRAPPED = {
    "docker": json.dumps({"log": f"{SAID}\n", "stream": "stdout", "time": "2026-06-02T08:08:00.1Z"}),
    "containerd": f"2026-06-02T08:08:00.104123456Z stdout F {SAID}",
    "kubectl --timestamps": f"2026-06-02T08:08:00.104123456Z {SAID}",
    "journal": json.dumps({"_HOSTNAME": "compute-02", "SYSLOG_IDENTIFIER": "nova-compute", "PRIORITY": "6", "MESSAGE": SAID}),
    "journal, as bytes": json.dumps({"_HOSTNAME": "compute-02", "MESSAGE": list(SAID.encode())}),
    "syslog": f"Jun  2 08:08:00 compute-02 nova-compute[7]: {SAID}",
    "rsyslog": f"2026-06-02T08:08:00.104+00:00 compute-02 nova-compute: {SAID}",
    "fluentd": json.dumps(
        {
            "Timestamp": "2026-06-02 08:08:00.104",
            "Hostname": "compute-02",
            "programname": "nova-compute",
            "log_level": "ERROR",
            "python_module": "nova.compute.manager",
            "request_id": "req-5a",
            "Payload": "[instance: 7c9e] Instance failed to spawn: boom",
        }
    ),
    "Loki's client": f'2026-06-02T08:08:00Z {{container="nova_compute", host="compute-02"}} {SAID}',
    "Loki's client, as JSON": json.dumps({"labels": {"host": "compute-02"}, "line": SAID, "timestamp": "2026-06-02T08:08:00.104Z"}),
    "Loki's API": json.dumps(
        {
            "status": "success",
            "data": {
                "resultType": "streams",
                "result": [{"stream": {"host": "compute-02", "container": "nova_compute"}, "values": [["1780387680104000000", SAID]]}],
            },
        }
    ),
    "oslo.log's JSON": json.dumps(
        {
            "message": "Instance failed to spawn: boom",
            "asctime": "2026-06-02 08:08:00,104",
            "levelname": "ERROR",
            "name": "nova.compute.manager",
            "context": {"request_id": "req-5a", "instance_uuid": "7c9e"},
        }
    ),
}


LOKI = ("Loki's client", "Loki's client, as JSON", "Loki's API")


@pytest.mark.parametrize("wrapper", WRAPPED)
def test_a_record_is_the_same_whatever_shipped_it(wrapper: str) -> None:
    found = header(unwrapped(WRAPPED[wrapper]))
    assert found
    assert (found.level, found.module, found.requests) == (Level.ERROR, "nova.compute.manager", ("req-5a",))
    assert found.message.endswith("Instance failed to spawn: boom")
    assert "7c9e" in (*found.instances, found.message)
    assert found.time is not None


@pytest.mark.parametrize("wrapper", ["journal", "journal, as bytes", "syslog", "rsyslog", "fluentd", *LOKI])
def test_the_host_that_a_wrapper_names_is_known(wrapper: str) -> None:
    found = header(unwrapped(WRAPPED[wrapper]))
    assert found
    assert found.host == "compute-02"


def test_streams_of_loki_are_put_in_the_order_of_time() -> None:
    streams = [
        {"stream": {"host": host}, "values": [[time, host]]}
        for host, time in (("late", "1780387690000000000"), ("soon", "1780387680000000000"))
    ]
    text = json.dumps({"data": {"resultType": "streams", "result": streams}})
    assert [line.split()[1] for line in unwrapped(text).split("\n")] == ["soon", "late"]


def test_what_only_looks_like_lokis_answer_stays_as_it_is() -> None:
    text = '{"status":"success","data":{"resultType":"streams","result":[{"stream":"x","values":[["1",2]]}]}}'
    assert unwrapped(text) == text


def test_parts_of_a_long_line_are_put_together() -> None:
    stamp = "2026-06-02T08:08:00.104123456Z stdout"
    assert unwrapped(f"{stamp} P one \n{stamp} F two") == "one two"


def test_the_traceback_of_a_json_record_follows_it() -> None:
    record = json.dumps(
        {"message": "failed", "levelname": "ERROR", "name": "nova", "asctime": "2026-06-02 08:08:00", "traceback": ["a", "b"]}
    )
    assert unwrapped(record).split("\n")[1:] == ["a", "b"]


@pytest.mark.parametrize(
    "line", ['{"a": 1}', "{not json}", '{"MESSAGE": [1, 999]}', '{"log": ""}', "{" * 100, '{"MESSAGE": {"a": []}}', "[]"]
)
def test_what_is_no_wrapper_stays_as_it_is(line: str) -> None:
    assert unwrapped(line) == line


@pytest.mark.parametrize("time", ["9" * 5000, "9" * 20, 10**400, -1, 1e308, True, [], {}, "now"])
def test_a_time_that_is_none_hides_nothing(time: object) -> None:
    assert unwrapped(json.dumps({"MESSAGE": "boom", "__REALTIME_TIMESTAMP": time, "_HOSTNAME": "h"})).endswith("boom")


def of_libvirt(**fields: str) -> str:
    known = {"__REALTIME_TIMESTAMP": "1796063109567774", "_HOSTNAME": "compute-01", "_COMM": "libvirtd", "_PID": "126", "PRIORITY": "3"}
    source = {"LIBVIRT_SOURCE": "util.error", "CODE_FUNC": "virNetSocketReadWire", "CODE_LINE": "1793", "MESSAGE": "End of file"}
    return json.dumps(known | source | fields)


def test_libvirt_in_the_journal_is_as_in_its_files() -> None:
    text = unwrapped(of_libvirt())
    assert text == "2026-11-30T18:25:09.567774Z compute-01 libvirtd[126]: error : virNetSocketReadWire:1793 : End of file"
    found = header(text)
    assert found is not None
    assert (found.message, found.level, found.module, found.process) == ("End of file", Level.ERROR, "virNetSocketReadWire", "126")


@pytest.mark.parametrize("fields", [{"PRIORITY": "9"}, {"PRIORITY": ""}, {"CODE_LINE": "x"}, {"CODE_FUNC": "f : g"}])
def test_a_level_that_cannot_be_told_is_left_out(fields: dict[str, str]) -> None:
    assert unwrapped(of_libvirt(**fields)).endswith("libvirtd[126]: End of file")


@pytest.mark.parametrize("path", ["sosreport-compute-02/var/log/messages", "/var/log/nova/nova-compute.log.1", "nova-compute.log"])
@pytest.mark.parametrize("number", ["", "17:"])
def test_the_name_of_the_file_that_grep_puts_before_a_line_is_taken_off(path: str, number: str) -> None:
    line = "Nov 21 10:00:00 compute-02 nova_compute[9]: 2026-11-21 10:00:00.104 2 ERROR nova.a [-] boom /var/log/x.log"
    assert unwrapped(f"{path}:{number}{line}") == line


def test_lines_that_a_mailer_has_broken_within_a_header_are_put_together() -> None:
    text = (
        "2026-11-21 10:00:00.000 7 ERROR nova.a [None\nreq-5a a b] [instance:\n7c9e] it is\nfull\n"
        "2026-11-21 10:00:01.000 7 ERROR nova.a [-] next\nline"
    )
    assert rejoined(text, lambda line: header(line) is not None).split("\n") == [
        "2026-11-21 10:00:00.000 7 ERROR nova.a [None req-5a a b] [instance: 7c9e] it is full",
        "2026-11-21 10:00:01.000 7 ERROR nova.a [-] next line",
    ]


def test_lines_that_go_on_elsewhere_stay_as_they_are() -> None:
    text = "2026-11-21 10:00:00.000 7 ERROR nova.a [-] it is\nfull"
    assert rejoined(text, lambda line: header(line) is not None) == text
