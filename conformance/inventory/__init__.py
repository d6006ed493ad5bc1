"""Which compute hosts an Ansible inventory has, and how each is reached."""
