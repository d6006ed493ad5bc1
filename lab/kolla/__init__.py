"""Nodes as Kolla-Ansible deploys them: services in containers of an engine of the node's own, started by units of systemd."""
