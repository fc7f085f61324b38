"""The doctor's commands as a user meets them; what the engine says is made up."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

import unstuck
from unstuck import cli
from unstuck.doctor.faults import catalogue
from unstuck.doctor.findings import Evidence, Finding, Report, ScriptReport, Span
from unstuck.doctor.names import find_codes, find_fault
from unstuck.doctor.options import Options
from unstuck.doctor.pages import page
from unstuck.errors import InputError

PLACE = Span(1, 1, 1, 6)
MEASURED = Finding(
    "U301", "softmax-over-samples", "measured", PLACE, "Wrong.", "Because.", (Evidence("sum", "3", "1"),)
)
SUSPECTED = Finding("U601", "update-sign", "suspected", PLACE, "Perhaps.", "", ())
CONSEQUENCE = Finding("U204", "parameter-changes-shape", "measured", PLACE, "Grows.", "", (), consequence_of="U516")


class Engine:
    """Stands for the engine: says what is planned for a script, by its name, and remembers what it was asked."""

    def __init__(self) -> None:
        self.plan: dict[str, tuple] = {}
        self.asked: list[tuple[str, Options]] = []

    def check(self, path, *, options: Options, visits: object = None) -> ScriptReport:
        self.asked.append((str(path), options))
        verdict, *findings = self.plan.get(Path(path).name, ("healthy",))
        if isinstance(verdict, BaseException):
            raise verdict
        return ScriptReport(str(path), verdict, f"Said of {path}.", findings=tuple(findings))


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Go to an empty folder with two scripts, and put a made-up engine in place of the true one."""
    monkeypatch.chdir(tmp_path)
    for name in ("net.py", "other.py"):
        Path(name).write_text("print('hello')\n")
    engine = Engine()
    module = ModuleType("unstuck.doctor.check")
    module.check = engine.check
    monkeypatch.setitem(sys.modules, "unstuck.doctor.check", module)
    return engine


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["unstuck", *arguments])
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


# --- exit codes ----------------------------------------------------------------------------------------------------

HEALTHY, FAULTY, CRASHED, NOT_UNDERSTOOD = ("healthy",), ("faulty", MEASURED), ("crashed",), ("inconclusive",)


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (HEALTHY, HEALTHY, 0),
        (FAULTY, HEALTHY, 1),
        (HEALTHY, FAULTY, 1),
        (("faulty", SUSPECTED), HEALTHY, 0),
        (("faulty", SUSPECTED, MEASURED), HEALTHY, 1),
        (("faulty", CONSEQUENCE), HEALTHY, 0),
        (("faulty", MEASURED, CONSEQUENCE), HEALTHY, 1),
        (CRASHED, HEALTHY, 3),
        (HEALTHY, NOT_UNDERSTOOD, 3),
        (("crashed", MEASURED), HEALTHY, 3),
        (CRASHED, FAULTY, 1),
        (FAULTY, NOT_UNDERSTOOD, 1),
    ],
)
def test_exit_codes(engine: Engine, monkeypatch, capsys, first, second, code) -> None:
    engine.plan = {"net.py": first, "other.py": second}
    assert call(monkeypatch, "check", "net.py", "other.py") == code


def test_a_hint_that_does_not_fit_is_said_and_the_other_scripts_are_still_reported(engine, monkeypatch, capsys) -> None:
    engine.plan = {"net.py": (InputError("There is no cost in net.py."),), "other.py": FAULTY}
    assert call(monkeypatch, "check", "net.py", "other.py", "--loss", "cost", "--format", "concise") == 2
    said = capsys.readouterr()
    assert said.out.startswith("other.py:1:1: U301 ")
    assert "unstuck: There is no cost in net.py." in said.err


def test_ctrl_c_is_not_taken_for_a_finding(engine, monkeypatch, capsys) -> None:
    engine.plan = {"net.py": (KeyboardInterrupt(),)}
    assert call(monkeypatch, "check", "net.py") == 130


