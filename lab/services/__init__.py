"""OpenStack, and what it stands on: which programs run on which node, with which configuration."""
