"""A table of signed numbers as a picture: blue above zero, orange below, clear at zero, in light and in dark."""

from __future__ import annotations

import base64
import io

from unstuck.doctor.pictured import Grid

POSITIVE, NEGATIVE = (37, 112, 235), (226, 116, 12)
STRONGER = 0.7  # a power below 1: small entries are seen beside large ones


def data_uri(grid: Grid) -> str:
    """Write a map as a PNG inside an address, a pixel for each cell."""
    from PIL import Image

    height, width = len(grid), len(grid[0])
    pixels = bytearray()
    for row in grid:
        for value in row:
            pixels += bytes(
                (*(POSITIVE if value > 0 else NEGATIVE), round(255 * min(1.0, abs(value) / 100) ** STRONGER))
            )
    file = io.BytesIO()
    Image.frombytes("RGBA", (width, height), bytes(pixels)).save(file, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def size(grid: Grid, most: int = 168) -> tuple[int, int]:
    """Choose the width and the height at which a map is shown, so that its cells are square where there is room."""
    height, width = len(grid), len(grid[0])
    cell = max(3, min(16, most // max(width, 1), most // max(height, 1)))
    return width * cell, height * cell
