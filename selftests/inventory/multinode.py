"""An inventory of the shape of Kolla-Ansible's multinode, hosts in a few groups, and many that say which services run on which."""

HOSTS = """
[control]
ctl[01:03] ansible_user=kolla

[network]
ctl01
ctl02

[inner-compute]
cmp[01:04]

[external-compute]
edge-1 ansible_host=192.0.2.201 ansible_port=2222 neutron_external_interface=eth7
edge-2:2223 ansible_host="192.0.2.202"

# Both kinds
[compute:children]
inner-compute
external-compute

[monitoring]

[storage:children]
control

[deployment]
localhost ansible_connection=local

[all:vars]
ansible_become=true
kolla_internal_vip_address="{{ vip | default('192.0.2.250') }}"

[compute:vars]
ansible_ssh_common_args='-o ProxyJump=jump -o "User=a b"'
"""

_ON = {
    "baremetal": ("control", "network", "compute", "storage", "monitoring"),
    "common": ("baremetal",),
    "loadbalancer": ("network",),
    "nova": ("control",),
    "nova-api": ("nova",),
    "nova-scheduler": ("nova",),
    "nova-cell": ("compute", "nova-cell-control"),
    "nova-cell-control": ("control",),
    "neutron": ("network",),
    "neutron-l3-agent": ("neutron",),
    "openvswitch": ("network", "compute"),
    "grafana": ("monitoring",),
}

MULTINODE = HOSTS + "".join(f"\n[{name}:children]\n" + "".join(f"{group}\n" for group in groups) for name, groups in _ON.items())
