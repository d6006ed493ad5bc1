"""What is done with volumes: boot from them, attach, detach, extend, snapshot."""
