"""Write docs/faults, the pages of the catalogue, from the docstrings of the faults.

python tools/build_fault_pages.py           writes the pages, and deletes those of faults that are gone
python tools/build_fault_pages.py --check   changes nothing; says what differs, exit code 1
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from unstuck.doctor.pages import all_pages

FOLDER = Path(__file__).parents[1] / "docs" / "faults"


def stale(folder: Path) -> list[str]:
    """List the files of a folder that are missing, differ from what they should be, or should not be there."""
    pages = all_pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in {*pages, *there} if pages.get(name) != there.get(name))


def build(folder: Path) -> None:
    """Write what differs."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = all_pages()
    for name in stale(folder):
        if name in pages:
            (folder / name).write_text(pages[name], encoding="utf-8", newline="\n")
        else:
            (folder / name).unlink()


def main(folder: Path = FOLDER) -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only say what differs")
    checking = parser.parse_args().check
    differing = stale(folder)
    if not checking:
        build(folder)
    for name in differing:
        print(f"{folder.name}/{name} {'differs from its fault' if checking else 'written'}")
    return int(checking and bool(differing))


if __name__ == "__main__":
    sys.exit(main())
