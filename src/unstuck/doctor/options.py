"""What the user may say about how a script is to be examined."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """How to examine a script.

    `select` and `ignore` hold whole codes (U301); an empty `select` means all. `loss` and `parameters` are hints: names
    as they stand in the script. `timeout` is in seconds; `seed` goes to the generators that the script leaves unseeded.
    With `repair` repairs are tried and proved; with `course` the script is also run to its end; with
    `pictures` it is, for some seconds at least, even where no rule asks for it, so that its training can be drawn.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    loss: str | None = None
    parameters: tuple[str, ...] = ()
    timeout: float = 60.0
    seed: int | None = None
    repair: bool = True
    course: bool = True
    pictures: bool = False