# --- what is refused before anything runs --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["absent.py"], "There is no file absent.py"),
        (["."], r"\. is a folder; expected scripts"),
        (["notes.txt"], "notes.txt does not end in .py or .ipynb"),
        (["binary.py"], "binary.py is a binary file"),
        (["net.py", "--fix", "--no-proof"], "--no-proof does not go with --diff, --fix or --unsafe-fixes"),
        (["net.py", "--format", "xml"], "--format is 'xml'; expected one of full, concise"),
        (["net.py", "--select", "U999"], "There is no fault 'U999'"),
        (["net.py", "--ignore", "softmax-over-sample"], "Did you mean U301 softmax-over-samples"),
        (["net.py", "--timeout", "0"], "timeout is 0; expected seconds, more than 0"),
        (["net.py", "--timeout", "nan"], "timeout is nan"),
        (["net.py", "--seed", "-1"], "seed is -1; expected a whole number from 0"),
        (["net.py", "--jobs", "0"], "--jobs is 0; expected 1 or more"),
        (["net.py", "--output", "."], "--output . is a folder"),
        (["net.py", "--output", "absent/report.txt"], "would be in a folder that does not exist"),
        (["net.py", "--output", "net.py"], "is one of the scripts"),
        (["net.py", "--timeout", "soon"], "'--timeout'"),
    ],
)
def test_wrong_usage_is_seen_before_anything_runs(engine: Engine, monkeypatch, capsys, arguments, message) -> None:
    Path("notes.txt").write_text("hello")
    Path("binary.py").write_bytes(b"\x7fELF\0\0")
    assert call(monkeypatch, "check", "other.py", *arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert re.search(message, " ".join(said.err.split()))
    assert engine.asked == []
    assert Path("net.py").read_text() == "print('hello')\n"


def test_a_file_that_may_not_be_read_is_refused(engine: Engine, monkeypatch, capsys) -> None:
    def refuse(self, mode):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert call(monkeypatch, "check", "net.py") == 2
    assert "Cannot read net.py: Permission denied." in capsys.readouterr().err
    assert engine.asked == []


def test_a_notebook_is_taken(engine: Engine, monkeypatch, capsys) -> None:
    Path("net.ipynb").write_text("{}")
    assert call(monkeypatch, "check", "net.ipynb") == 0


# --- options, progress, output -------------------------------------------------------------------------------------


def test_options_reach_the_engine(engine: Engine, monkeypatch, capsys) -> None:
    hints = ["--loss", "cost", "--param", "W1", "--param", "W2", "--timeout", "5", "--seed", "3"]
    call(monkeypatch, "check", "net.py", "--select", "U3,softmax-over-samples", "--ignore", "u301", *hints)
    family = tuple(fault.code for fault in catalogue() if fault.code.startswith("U3"))
    assert engine.asked == [("net.py", Options(family, ("U301",), "cost", ("W1", "W2"), 5.0, 3))]


def test_without_options_the_engine_gets_the_defaults(engine: Engine, monkeypatch, capsys) -> None:
    call(monkeypatch, "check", "net.py")
    assert engine.asked == [("net.py", Options())]


def test_progress_goes_to_stderr_and_the_result_to_stdout(engine: Engine, monkeypatch, capsys) -> None:
    engine.plan = {"net.py": FAULTY}
    call(monkeypatch, "check", "net.py", "other.py", "--format", "concise")
    said = capsys.readouterr()
    assert said.out == "net.py:1:1: U301 softmax-over-samples [measured] Wrong.\n"
    first, second, last = said.err.splitlines()
    assert [first, second] == ["checking net.py …", "checking other.py …"]
    assert last.startswith("2 scripts in 0.")
    assert last.endswith("1 faulty, 1 healthy; 1 finding.")


def test_full_is_the_default_and_shows_the_line(engine: Engine, monkeypatch, capsys) -> None:
    engine.plan = {"net.py": FAULTY}
    call(monkeypatch, "check", "net.py")
    assert "   1 | print('hello')\n     | ^^^^^\n     | sum: 3 (expected: 1)\n" in capsys.readouterr().out


def test_json_is_one_document_for_all_scripts_in_the_order_given(engine: Engine, monkeypatch, capsys) -> None:
    call(monkeypatch, "check", "other.py", "net.py", "--format", "json")
    assert [script["path"] for script in json.loads(capsys.readouterr().out)["scripts"]] == ["other.py", "net.py"]


def test_output_goes_to_a_file_whole_and_nothing_to_stdout(engine: Engine, monkeypatch, capsys) -> None:
    engine.plan = {"net.py": FAULTY}
    assert call(monkeypatch, "check", "net.py", "--format", "sarif", "--output", "report.sarif") == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "written to report.sarif" in said.err
    assert json.loads(Path("report.sarif").read_text())["version"] == "2.1.0"
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["net.py", "other.py", "report.sarif"]


def test_jobs_run_at_the_same_time_and_keep_the_order(engine: Engine, monkeypatch, capsys) -> None:
    met = threading.Barrier(2, timeout=20)
    plain = engine.check

    def check(path, *, options, visits):
        met.wait()  # passes only if both are here at once
        return plain(path, options=options)

    sys.modules["unstuck.doctor.check"].check = check
    assert call(monkeypatch, "check", "other.py", "net.py", "--jobs", "2", "--format", "json") == 0
    assert [script["path"] for script in json.loads(capsys.readouterr().out)["scripts"]] == ["other.py", "net.py"]


def test_the_name_of_a_script_is_not_interpreted(engine: Engine, monkeypatch, capsys) -> None:
    name = "[bold]\x1b[31m.py"
    Path(name).write_text("")
    call(monkeypatch, "check", name)
    said = capsys.readouterr()
    assert r"checking [bold]\x1b[31m.py …" in said.err
    assert "\x1b" not in said.out + said.err


# --- Python --------------------------------------------------------------------------------------------------------


def test_check_from_python(engine: Engine) -> None:
    engine.plan = {"net.py": FAULTY}
    report = unstuck.check("net.py", select=["u301"], parameters=["W"], timeout=2)
    assert isinstance(report, unstuck.Report)
    assert isinstance(report, Report)
    assert report.scripts[0].findings == (MEASURED,)
    assert engine.asked == [("net.py", Options(("U301",), parameters=("W",), timeout=2))]


def test_mistakes_from_python_are_input_errors(engine: Engine) -> None:
    with pytest.raises(unstuck.InputError, match=r"no file absent\.py"):
        unstuck.check("absent.py")
    engine.plan = {"net.py": (InputError("no such loss"),)}
    with pytest.raises(unstuck.InputError, match="no such loss"):
        unstuck.check("net.py", loss="cost")


# --- explain and faults --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["U301", "u301", "softmax-over-samples", "Softmax_Over_Samples"])
def test_explain_prints_the_page(monkeypatch, capsys, name: str) -> None:
    assert call(monkeypatch, "explain", name) == 0
    assert capsys.readouterr().out == page(find_fault("U301"))


def test_explain_suggests_the_nearest(monkeypatch, capsys) -> None:
    assert call(monkeypatch, "explain", "softmax-over-sampels") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "There is no fault 'softmax-over-sampels'. Did you mean U301 softmax-over-samples?" in said.err


def test_explain_suggests_nothing_for_what_is_like_nothing() -> None:
    with pytest.raises(InputError, match=r"There is no fault 'qqqqq'\. `unstuck faults`"):
        find_fault("qqqqq")


def test_explain_in_a_terminal_renders_markdown(monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert call(monkeypatch, "explain", "U301") == 0
    said = capsys.readouterr().out
    assert "What happens" in said
    assert "## What happens" not in said


def test_faults_lists_the_catalogue(monkeypatch, capsys) -> None:
    assert call(monkeypatch, "faults") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(catalogue())
    for line, fault in zip(lines, catalogue(), strict=True):
        assert line.split(maxsplit=2) == [fault.code, fault.name, fault.title]


def test_faults_as_json(monkeypatch, capsys) -> None:
    assert call(monkeypatch, "faults", "--format", "json") == 0
    entries = json.loads(capsys.readouterr().out)
    assert [entry["code"] for entry in entries] == [fault.code for fault in catalogue()]
    assert set(entries[0]) == {"code", "name", "title"}
    assert call(monkeypatch, "faults", "--format", "csv") == 2


def test_a_family_is_all_of_its_codes() -> None:
    assert find_codes(["U3", "U301"]) == tuple(fault.code for fault in catalogue() if fault.code.startswith("U3"))
    with pytest.raises(InputError, match="no fault 'UX'"):
        find_codes(["UX"])


# --- help ----------------------------------------------------------------------------------------------------------


def test_help_names_every_option_and_exit_code() -> None:
    text = cli.help_page(["check"])
    options = "--format --output --select --ignore --loss --param --timeout --seed --jobs"
    for name in [*options.split(), "full", "concise", "json", "sarif", "github", "Exit codes"]:
        assert name in text
    for name in ("check", "explain", "faults"):
        assert name in cli.help_page([])


def test_help_imports_nothing_heavy() -> None:
    heavy = ("numpy", "rich", "unstuck.doctor.faults", "unstuck.report")
    code = (
        "import sys; from unstuck.cli import help_page\n"
        "for name in ('check', 'explain', 'faults'): help_page([name])\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
