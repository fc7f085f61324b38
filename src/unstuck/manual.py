"""How a command's help looks, and how its options are declared."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand

OTHER = "Other"


class Manual(TyperCommand):
    """A command whose help is a page of plain text, its options in groups (those of `rich_help_panel`).

    Drawing the same with boxes and colours takes longer than `--help` is allowed to.
    """

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options, a section for each group."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record and parameter.param_type_name == "option":  # arguments are explained above
                groups.setdefault(getattr(parameter, "rich_help_panel", None) or OTHER, []).append(record)
        for group in sorted(groups, key=OTHER.__eq__):
            with formatter.section(group):
                formatter.write_dl(groups[group], col_max=26)


def option(group: str, metavar: str | None, text: str, *names: str) -> Any:
    """Declare an option: the group it is shown in, what its value is called, its help, and its names."""
    return typer.Option(*names, metavar=metavar, help=text, rich_help_panel=group)
