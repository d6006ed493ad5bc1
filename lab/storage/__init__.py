"""Volumes and shared storage, in a lab with `--storage ceph` or `ceph-volumes`: Ceph on a node of its own, its clients, and Cinder."""
