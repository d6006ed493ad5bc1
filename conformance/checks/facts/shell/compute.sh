# Where nova-compute runs. The arguments: its configuration files.
say options files "$@" </dev/null
