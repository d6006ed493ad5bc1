"""The cloud under test and how to reach it: profile, inventory, hosts, API, and what is discovered of it."""
