"""A tracer that begins late: what spoils a long run lies far behind the first updates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from unstuck.doctor.script import Sites
from unstuck.doctor.trace import Limits
from unstuck.doctor.tracing.tracer import Tracer


class LateTracer(Tracer):
    """A tracer that sleeps until the operation at a place has been done so many times."""

    def __init__(self, sites: Sites, limits: Limits | None, site: int, times: int):
        super().__init__(sites, limits)
        self.site = site
        self.left = times
        self.loops.asleep += 1

    def names(self) -> dict[str, Callable[..., Any]]:
        """List the injected functions by name; each counts, as the place may be one of any kind."""
        return {name: self.counted(function) for name, function in super().names().items()}

    def counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Wake up before an operation, if it is the one."""

        def operation(site: Any, /, *args: Any, **kwargs: Any) -> Any:
            if site == self.site and self.left > 0:
                self.left -= 1
                if not self.left:
                    self.loops.asleep -= 1
            return function(site, *args, **kwargs)

        return operation
