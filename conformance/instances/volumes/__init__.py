"""What is claimed of an instance's volumes: by Nova, Cinder, its domain, and the guest itself."""
