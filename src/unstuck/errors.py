"""The one error that this package raises for a mistake in what it was given."""


class InputError(ValueError):
    """Something that the user gave cannot be used.

    The message says what was found, where, what was expected and what to do; the command line prints it alone, without
    a traceback. It is a `ValueError`, so code that does not know this package can catch it.
    """
