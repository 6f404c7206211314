"""What runs, with which parameters, when it is stale, and what happened."""


class Refused(Exception):
    """A request that cannot be carried out: says what is wrong and how to mend it."""
