"""Hosts made of namespaces on one machine: their network, their files, the programs that run in them."""
