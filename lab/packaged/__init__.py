"""The shape of Debian's packages: services are units of systemd, and log to the journal."""
