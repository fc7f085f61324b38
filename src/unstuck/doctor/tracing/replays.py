"""The operations of a trace that are no functions of the script's: what stands for them when it is replayed."""

from __future__ import annotations

from typing import Any

import numpy as np


class Method:
    """Call the method of this name."""

    def __init__(self, name: str):
        self.name = name

    def __call__(self, owner: Any, *args: Any, **kwargs: Any) -> Any:
        """Compute the value."""
        return getattr(owner, self.name)(*args, **kwargs)


class Several:
    """The value of a node that is a list of values: not an array, and NumPy does not try to make it one."""

    def __init__(self, values: Any):
        self.values = values
        self.rows: dict[Any, Any] = {}  # what is known of the rows in them, once it was asked

    def __getitem__(self, index: int) -> Any:
        """Take one of them."""
        return self.values[index]


class Overlay:
    """The new value of an array one relative of which, sharing its memory, was changed."""

    def __init__(self, mine: Any, theirs: Any, shape: tuple[int, ...]):
        self.mine, self.theirs, self.shape = mine, theirs, shape

    def __call__(self, old: Any, changed: Any) -> Any:
        """Compute the value."""
        size = int(max(self.mine.max(initial=0), self.theirs.max(initial=0))) + 1
        memory = np.zeros(size, dtype=np.asarray(old).dtype)
        memory[self.mine.ravel()] = np.asarray(old).ravel()
        memory[self.theirs.ravel()] = np.asarray(changed).ravel()
        return memory[self.mine].reshape(self.shape)


class Replaced:
    """A change in place that cannot be replayed: the value it had."""

    def __init__(self, value: Any):
        self.value = value

    def __call__(self, *_: Any, **__: Any) -> Any:
        """Compute the value."""
        return self.value


def set_item(array: Any, index: Any, value: Any) -> Any:
    """Return a copy of `array` in which `index` holds `value`."""
    array = np.array(array)
    array[index] = value
    return array


class Concatenator:
    """Replay `np.c_[...]` and `np.r_[...]`."""

    def __init__(self, which: Any):
        self.which = which

    def __call__(self, index: Any) -> Any:
        """Compute the value."""
        return self.which[index]
