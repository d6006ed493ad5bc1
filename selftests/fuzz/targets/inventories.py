"""Inventories: a mistake in one is a line that says where, whatever the file holds."""

import pytest
from hypothesis import strategies as st

from conformance.inventory.ansible import VARIABLE
from conformance.inventory.inventory import read_inventory
from conformance.model.errors import UsageProblem
from selftests.fuzz.files import one_line, written
from selftests.fuzz.mutation import edited_lines
from selftests.fuzz.target import FuzzTarget

_INI = """
# Kolla-Ansible's multinode
[control]
control[01:03]

[compute]
compute01 ansible_host=192.0.2.1 ansible_port=2222 ansible_user=kolla
compute02 ansible_host=192.0.2.2 ansible_become=true
compute[03:09:2] ansible_ssh_common_args='-o ProxyJump=bastion -o "User=a b"'
rack[a:c]-[1:2]

[external-compute:children]
compute
edge

[edge]
edge-1 ansible_connection=local

[all:vars]
ansible_user=root
ansible_ssh_extra_args="-F /dev/null"

[compute:vars]
some={'a': [1, 2]}
"""

_YAML = """
all:
  vars: {ansible_user: root}
  children:
    control: {hosts: {control01: , control02: {ansible_host: 192.0.2.9}}}
    compute:
      hosts:
        compute[01:03]:
        compute04: {ansible_host: 192.0.2.4, ansible_port: 22, ansible_become: "yes"}
      vars:
        <<: &common {ansible_ssh_common_args: "-o ProxyJump=bastion"}
    other:
      children:
        compute: {}
        edge: {hosts: {edge-1: {<<: *common, secret: !vault "x"}}}
"""


def check(given: tuple[str, str]) -> None:
    """The file is an inventory, or is refused in one line, by what the suite reads itself."""
    name, text = given
    with written(text, name) as path, pytest.MonkeyPatch.context() as patched:
        patched.setenv(VARIABLE, "")
        try:
            read_inventory(path)
        except UsageProblem as problem:
            one_line(str(problem))


_INPUTS = st.one_of(
    st.tuples(st.just("hosts"), edited_lines([_INI])),
    st.tuples(st.just("hosts.yaml"), edited_lines([_YAML])),
    st.tuples(st.sampled_from(("hosts", "hosts.json")), edited_lines([_INI, _YAML])),
)

TARGET = FuzzTarget("inventories", _INPUTS, check)
