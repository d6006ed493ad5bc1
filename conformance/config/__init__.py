"""Profiles: how a site deploys OpenStack, what may be done to it, and what is expected of its hosts."""
