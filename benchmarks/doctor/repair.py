"""Have the doctor repair hundreds of spoilt scripts, and have somebody else look at what it did.

python benchmarks/doctor/repair.py [--only GLOB] [--codes U5] [--sample N --seed S] [--jobs 1] [--out FILE]

Repaired: there is a repair with which nothing is found any more. Proved: the doctor says that it has shown it by
training. The referee applies the diff with `git apply` and runs the script: *same* if all its numbers are those of the
script that was spoilt, *as good* if it reaches what that one reaches on two other seeds, else *wrong*. Sizes are the
lines that a diff shows, against those of the diff back to the original. Ctrl-C ends the run with the table of what was
answered.
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from behaviour import behaviour
from mutate import faults, learnt, write
from registry import Mutant
from source import Source

SEEDS = (101, 202)  # added to every seed that a script sets


@dataclass(frozen=True)
class Cured:
    """What came of a mutant."""

    mutant: Mutant
    found: bool
    repaired: bool
    proved: bool
    verdict: str  # of the referee: same, as good, wrong; empty if nothing was proved
    lines: int
    fewest: int
    seconds: float
    said: str


def ask(path: Path, limit: float) -> tuple[dict[str, Any], float]:
    """Run the command as a user does."""
    began = time.perf_counter()
    command = [str(Path(sys.executable).parent / "unstuck"), "check", path.name, "--format", "json"]
    done = subprocess.run(
        [*command, "--timeout", str(limit)],
        cwd=path.parent,
        capture_output=True,
        text=True,
        timeout=4 * limit,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return json.loads(done.stdout)["scripts"][0], time.perf_counter() - began


def patched(path: Path, diff: str) -> str | None:
    """Apply a diff as `git apply` does; None if it does not take it."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / path.name
        copy.write_bytes(path.read_bytes())
        done = subprocess.run(["git", "apply", "-"], input=diff.encode(), cwd=name, capture_output=True, check=False)
        return copy.read_text() if done.returncode == 0 else None


def other_seed(text: str, number: int) -> str:
    """Set other seeds: wherever a whole number is given to something that is called a seed."""
    call = re.compile(r"((?:seed|default_rng|RandomState)\(|random_state=)(\d+)")
    return call.sub(lambda found: f"{found[1]}{int(found[2]) + number}", text)


def judged(source: Source, text: str) -> str:
    """Compare a repaired script with the one that was spoilt."""
    beside, score = source.path.parent, source.notes["score"]
    original, ours = behaviour(source.text, beside, score), behaviour(text, beside, score)
    if not ours.crash and ours.same_as(original):
        return "same"
    for number in SEEDS:
        right = behaviour(other_seed(source.text, number), beside, score)
        mine = behaviour(other_seed(text, number), beside, score)
        if learnt(source, right) and (mine.crash or not learnt(source, mine)):
            return "wrong"
    return "as good" if not ours.crash and learnt(source, ours) else "wrong"


def changed_lines(old: str, new: str) -> int:
    """Count the lines that a diff shows as gone or come."""
    diff = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
    return sum(line[:1] in "+-" and line[:3] not in ("+++", "---") for line in diff)


def cure(source: Source, mutant: Mutant, folder: Path, limit: float) -> Cured:
    """Ask for a repair, and judge it."""
    path = write(source, mutant, folder)
    fewest = changed_lines(mutant.text, source.text)
    try:
        script, seconds = ask(path, limit)
    except (subprocess.TimeoutExpired, json.JSONDecodeError, KeyError, IndexError) as error:
        return Cured(mutant, False, False, False, "", 0, fewest, 4 * limit, f"no report: {type(error).__name__}")
    sure = [f for f in script["findings"] if f["certainty"] != "suspected"]
    proved = bool(script["diff"])
    verdict, lines = "", 0
    if proved:
        text = patched(path, script["diff"])
        verdict = judged(source, text) if text is not None else "wrong"
        lines = changed_lines(mutant.text, text or "")
    said = (script["proof"] or {}).get("message") or script["message"]
    left = any(note.startswith("the repairs leave a fault behind") for note in script["left_out"])
    repaired = any(f["fix"] for f in sure) and not left
    return Cured(mutant, bool(sure), repaired, proved, verdict, lines, fewest, seconds, said)


def table(cured: list[Cured]) -> str:
    """Say in text how it went, a line a code."""
    groups: dict[str, list[Cured]] = defaultdict(list)
    for each in cured:
        groups[each.mutant.codes[0]].append(each)
    lines = [f"{'code':6}{'mutants':>8}{'found':>7}{'repaired':>10}{'proved':>8}{'same':>6}{'as good':>9}{'wrong':>7}"]

    def row(name: str, some: list[Cured]) -> str:
        verdicts = [sum(c.verdict == kind for c in some) for kind in ("same", "as good", "wrong")]
        counts = [sum(c.found for c in some), sum(c.repaired for c in some), sum(c.proved for c in some), *verdicts]
        widths = (7, 10, 8, 6, 9, 7)
        return f"{name:6}{len(some):8}" + "".join(f"{n:{w}}" for n, w in zip(counts, widths, strict=True))

    lines += [row(code, groups[code]) for code in sorted(groups)]
    lines.append(row("all", cured))
    proved = [c for c in cured if c.proved]
    if proved:
        ours, least = (statistics.median(sizes) for sizes in ([c.lines for c in proved], [c.fewest for c in proved]))
        equal = sum(c.lines <= c.fewest for c in proved)
        lines.append(
            f"lines of a patch: median {ours:g}, of the smallest known {least:g}; no larger in {equal} of {len(proved)}"
        )
    seconds = sorted(c.seconds for c in cured if c.repaired)
    if seconds:
        lines.append(f"seconds with a repair: median {statistics.median(seconds):.1f}, most {seconds[-1]:.1f}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="*", metavar="GLOB", help="scripts, or mutants, whose name matches")
    parser.add_argument("--codes", default="U", help="codes or their beginnings, with commas: U5,U601")
    parser.add_argument("--jobs", type=int, default=1, help="at a time; the proof itself uses all cores")
    parser.add_argument("--sample", type=int, metavar="N", help="so many mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--timeout", type=float, default=60, help="seconds for each script, as in `unstuck check`")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the table there")
    options = parser.parse_args()
    chosen = faults(options.only, options.codes, options.jobs)
    if options.sample and options.sample < len(chosen):
        chosen = random.Random(options.seed).sample(chosen, options.sample)
    cured: list[Cured] = []
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(options.jobs) as pool:
        try:
            for each in pool.map(lambda pair: cure(pair[0], pair[1], Path(name), options.timeout), chosen):
                cured.append(each)
                state = each.verdict or ("repaired" if each.repaired else "found" if each.found else "missed")
                print(
                    f"{len(cured)}/{len(chosen)} {state:8} {each.mutant.name} {'/'.join(each.mutant.codes)} "
                    f"[{each.seconds:.0f} s] {each.said}",
                    file=sys.stderr,
                    flush=True,
                )
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
    text = table(cured)
    print(text)
    if options.out:
        options.out.write_text(text + "\n")


if __name__ == "__main__":
    main()
