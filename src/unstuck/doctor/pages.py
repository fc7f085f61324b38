"""The pages of the faults: for `unstuck explain`, and as files in docs/faults."""

from __future__ import annotations

import re

from unstuck.doctor.faults import Fault, catalogue

_LIST_HEAD = """# The faults

What `unstuck check` can find. `unstuck explain CODE` shows the same pages in a terminal.

| code | name | what |
|---|---|---|"""
_MARK = re.compile(r"# [!?] (U\d{3})\b.*")


def page(fault: Fault) -> str:
    """Write the page of a fault in Markdown: its docstring, and the first script that has it."""
    parts = [f"# {fault.code} {fault.name}", f"**{fault.title}**", fault.page]
    examples: tuple[str, ...] = getattr(fault.module, "BROKEN", ())
    if examples:
        script = _MARK.sub(r"# <- \1", examples[0].strip("\n"))
        parts += ["## A script that has it", f"```python\n{script}\n```"]
    return "\n\n".join(parts) + "\n"


def file_name(fault: Fault) -> str:
    """Name the file of a fault's page."""
    return f"{fault.code}-{fault.name}.md"


def all_pages() -> dict[str, str]:
    """Write all files of docs/faults: name and text of each, the list README.md among them."""
    pages = {file_name(fault): _generated(f"faults/{_module(fault)}.py") + page(fault) for fault in catalogue()}
    rows = [f"| [{f.code}]({file_name(f)}) | {f.name} | {f.title} |" for f in catalogue()]
    pages["README.md"] = _generated("faults/") + "\n".join([_LIST_HEAD, *rows]) + "\n"
    return pages


def _module(fault: Fault) -> str:
    return fault.module.__name__.rpartition(".")[2]


def _generated(source: str) -> str:
    where = f"src/unstuck/doctor/{source}"
    return f"<!-- Generated from {where} by tools/build_fault_pages.py: change that, not this. -->\n\n"
