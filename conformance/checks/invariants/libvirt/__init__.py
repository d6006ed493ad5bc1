"""Libvirt, QEMU and KVM, and how guests are confined."""
