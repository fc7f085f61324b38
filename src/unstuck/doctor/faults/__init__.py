"""One file a fault: its page (the docstring), its rule, and scripts that have it or nearly have it.

A file holds

* a docstring: title, then the headings *What happens*, *Why it stops learning*, *How we know*, *The repair*, *When this is fine*;
* `BROKEN`: scripts with the fault, the faulty line marked by a comment: `# ! U301`, or `# ? U505` where it can only be
  suspected;
* `HEALTHY`: near misses in which nothing may be found;
* `diagnose(case)`, which yields the findings.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from types import ModuleType


@dataclass(frozen=True)
class Fault:
    """A fault of the catalogue: code (U301), name (softmax-over-samples), one-line title, and its page in Markdown."""

    code: str
    name: str
    title: str
    page: str
    module: ModuleType


@cache
def catalogue() -> tuple[Fault, ...]:
    """Read all faults from the files of this folder, in the order of their codes."""
    found = []
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        if info.name[0] == "u" and info.name[1:4].isdigit():
            module = importlib.import_module(f"{__name__}.{info.name}")
            code, _, name = info.name.partition("_")
            title, _, page = (module.__doc__ or "").partition("\n")
            found.append(Fault(code.upper(), name.replace("_", "-"), title.strip(), page.strip(), module))
    return tuple(found)
