"""Let the doctor read the real cases, and count what it found.

    python benchmarks/doctor/cases/score.py [open|sealed|more|FOLDER ...] [--timeout 60] [--jobs 2]
    python benchmarks/doctor/cases/score.py more --quick --every 1/5           # a fifth, without rounds of repair
    python benchmarks/doctor/cases/score.py open more --quick --repaired       # the repaired scripts: alarms

The open half and those that came later are told case by case, the sealed half in totals only, so that no rule can be
tuned to it.

A fault counts as found by line when a finding stands on its line (or a line as good), by code when such a finding has
its code (or one as good). A finding on no fault's line and with no fault's code is a false alarm, unless it is only
suspected, follows from another, or is tolerated. A case is proved if the doctor says that its repairs are.

With `--quick` no repairs are tried, and each script is examined in a process forked from one that has everything
imported: a fraction of the time, and the faults that come to light behind a repair are not counted.
"""

import argparse
import concurrent.futures
import fnmatch
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
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
    seconds: float
    failed: tuple[str, ...] = ()  # what could not be looked for
    unproved: str = ""  # why its repairs are not proved

    @property
    def whole(self) -> bool:
        """Whether nothing is amiss."""
        return self.understood and self.faults == self.lines == self.codes and not (self.alarms or self.failed)

    def __str__(self) -> str:
        alarms = "  false alarms: " + ", ".join(self.alarms) if self.alarms else ""
        verdict = "" if self.understood else "  not understood"
        proved = "  proved" if self.proved else ""
        return (
            f"{self.name:28} line {self.lines}/{self.faults}  code {self.codes}/{self.faults}"
            f" {self.seconds:5.1f} s{proved}{verdict}{alarms}{''.join('  ' + note for note in self.failed)}"
        )


def score(name: str, facts: dict[str, Any], script: dict[str, Any], seconds: float = 0.0) -> Score:
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
    failed = tuple(note for note in script.get("left_out", ()) if "could not be looked for" in note)
    unproved = "" if proved else why_unproved(script)
    return Score(name, understood, len(facts["faults"]), lines, codes, alarms, proved, seconds, failed, unproved)


def why_unproved(script: dict[str, Any]) -> str:
    """Say in a few words why no repair of a script is proved."""
    notes = " ".join(script.get("left_out", ()))
    if script["verdict"] != "faulty":
        return "nothing found"
    if "leave a fault behind" in notes:
        return "a fault is left"
    if "could not be trained" in notes:
        return "no time to train, or no way"
    return "training does not show it" if script.get("proof") else "no repair helps"


def asked(script: Path, timeout: float) -> dict[str, Any]:
    """Ask the command, as a user does."""
    program = [sys.executable, "-c", "from unstuck.cli import main; main()"]
    command = [*program, "check", str(script), "--format", "json", "--timeout", str(timeout)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1, 3):
        sys.exit(f"{' '.join(command)} ended with {run.returncode}:\n{run.stderr}")
    report: dict[str, Any] = json.loads(run.stdout)["scripts"][0]
    return report


def forked(script: Path, timeout: float) -> dict[str, Any]:
    """Examine a script in a process forked from this one, which must have no threads; try no repairs."""
    from unstuck.doctor.check import TRACED
    from unstuck.doctor.child import main as examine_in_child
    from unstuck.doctor.findings import Report, ScriptReport
    from unstuck.doctor.visit import MEMORY, STARTING
    from unstuck.report.json import as_record

    with tempfile.TemporaryDirectory(prefix="unstuck-") as scratch:
        order, result = Path(scratch) / "order.json", Path(scratch) / "result.json"
        options = {"repair": False, "timeout": timeout}
        told = {"do": "examine", "options": options, "seconds": min(TRACED, timeout / 2)}
        order.write_text(json.dumps(told), encoding="utf-8")
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            try:
                os.chdir(script.parent)
                os.environ |= {"MPLBACKEND": "Agg", "MPLCONFIGDIR": scratch, "TMPDIR": scratch}
                os.dup2(os.open(order, os.O_RDONLY), 0)
                os.dup2(os.open(result, os.O_WRONLY | os.O_CREAT), 1)
                os.dup2(os.open(os.devnull, os.O_RDWR), 2)
                sys.path[0] = str(script.parent)
                sys.argv[:] = ["child", str(script), scratch, str(MEMORY)]
                examine_in_child()
            finally:
                os._exit(1)
        while os.waitpid(child, os.WNOHANG)[0] == 0:
            if time.monotonic() - began > timeout + STARTING:
                os.kill(child, 9)
                os.waitpid(child, 0)
                break
            time.sleep(0.02)
        if result.exists() and result.stat().st_size:
            report = ScriptReport.from_json(json.loads(result.read_text(encoding="utf-8")))
            record: dict[str, Any] = as_record(Report(0.0, (report,)))["scripts"][0]
            return record
    return {"verdict": "crashed", "findings": []}


