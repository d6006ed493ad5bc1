"""What is known of an instance: from its console, its network, libvirt on the hosts, Placement; and what it needs in the cloud."""
