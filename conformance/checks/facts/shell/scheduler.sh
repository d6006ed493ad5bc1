# Where nova-scheduler runs. The arguments: its configuration files.
say scheduler files "$@"
