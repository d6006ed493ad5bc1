"""What the lab is made of, pinned: Debian's packages, and OpenStack's own from PyPI."""
