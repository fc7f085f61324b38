"""Ask the doctor about hundreds of spoilt scripts and dozens of sound ones, and count what it gets right.

python benchmarks/doctor/run.py [--only GLOB] [--codes U5] [--jobs 2] [--sample N --seed S] [--healthy] [--out FILE]

Found: some fault is reported with certainty (proved or measured). Right code: the code of the fault, or one that the
operator or the annotation declares equally fair. Right line: such a finding, or the first of those that are no
consequence of another, begins on a line of the mutation, exactly. False alarm: any finding in a sound script.
Understood: the verdict is neither inconclusive nor crashed. Seconds are those beyond the script's own, which the
unspoilt script took in the same run. Ctrl-C ends the run with the table of what was answered.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from mutate import CORRECT, HEALTHY, faults, write

SURE = ("proved", "measured")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Case:
    """A script to ask about, and what the answer should be: no codes for a sound one."""

    name: str
    path: Path
    codes: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    learns: bool = True


@dataclass(frozen=True)
class Answer:
    """What the doctor said about a case, and how much of it was right."""

    case: Case
    verdict: str
    findings: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0
    unchanged: bool = True
    message: str = ""
    own: float = 0.0

    @property
    def sure(self) -> list[dict[str, Any]]:
        return [f for f in self.findings if f["certainty"] in SURE]

    @property
    def understood(self) -> bool:
        return self.verdict in ("faulty", "healthy")

    @property
    def found(self) -> bool:
        return bool(self.sure)

    @property
    def right_code(self) -> bool:
        return any(f["code"] in self.case.codes for f in self.sure)

    @property
    def right_line(self) -> bool:
        named = [f for f in self.sure if f["code"] in self.case.codes]
        roots = [f for f in self.sure if f["consequence_of"] is None]
        return any(f["line"] in self.case.lines for f in named or roots[:1])

    @property
    def others(self) -> list[dict[str, Any]]:
        """Findings of a spoilt script that name neither its code nor its line: a second opinion nobody asked for."""
        roots = [f for f in self.sure if f["consequence_of"] is None]
        return [f for f in roots if f["code"] not in self.case.codes and f["line"] not in self.case.lines]


def folder_digest(folder: Path) -> str:
    """Sum up names, contents and times of everything in a folder."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        stat = path.stat()
        total.update(f"{path.relative_to(folder)} {stat.st_mode} {stat.st_mtime_ns}\n".encode())
        if path.is_file():
            total.update(path.read_bytes())
    return total.hexdigest()


