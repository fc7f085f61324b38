"""What is promised about the package as a whole: its names, its examples, what imports what."""

from __future__ import annotations

import ast
import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import unstuck

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(unstuck.__path__, "unstuck.")
    if not module.name.startswith("unstuck.examples") and not module.name.endswith("__main__")
)


def test_every_public_name_is_there() -> None:
    for name in unstuck.__all__:
        assert getattr(unstuck, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Netwrok'"):
        unstuck.Netwrok  # noqa: B018  (the access is what is tested)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_are_true(name) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_importing_the_package_waits_for_nothing_heavy() -> None:
    heavy = "numpy", "scipy", "matplotlib", "sklearn", "rich"
    code = f"import sys, unstuck, unstuck.cli; print([m for m in {heavy} if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"


def imported_by(folder: str) -> set[str]:
    names = set()
    for path in (Path(unstuck.__file__).parent / folder).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("unstuck"):
                names.add(".".join(node.module.split(".")[:3]))
    return names


def test_imports_go_one_way() -> None:
    """The networks know nothing of who uses them."""
    base = ("unstuck.arguments", "unstuck.arrays", "unstuck.errors")
    assert {n for n in imported_by("nn") if not n.startswith("unstuck.nn")} <= {
        *base,
        "unstuck.datasets.prepare",
    }
    assert not {n for n in imported_by("datasets") if not n.startswith(("unstuck.datasets", *base))}
    allowed = ("unstuck.gradcheck", "unstuck.nn", *base)
    assert not {n for n in imported_by("gradcheck") if not n.startswith(allowed)}
    assert not {n for n in imported_by("estimators") if not n.startswith(("unstuck.estimators", *allowed))}


def test_the_python_in_the_readme_runs_and_says_what_it_promises(capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    said = capsys.readouterr().out
    assert "exactly 20 times too large" in said
    assert "% of the digits" in said
    assert "64-32-10, tanh → softmax, categorical cross entropy" in said


def test_the_readme_names_the_command_that_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text()
    command = readme.split("<!-- test command -->")[1].split("<!-- end -->")[0]
    assert "pytest" in command
    assert "sed -n '/<!-- test command -->/" in (ROOT / ".ci" / "run").read_text()


def test_the_version_is_one() -> None:
    assert f'version = "{unstuck.__version__}"' in (ROOT / "pyproject.toml").read_text()


def test_every_package_is_installed() -> None:
    """A package that is missing in this list works in a checkout and not on the user's machine."""
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    source = ROOT / "src"
    found = {".".join(path.parent.relative_to(source).parts) for path in source.rglob("__init__.py")}
    assert listed == found | {"unstuck.examples"}
