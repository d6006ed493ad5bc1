"""What goes wrong in the lab, said to the person who runs it."""


class LabError(Exception):
    """One line: what failed, where its log is, what to do."""
