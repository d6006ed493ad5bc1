"""Running commands on compute hosts and in their containers: by SSH, locally, by Docker, Podman or kubectl; for a limited time."""
