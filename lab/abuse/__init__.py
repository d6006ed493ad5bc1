"""What a run of the suites must bear: being killed at any moment, and an API that stumbles. Drives both, as their user."""
