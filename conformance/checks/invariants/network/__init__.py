"""Neutron on the hosts, and names."""
