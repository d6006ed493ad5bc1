"""The cloud's own services and records: Nova, Placement, Neutron, Cinder."""
