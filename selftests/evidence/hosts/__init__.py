"""Tests of reading hosts, over a real sshd."""
