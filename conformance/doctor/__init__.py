"""Whether a site is ready for a run: the cloud, its rights, the profile, every host and every service on it. Nothing is changed."""