def ask(case: Case, limit: float, *more: str) -> Answer:
    """Run the command as a user does, in the folder of the script."""
    before, began = folder_digest(case.path.parent), time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "unstuck.cli",
        "check",
        case.path.name,
        "--format",
        "json",
        "--no-proof",
        "--timeout",
        str(limit),
    ]
    program = shutil.which("unstuck", path=str(Path(sys.executable).parent))
    if program:
        command[:3] = [program]
    command += more
    environment = {**os.environ, **ONE_THREAD}
    try:
        done = subprocess.run(
            command,
            cwd=case.path.parent,
            env=environment,
            capture_output=True,
            text=True,
            timeout=4 * limit,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        seconds = time.perf_counter() - began
        unchanged = folder_digest(case.path.parent) == before
        script = json.loads(done.stdout)["scripts"][0]
    except subprocess.TimeoutExpired:
        seconds = time.perf_counter() - began
        return Answer(case, "crashed", [], seconds, folder_digest(case.path.parent) == before, "the doctor did not end")
    except (json.JSONDecodeError, KeyError, IndexError):
        return Answer(case, "crashed", [], seconds, unchanged, "no report: " + done.stderr.strip()[-300:])
    kept = ("code", "certainty", "line", "consequence_of", "message")
    findings = [{key: f[key] for key in kept} for f in script["findings"]]
    return Answer(case, script["verdict"], findings, seconds, unchanged, script["message"])


def own_seconds(path: Path) -> float:
    """Run a script alone, in a scratch copy of its folder, and time it."""
    with tempfile.TemporaryDirectory() as name:
        for file in path.parent.iterdir():
            if file.is_file() and file.stem == path.stem:
                shutil.copy(file, name)
        environment = {**os.environ, **ONE_THREAD, "MPLBACKEND": "agg"}
        began = time.perf_counter()
        subprocess.run([sys.executable, path.name], cwd=name, env=environment, capture_output=True, check=False)
        return time.perf_counter() - began


def sound_cases(only: str, folder: Path) -> list[Case]:
    """Copy the correct and the healthy scripts, each into a folder of its own."""
    cases = []
    for path in sorted(CORRECT.glob("*.py")) + sorted(HEALTHY.glob("*.py")):
        if fnmatch(path.stem, only):
            place = folder / f"{path.parent.name}--{path.stem}"
            place.mkdir(parents=True, exist_ok=True)
            for file in path.parent.iterdir():
                if file.stem == path.stem:
                    shutil.copy(file, place)
            cases.append(Case(place.name, place / path.name))
    return cases


def spoilt_cases(options: argparse.Namespace, folder: Path) -> list[Case]:
    """Write the mutants that count, all or a sample."""
    counted = faults(options.only, options.codes, options.jobs, options.sample, options.seed)
    return [Case(m.name, write(s, m, folder), m.codes, m.lines, learns) for s, m, learns in counted]


def share(answers: list[Answer], what: str) -> str:
    """Give the share of answers with a property, as a whole per cent."""
    return f"{100 * sum(getattr(a, what) for a in answers) / len(answers):3.0f}" if answers else "  -"


def table(spoilt: list[Answer], sound: list[Answer]) -> str:
    """Say in text how the doctor did, a line a code."""
    lines = []
    if spoilt:
        lines.append(f"{'code':6}{'mutants':>8}{'found %':>9}{'code %':>8}{'line %':>8}{'understood %':>14}")
        groups: dict[str, list[Answer]] = defaultdict(list)
        for answer in spoilt:
            groups[answer.case.codes[0]].append(answer)

        def row(name: str, some: list[Answer]) -> str:
            shares = [share(some, what) for what in ("found", "right_code", "right_line", "understood")]
            return f"{name:6}{len(some):8}{shares[0]:>9}{shares[1]:>8}{shares[2]:>8}{shares[3]:>14}"

        lines += [row(code, groups[code]) for code in sorted(groups)]
        lines.append(row("all", spoilt))
        lines.append(row("learn", [a for a in spoilt if a.case.learns]))
        lines.append(row("do not", [a for a in spoilt if not a.case.learns]))
        extra = sum(bool(a.others) for a in spoilt)
        lines.append(f"mutants of {len({a.case.name.split('--')[0] for a in spoilt})} scripts, {len(groups)} codes")
        lines.append(f"a further fault is named, elsewhere, in {extra} of {len(spoilt)}")
    if sound:
        false = [a for a in sound if a.sure]
        doubted = [a for a in sound if a.findings and not a.sure]
        correct = [a for a in sound if a.case.name.startswith("correct")]
        lines.append(
            f"sound scripts: {len(sound)}; understood {sum(a.understood for a in correct)} of {len(correct)} correct,"
        )
        lines.append(
            f"  {sum(a.understood for a in sound) - sum(a.understood for a in correct)} of the others, not all networks"
        )
        lines.append(f"  false alarms (proved or measured): {len(false)}; suspected: {len(doubted)}")
        lines += [f"    {a.case.name}: {_said(a)}" for a in false + doubted]
    everything = spoilt + sound
    if everything:
        seconds = sorted(a.seconds - a.own for a in everything)
        late = seconds[min(len(seconds) - 1, int(0.95 * len(seconds)))]
        lines.append(
            f"seconds beyond the script's own: median {statistics.median(seconds):.1f}, 95 % under {late:.1f}, "
            f"most {seconds[-1]:.1f}"
        )
        lines.append(f"folders changed: {sum(not a.unchanged for a in everything)} of {len(everything)}")
    return "\n".join(lines)


def _said(answer: Answer) -> str:
    said = [f"{f['code']} line {f['line']} ({f['certainty']})" for f in answer.findings]
    return ", ".join(said) or f"{answer.verdict}: {answer.message[:100]}"


def judgement(answer: Answer) -> str:
    """Say in a line what was expected and what was said."""
    right = answer.right_code and answer.right_line if answer.case.codes else not answer.findings
    expected = f"{'/'.join(answer.case.codes) or 'nothing'} at {','.join(map(str, answer.case.lines)) or '-'}"
    said = f"{'ok  ' if right else 'MISS'} {answer.case.name}: {expected}; said {_said(answer)}"
    return f"{said} [{answer.seconds:.1f} s]"


def misses(spoilt: list[Answer], sound: list[Answer], kept: Path | None) -> list[dict[str, Any]]:
    """List every answer that is not wholly right, with where the script is, so that a developer can open it."""
    wrong = [a for a in spoilt if not (a.found and a.right_code and a.right_line)]
    wrong += [a for a in sound if a.findings or not a.understood]
    listed = []
    for a in wrong:
        entry = asdict(a) | {"found": a.found, "right_code": a.right_code, "right_line": a.right_line}
        entry["case"] = asdict(a.case) | {"path": str(a.case.path) if kept else ""}
        listed.append(entry)
    return listed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="*", metavar="GLOB", help="scripts, or mutants, whose name matches")
    parser.add_argument("--codes", default="U", help="codes or their beginnings, with commas: U5,U601")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--sample", type=int, metavar="N", help="so many mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--healthy", action="store_true", help="the sound scripts only, no mutants")
    parser.add_argument("--mutants", action="store_true", help="the mutants only, no sound scripts")
    parser.add_argument("--timeout", type=float, default=60, help="seconds for each script, as in `unstuck check`")
    parser.add_argument("--no-proof", action="store_true", help="as in `unstuck check`: faster, but nothing is proved")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the scripts there, to be opened")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="write the table there, and the misses beside it as JSON"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep.resolve() if options.keep else Path(temporary)
        cases = [] if options.mutants else sound_cases(options.only, folder)
        cases += [] if options.healthy else spoilt_cases(options, folder)
        answers, more = [], ["--no-proof"] if options.no_proof else []
        pool = ThreadPoolExecutor(options.jobs)
        try:
            originals = {p.stem: p for p in [*CORRECT.glob("*.py"), *HEALTHY.glob("*.py")]}
            stems = sorted({case.path.stem for case in cases})
            own = dict(zip(stems, pool.map(lambda stem: own_seconds(originals[stem]), stems), strict=True))
            for answer in pool.map(lambda case: ask(case, options.timeout, *more), cases):
                answers.append(replace(answer, own=own[answer.case.path.stem]))
                print(f"{len(answers)}/{len(cases)} {judgement(answer)}", file=sys.stderr, flush=True)
        except KeyboardInterrupt:
            print(f"interrupted: {len(answers)} of {len(cases)} were answered", file=sys.stderr)
        finally:
            pool.shutdown(cancel_futures=True)
    spoilt = [a for a in answers if a.case.codes]
    sound = [a for a in answers if not a.case.codes]
    text = table(spoilt, sound)
    print(text)
    if options.out:
        options.out.write_text(text + "\n")
        beside = options.out.with_suffix(".misses.json")
        beside.write_text(json.dumps(misses(spoilt, sound, options.keep), indent=1) + "\n")


if __name__ == "__main__":
    main()
