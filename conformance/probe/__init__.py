"""What runs on a host, and how it is configured: services as their manager tells of them, and configuration files."""
