"""Let the doctor read the real cases, and count what it found.

    python benchmarks/doctor/cases/score.py [open|sealed|more] [--timeout 60] [--jobs 2]

The open half and those that came later are told case by case, the sealed half in totals only, so that no rule can be
tuned to it.

A fault counts as found by line when a finding stands on its line (or a line as good), by code when such a finding has
its code (or one as good). A finding on no fault's line and with no fault's code is a false alarm, unless it is only
suspected, follows from another, or is tolerated. A case is proved if the doctor says that its repairs are.
"""

import argparse
import concurrent.futures
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Score:
    """What was found of one case."""

    name: str
    understood: bool
    faults: int
    lines: int
    codes: int
    alarms: tuple[str, ...]
    proved: bool

    def __str__(self) -> str:
        alarms = "  false alarms: " + ", ".join(self.alarms) if self.alarms else ""
        verdict = "" if self.understood else "  not understood"
        proved = "  proved" if self.proved else ""
        return (
            f"{self.name:28} line {self.lines}/{self.faults}  code {self.codes}/{self.faults}{proved}{verdict}{alarms}"
        )


def score(name: str, facts: dict[str, Any], script: dict[str, Any]) -> Score:
    """Hold the findings about a script against the facts of its case."""
    found = script["findings"]
    lines = codes = 0
    all_lines: set[int] = set()
    all_codes = set(facts.get("tolerated", []))
    for fault in facts["faults"]:
        here = {fault["line"], *fault.get("also_lines", [])}
        these = {fault["code"], *fault["also"]}
        lines += any(finding["line"] in here for finding in found)
        codes += any(finding["line"] in here and finding["code"] in these for finding in found)
        all_lines |= here
        all_codes |= these
    alarms = tuple(
        f"{finding['code']} on line {finding['line']}"
        for finding in found
        if finding["certainty"] != "suspected"
        and not finding["consequence_of"]
        and finding["line"] not in all_lines
        and finding["code"] not in all_codes
    )
    understood = script["verdict"] not in ("inconclusive", "crashed")
    proved = bool((script.get("proof") or {}).get("proved"))
    return Score(name, understood, len(facts["faults"]), lines, codes, alarms, proved)


def examine(path: Path, timeout: float) -> Score:
    program = [sys.executable, "-c", "from unstuck.cli import main; main()"]
    command = [*program, "check", str(path.with_suffix(".py")), "--format", "json"]
    run = subprocess.run([*command, "--timeout", str(timeout)], capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1, 3):
        sys.exit(f"{' '.join(command)} ended with {run.returncode}:\n{run.stderr}")
    facts = json.loads(path.read_text(encoding="utf-8"))
    return score(path.stem, facts, json.loads(run.stdout)["scripts"][0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("half", nargs="?", default="open", choices=["open", "sealed", "more"])
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    paths = sorted(FOLDER.glob(f"{arguments.half}/*.json"))
    scores = []
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for one in pool.map(lambda path: examine(path, arguments.timeout), paths):
            scores.append(one)
            if arguments.half != "sealed":
                print(one, flush=True)
    faults, faulty = sum(one.faults for one in scores), sum(one.faults > 0 for one in scores)
    print(
        f"{arguments.half}: {len(scores)} cases, {faults} faults; "
        f"right line {sum(one.lines for one in scores) / faults:.0%}, "
        f"right code {sum(one.codes for one in scores) / faults:.0%}, "
        f"understood {sum(one.understood for one in scores) / len(scores):.0%}, "
        f"repaired and proved {sum(one.proved for one in scores) / faulty:.0%} of {faulty}, "
        f"false alarms {sum(len(one.alarms) for one in scores)}"
    )


if __name__ == "__main__":
    main()
