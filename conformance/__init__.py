"""Whether every compute host of an OpenStack cloud can run, restart, resize and exchange real instances - and if not, why."""
