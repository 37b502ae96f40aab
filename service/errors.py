"""The root of every error this project raises on purpose. It imports nothing."""


class IepdocsError(Exception):
    """Never raised itself: catch it to catch all of ours.

    Subclasses hold data; the sentence for a person is made in `__str__` and names where, what and what to do,
    never a value of the case.
    """
