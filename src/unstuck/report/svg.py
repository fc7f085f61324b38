"""Drawings in SVG, in the colours of the page: the network, angles, curves, histograms. Text in them is escaped."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from unstuck.doctor.pictured import Curve, LayerPicture, LayerSpread
from unstuck.report.characters import one_line
from unstuck.report.scale import axis_for

UNITS = 7  # circles of a layer that are drawn
ROW, WIDTH = 74, 400  # of the drawing of a network
CHART = (360, 210)
MARGIN = (46, 14, 10, 30)  # left, right, top, bottom


def network(layers: Sequence[LayerPicture], loss: str) -> Markup:
    """Draw the layers from the inputs (above) to the loss (below).

    The connections of weights whose gradient is wrong are drawn in the colour of a fault.
    """
    widths = [layers[0].inputs, *(layer.outputs for layer in layers)]
    labels = [
        "inputs",
        *(_plural(layer.outputs, "unit") + (f", {layer.activation}" if layer.activation else "") for layer in layers),
    ]
    if layers[0].inputs:
        labels[0] = _plural(layers[0].inputs, "input")
    middles = [34 + ROW * i for i in range(len(widths))]
    columns = [_columns(width) for width in widths]
    out = []
    for i, layer in enumerate(layers):
        kind = "wrong" if layer.wrong else "wire"
        out += [
            f'<line class="{kind}" x1="{a}" y1="{middles[i] + 9}" x2="{b}" y2="{middles[i + 1] - 9}"/>'
            for a in columns[i]
            for b in columns[i + 1]
        ]
        if layer.weights:
            place = middles[i] + ROW / 2 + (-3 if layer.wrong else 4)
            out.append(_text(232, place, _short(layer.weights, 24), "bad" if layer.wrong else "soft"))
            if layer.wrong:  # on a line of its own: names may be long
                out.append(_text(232, place + 15, "gradient wrong", "bad"))
    for y, xs, width, label in zip(middles, columns, widths, labels, strict=True):
        if width:
            out += [f'<circle class="unit" cx="{x}" cy="{y}" r="8"/>' for x in xs]
        if width > UNITS or not width:  # some are left out, or it is not known how many there are
            out.append(_text(112, y + 5, "···", "soft", "middle"))
        out.append(_text(232, y + 4, label))
    end = middles[-1] + 46
    out += [f'<line class="wire" x1="112" y1="{middles[-1] + 9}" x2="112" y2="{end - 14}"/>']
    out += [f'<rect class="unit" x="12" y="{end - 14}" width="376" height="28" rx="6"/>']
    out.append(_text(200, end + 4, "loss: " + _short(loss or "not known", 46), anchor="middle"))
    return _drawing(WIDTH, end + 22, out, "The network: " + ", ".join(labels) + "; loss: " + loss, "network")


def _columns(width: int) -> list[float]:
    """Place the circles of a layer; a gap in the middle stands for those that are left out."""
    count = max(1, min(width, UNITS - 1 if width > UNITS else UNITS))
    places = UNITS if width > UNITS else count
    step = 28
    xs = [112 + step * (i - (places - 1) / 2) for i in range(places)]
    return [x for x in xs if x != 112] if width > UNITS else xs


def dial(cosine: float | None) -> Markup:
    """Draw the angle between the way downhill (to the right) and the step."""
    if cosine is None:
        return _drawing(96, 56, ['<circle class="dot" cx="48" cy="48" r="4"/>'], "The parameter did not move", "dial")
    angle = math.acos(min(1.0, max(-1.0, cosine)))
    x, y = 48 + 38 * math.cos(angle), 48 - 38 * math.sin(angle)
    kind = "good" if angle < math.radians(8) else "bad"
    out = [
        '<path class="arc" d="M 10 48 A 38 38 0 0 1 86 48"/>',
        '<line class="down" x1="48" y1="48" x2="86" y2="48"/>',
        f'<line class="hand {kind}" x1="48" y1="48" x2="{x:.1f}" y2="{y:.1f}"/>',
        f'<circle class="tip {kind}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>',
    ]
    return _drawing(96, 56, out, f"The step is {math.degrees(angle):.0f} degrees off the way downhill", "dial")


# -- curves


def chart(
    title: str, curves: Sequence[Curve], what: str, percent: bool, constant: float | None = None
) -> Markup | None:
    """Draw a loss or a score of several runs by the number of updates; None if there is no number in them.

    Parameters
    ----------
    title : str
    curves : sequence of Curve
    what : "loss" or "score"
    percent : bool
        The values are shares.
    constant : float, optional
        Is drawn as a line: what the best answer gets that is the same for all rows.
    """
    seen = [v for each in curves for v in getattr(each, what) if v is not None]
    if not seen:
        return None
    known = [constant] if constant is not None else []
    axis = axis_for([*seen, *known], percent)
    last = max((each.steps[-1] for each in curves if each.steps), default=1) or 1
    width, height = CHART
    left, right, top, bottom = MARGIN

    def place(step: float, value: float) -> tuple[float, float]:
        x = left + (width - left - right) * step / last
        return x, height - bottom - (height - top - bottom) * axis.share(value)

    out = []
    for tick in axis.ticks():
        _, y = place(0, tick)
        out.append(f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{width - right}" y2="{y:.1f}"/>')
        out.append(_text(left - 6, y + 4, axis.text(tick), "tick", "end"))
    out.append(_text(left, height - 10, "0", "tick", "middle"))
    out.append(_text(width - right, height - 10, f"{last:,} updates", "tick", "end"))
    if constant is not None:
        _, y = place(0, constant)
        out.append(f'<line class="constant" x1="{left}" y1="{y:.1f}" x2="{width - right}" y2="{y:.1f}"/>')
    compared = any(each.repaired for each in curves)
    for each in curves:
        kind = "after" if each.repaired else "before" if compared else "alone"
        for part in _unbroken(each, what):
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*p) for p in part))
            if len(part) == 1:
                x, y = place(*part[0])
                out.append(f'<circle class="tip {kind}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>')
            else:
                out.append(f'<polyline class="curve {kind}" points="{points}"/>')
    return _drawing(width, height, out, f"{title}, by the number of updates", "chart")


def _unbroken(curve: Curve, what: str) -> Iterator[list[tuple[float, float]]]:
    """Split a curve where it is not a number."""
    part: list[tuple[float, float]] = []
    for step, value in zip(curve.steps, getattr(curve, what), strict=True):
        if value is None:
            if part:
                yield part
            part = []
        else:
            part.append((step, value))
    if part:
        yield part


# -- histograms


def histogram(spread: LayerSpread) -> Markup:
    """Draw how the answers of a layer are spread, at the start (behind) and at the end."""
    width, height, floor = 300, 104, 84
    sides = [(name, side) for name, side in (("first", spread.first), ("last", spread.last)) if side is not None]
    peak = max(max(side.counts) for _, side in sides) or 1
    out = []
    for name, side in sides:
        step = (width - 8) / len(side.counts)
        for i, count in enumerate(side.counts):
            tall = (floor - 6) * math.sqrt(count / peak)  # a root, so that few answers are seen beside many
            inset = step * (0.08 if name == "first" else 0.28)
            if count:
                out.append(
                    f'<rect class="{name}" x="{4 + i * step + inset:.1f}" y="{floor - tall:.1f}" '
                    f'width="{step - 2 * inset:.1f}" height="{tall:.1f}"/>'
                )
    out.append(f'<line class="grid" x1="4" y1="{floor}" x2="{width - 4}" y2="{floor}"/>')
    out.append(_text(4, height - 5, f"{spread.low:.3g}", "tick"))
    out.append(_text(width - 4, height - 5, f"{spread.high:.3g}", "tick", "end"))
    return _drawing(width, height, out, "How the answers of the layer are spread at the start and at the end", "spread")


# -- parts


def _drawing(width: float, height: float, parts: Sequence[str], title: str, kind: str) -> Markup:
    head = f'<svg class="{kind}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
    return Markup(f'{head} aria-label="{escape(one_line(title))}">{"".join(parts)}</svg>')


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(one_line(text))}</text>'


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
