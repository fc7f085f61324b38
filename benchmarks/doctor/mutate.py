"""Spoil the correct scripts, one fault a mutant, and measure which mutants are faults.

python benchmarks/doctor/mutate.py [--only GLOB] [--codes U5,U601] [--jobs 2] [--write FOLDER]

A mutant counts when it runs, when its numbers or what it prints differ from the original's, and, for faults that are
only faults when they do harm (a learning rate, a start), when it does not learn any more. What was measured is kept in
mutants.json, by the text of the mutant, so that it is measured once.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import operators_data  # noqa: F401 - fills the table of operators
import operators_forward  # noqa: F401
import operators_gradients  # noqa: F401
import operators_updates  # noqa: F401
from behaviour import Behaviour, behaviour
from registry import Mutant, mutants
from source import HERE, Source

CORRECT = HERE / "scripts" / "correct"
HEALTHY = HERE / "scripts" / "healthy"
MEASURED = HERE / "mutants.json"


def sources(only: str = "*") -> list[Source]:
    """Read the correct scripts whose name matches."""
    return [Source.read(p) for p in sorted(CORRECT.glob("*.py")) if fnmatch.fnmatch(p.stem, only)]


def all_mutants(only: str = "*", codes: str = "U") -> Iterator[tuple[Source, Mutant]]:
    """Make the mutants whose script, or whose own name, matches; one only of those with the same text."""
    for source in sources():
        seen: set[str] = {source.text}
        for mutant in mutants(source, codes):
            if mutant.text in seen:
                continue
            seen.add(mutant.text)
            if fnmatch.fnmatch(source.path.stem, only) or fnmatch.fnmatch(mutant.name, only):
                yield source, mutant


def learnt(source: Source, run: Behaviour) -> bool:
    """Say whether a run reached what the annotation asks for."""
    if "at_most" in source.notes:
        return run.score <= float(source.notes["at_most"])
    return run.score >= float(source.notes["reach"])


def measure(source: Source, original: Behaviour, mutant: Mutant) -> dict[str, Any]:
    """Run a mutant; say whether it crashes, whether it does the same as the original, and whether it still learns."""
    run = behaviour(mutant.text, source.path.parent, source.notes["score"])
    return {
        "digest": mutant.digest,
        "crash": run.crash[:120],
        "same": not run.crash and run.same_as(original),
        "learns": not run.crash and learnt(source, run),
        "score": round(run.score, 6) if run.score == run.score else None,
    }


def why_dropped(mutant: Mutant, measured: dict[str, Any]) -> str:
    """Say why a mutant does not count; nothing where it does."""
    if measured["crash"]:
        return f"crashes: {measured['crash']}"
    if measured["same"]:
        return "does the same as the original"
    if mutant.must_hurt and measured["learns"]:
        return "still learns, and is a fault only if it does not"
    return ""


def load_measured() -> dict[str, dict[str, Any]]:
    """Read what was measured before."""
    return json.loads(MEASURED.read_text()) if MEASURED.exists() else {}


def measure_all(chosen: Iterable[tuple[Source, Mutant]], jobs: int) -> dict[str, dict[str, Any]]:
    """Measure the mutants that were not, and keep the results as they come."""
    known = load_measured()
    todo = [(s, m) for s, m in chosen if known.get(m.name, {}).get("digest") != m.digest]
    by_script = {s.path.stem: s for s, _ in todo}
    originals = {}
    for stem, source in by_script.items():
        originals[stem] = behaviour(source.text, source.path.parent, source.notes["score"])
        if originals[stem].crash or not learnt(source, originals[stem]):
            raise SystemExit(f"{stem} itself does not learn: {originals[stem].crash or originals[stem].score}")
    with ThreadPoolExecutor(jobs) as pool:
        futures = [(m, pool.submit(measure, s, originals[s.path.stem], m)) for s, m in todo]
        for i, (mutant, future) in enumerate(futures, 1):
            known[mutant.name] = future.result()
            state = why_dropped(mutant, known[mutant.name])
            state = state or ("learns" if known[mutant.name]["learns"] else "does not learn")
            print(f"{i}/{len(futures)} {mutant.name} {','.join(mutant.codes)}: {state}", file=sys.stderr)
            if i % 20 == 0 or i == len(futures):
                lines = [f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in sorted(known.items())]
                MEASURED.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    return known


def faults(
    only: str = "*", codes: str = "U", jobs: int = 1, sample: int | None = None, seed: int = 0
) -> list[tuple[Source, Mutant, bool]]:
    """List the mutants that count, each with whether it still learns. Of a sample, only what is new is measured."""
    known = load_measured()

    def known_to_be_dropped(mutant: Mutant) -> bool:
        entry = known.get(mutant.name, {})
        return entry.get("digest") == mutant.digest and bool(why_dropped(mutant, entry))

    chosen = [(s, m) for s, m in all_mutants(only, codes) if not known_to_be_dropped(m)]
    if sample is not None and sample < len(chosen):
        chosen = random.Random(seed).sample(chosen, sample)
    known = measure_all(chosen, jobs)
    return [(s, m, known[m.name]["learns"]) for s, m in chosen if not why_dropped(m, known[m.name])]


def write(source: Source, mutant: Mutant, folder: Path) -> Path:
    """Write a mutant into a folder of its own, with the files that stand beside the original."""
    place = folder / mutant.name
    place.mkdir(parents=True, exist_ok=True)
    for file in source.path.parent.iterdir():
        if file.suffix != ".py" and file.stem == source.path.stem:
            shutil.copy(file, place)
    path = place / f"{mutant.script}.py"
    path.write_text(mutant.text)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="*", metavar="GLOB", help="scripts or mutants whose name matches")
    parser.add_argument("--codes", default="U", help="codes or their beginnings, with commas: U5,U601")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write the mutants that count there")
    options = parser.parse_args()
    counted = faults(options.only, options.codes, options.jobs)
    for source, mutant, _ in counted:
        if options.write:
            write(source, mutant, options.write)
    for source in sources():
        mine = [m for s, m, _ in counted if s.path.stem == source.path.stem]
        print(f"{source.path.stem:28} {len(mine):4} mutants, {len({m.codes[0] for m in mine}):3} codes")
    by_code = Counter(m.codes[0] for _, m, _ in counted)
    print(f"{len(counted)} mutants, {len(by_code)} codes, {sum(learns for *_, learns in counted)} of them still learn")
    print(", ".join(f"{code} {n}" for code, n in sorted(by_code.items())))


if __name__ == "__main__":
    main()