def examine(path: Path, timeout: float, quick: bool = False, repaired: bool = False) -> Score:
    """Score a case by its facts; as it is repaired it has no faults, and what was tolerated still is."""
    facts = json.loads(path.read_text(encoding="utf-8"))
    script = path.with_suffix(".repaired.py" if repaired else ".py").resolve()
    if repaired:
        facts = {"faults": [], "tolerated": facts.get("tolerated", [])}
    began = time.monotonic()
    report = (forked if quick else asked)(script, timeout)
    return score(path.stem, facts, report, time.monotonic() - began)


def chosen(arguments: argparse.Namespace) -> list[Path]:
    """List the cases that are asked for, by their facts."""
    paths = [
        p for half in arguments.half for p in sorted((FOLDER / half if half in HALVES else Path(half)).glob("*.json"))
    ]
    paths = [p for p in paths if any(fnmatch.fnmatch(p.stem, glob) for glob in arguments.only.split(","))]
    if arguments.repaired:
        paths = [p for p in paths if p.with_suffix(".repaired.py").exists()]
    part, parts = map(int, arguments.every.split("/"))
    return paths[part - 1 :: parts]


def _counted(scores: list[Score]) -> str:
    whys = Counter(one.unproved for one in scores if one.faults and not one.proved)
    found = Counter(one.unproved for one in scores if one.faults == one.lines and one.faults and not one.proved)
    return ", ".join(f"{why} {count} ({found[why]} with all lines right)" for why, count in whys.most_common())


HALVES = ("open", "sealed", "more")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("half", nargs="*", default=["open"], help="open, sealed, more, or a folder of cases")
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="no repairs, and no new process for each")
    parser.add_argument("--repaired", action="store_true", help="the scripts as they were repaired by hand")
    parser.add_argument("--only", default="*", metavar="GLOBS", help="cases whose name matches, with commas")
    parser.add_argument("--every", default="1/1", metavar="K/M", help="the Kth of every M cases")
    parser.add_argument("--amiss", action="store_true", help="tell only those where something is amiss")
    arguments = parser.parse_args()
    paths = chosen(arguments)
    if not paths:
        sys.exit("no such cases")
    if arguments.quick:  # before any process is forked: what each of them would import
        import autograd.numpy  # noqa: F401

        import unstuck.doctor.examination  # noqa: F401
        from unstuck.doctor.faults import catalogue

        catalogue()
    pools = concurrent.futures.ProcessPoolExecutor if arguments.quick else concurrent.futures.ThreadPoolExecutor
    scores = []
    with pools(arguments.jobs) as pool:
        waiting = [pool.submit(examine, p, arguments.timeout, arguments.quick, arguments.repaired) for p in paths]
        for each in waiting:
            one = each.result()
            scores.append(one)
            if "sealed" not in arguments.half and not (arguments.amiss and one.whole):
                print(one, flush=True)
    faults, faulty = sum(one.faults for one in scores), sum(one.faults > 0 for one in scores)
    seconds = sorted(one.seconds for one in scores)
    shares = [
        f"{' '.join(arguments.half)}: {len(scores)} cases, {faults} faults",
        *([f"right line {sum(one.lines for one in scores) / faults:.0%}"] if faults else []),
        *([f"right code {sum(one.codes for one in scores) / faults:.0%}"] if faults else []),
        f"understood {sum(one.understood for one in scores) / len(scores):.0%}",
        *([f"repaired and proved {sum(one.proved for one in scores) / faulty:.0%} of {faulty}"] if faulty else []),
        *([] if arguments.quick or not faulty else [f"the others: {_counted(scores)}"]),
        f"false alarms {sum(len(one.alarms) for one in scores)}",
        f"median {seconds[len(seconds) // 2]:.1f} s, 95 % under {seconds[int(0.95 * (len(seconds) - 1))]:.1f} s",
    ]
    print("; ".join(shares))


if __name__ == "__main__":
    main()
