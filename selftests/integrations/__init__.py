"""Files for pipelines and deployment tools: each is what its program takes, and does what it says over a fake cloud."""
