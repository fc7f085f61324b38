"""Spoil the repaired scripts of the cases at random, each in one place, and see whether the doctor names the line.

    python benchmarks/doctor/cases/spoil.py [--sample 60] [--seed 0] [--timeout 45] [--jobs 2]

The operators of `mutate.py` know what they spoil, from annotations of twenty scripts. These know nothing: they leave
out a factor, turn a sign, drop a transposition, in hundreds of scripts by as many hands, wherever the text allows it. A
mutant counts if the script's own score is clearly worse with it. Many are mistakes that nobody would make, so the share
of lines that are named says less than what it is made of: each miss is printed, to be read.
"""

import argparse
import ast
import concurrent.futures
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent))

from behaviour import behaviour  # noqa: E402 - a neighbour of this folder
from score import examine  # noqa: E402

TRIES = 8  # mutations of a script, of which the first that hurts is taken
HIGHER, LOWER = 0.05, 1.5  # a score that should be high falls by this share; one that should be low, to this multiple


@dataclass(frozen=True)
class Spoilt:
    """A script with one mutation: its kind, its line, and that line before and after."""

    kind: str
    line: int
    text: str
    before: str
    after: str


class Places:
    """A script, whose expressions are replaced by their exact span."""

    def __init__(self, text: str):
        self.text, self.starts = text, [0]
        self.lines = text.splitlines(keepends=True)
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))
        self.tree = ast.parse(text)
        self.parent = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def read(self, node: Any) -> str:
        return self.text[self.at(node.lineno, node.col_offset) : self.at(node.end_lineno, node.end_col_offset)]

    def replace(self, kind: str, node: Any, new: str) -> Spoilt:
        start, end = self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)
        text = self.text[:start] + new + self.text[end:]
        lines = (each.splitlines()[node.lineno - 1].strip() for each in (self.text, text))
        return Spoilt(kind, node.lineno, text, *lines)


def mutations(text: str) -> Iterator[Spoilt]:
    """List what can be exchanged in a script."""
    places = Places(text)
    read, replace = places.read, places.replace
    for node in ast.walk(places.tree):
        above = places.parent.get(node)
        match node:
            case ast.AugAssign(op=ast.Add() | ast.Sub()) if any(isinstance(n, ast.Mult) for n in ast.walk(node.value)):
                old, new = ("+=", "-=") if isinstance(node.op, ast.Add) else ("-=", "+=")
                yield replace("sign of an update", node, read(node).replace(old, new, 1))
                yield replace("no update", node, "pass")
            case ast.BinOp(op=ast.Mult()) if not isinstance(above, ast.AugAssign) and not _is_number(node):
                yield replace("without a factor", node, f"({read(node.left)})")
                yield replace("without a factor", node, f"({read(node.right)})")
            case ast.BinOp(op=ast.Div()) if not isinstance(node.left, ast.Constant):
                yield replace("not divided", node, f"({read(node.left)})")
            case ast.BinOp(op=ast.Sub()) if not isinstance(node.left, ast.Constant) and not _is_step(
                places, node, above
            ):
                yield replace("the wrong way round", node, f"(({read(node.right)}) - ({read(node.left)}))")
            case ast.Attribute(attr="T"):
                yield replace("not transposed", node, read(node.value))
            case ast.keyword(arg="axis", value=ast.Constant(value=0 | 1 as axis)):
                yield replace("another axis", node.value, str(1 - axis))
            case ast.Constant(value=float(value)) if 0 < value <= 1 and isinstance(
                above, ast.Assign | ast.keyword | ast.Call
            ):
                yield replace("a hundred times as much", node, repr(value * 100))
                yield replace("a hundredth", node, repr(value / 100))
            case ast.Subscript(slice=ast.BinOp(op=ast.Add() | ast.Sub(), right=ast.Constant()) as index):
                yield replace("another index", index, read(index.left))
            case ast.UnaryOp(op=ast.USub()) if not isinstance(node.operand, ast.Constant):
                yield replace("no minus", node, read(node.operand))
            case ast.Call(args=[only], keywords=[], func=ast.Name(id=name) | ast.Attribute(attr=name)) if (
                name in ("copy", "sigmoid", "tanh", "relu", "softmax") or "deriv" in name or "prime" in name
            ):
                yield replace("no function", node, f"({read(only)})")


def _is_number(node: ast.BinOp) -> bool:
    return isinstance(node.left, ast.Constant) or isinstance(node.right, ast.Constant)


def _is_step(places: Places, node: ast.BinOp, above: ast.AST | None) -> bool:
    """Say whether a difference is `w - step` in `w = w - step`, which nobody turns round."""
    return isinstance(above, ast.Assign) and places.read(above.targets[0]) == places.read(node.left)


def spoil(path: Path, facts: dict[str, Any], chance: random.Random) -> Spoilt | None:
    """Find a mutation that hurts, kind after kind; None if none of the first does."""
    text = path.read_text(encoding="utf-8")
    sound = behaviour(text, path.parent, facts["score"])
    if sound.crash or sound.score != sound.score:
        return None
    by_kind: dict[str, list[Spoilt]] = {}
    for each in mutations(text):
        by_kind.setdefault(each.kind, []).append(each)
    kinds = sorted(by_kind)
    chance.shuffle(kinds)
    for each in [chance.choice(by_kind[kind]) for kind in kinds][:TRIES]:
        run = behaviour(each.text, path.parent, facts["score"])
        if not run.crash and not run.same_as(sound) and _is_worse(run.score, sound.score, facts.get("better")):
            return each
    return None


def _is_worse(score: float, sound: float, better: str | None) -> bool:
    if score != score:
        return True
    if better == "lower":
        return score > LOWER * sound + 1e-6
    return sound - score > HIGHER * max(1.0, abs(sound))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=60, help="how many scripts")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--timeout", type=float, default=45)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    paths = sorted(path for half in ("open", "more") for path in FOLDER.glob(f"{half}/*.json"))
    paths = random.Random(arguments.seed).sample(paths, min(arguments.sample, len(paths)))
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:

        def told(path: Path) -> bool | None:
            facts = json.loads(path.read_text(encoding="utf-8"))
            sound = path.with_suffix(".repaired.py" if facts["faults"] else ".py")
            each = spoil(sound, facts, random.Random(f"{path.stem} {arguments.seed}"))
            if each is None:
                return None
            place = Path(folder) / path.name
            fault = {"code": "", "also": [], "line": each.line}
            place.write_text(json.dumps({"faults": [fault]}), encoding="utf-8")
            place.with_suffix(".py").write_text(each.text, encoding="utf-8")
            found = examine(place, arguments.timeout)
            if not found.lines:
                print(f"{path.stem} line {each.line}, {each.kind}: {each.before}  ->  {each.after}", flush=True)
                print(f"    told: {', '.join(found.alarms) or 'nothing'}", flush=True)
            return bool(found.lines)

        answers = [answer for answer in pool.map(told, paths) if answer is not None]
    print(f"{len(answers)} mutants that hurt, of {len(paths)} scripts; right line {sum(answers) / len(answers):.0%}")


if __name__ == "__main__":
    main()
