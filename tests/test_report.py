"""What the formats say about made-up reports: the same facts, and nothing of the user's text interpreted."""

from __future__ import annotations

import io
import json
import math
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest
from rich.cells import cell_len

from unstuck import report as reports
from unstuck.doctor.faults import catalogue
from unstuck.doctor.findings import (
    Edit,
    Evidence,
    Finding,
    Fix,
    GradientRole,
    ParameterRole,
    Report,
    Roles,
    ScriptReport,
    Span,
    UpdateRole,
    ValueRole,
)
from unstuck.doctor.pages import all_pages, file_name, page
from unstuck.errors import InputError
from unstuck.report.characters import escape, width
from unstuck.report.frame import code_frame, source_lines
from unstuck.report.json import read_schema
from unstuck.report.text import _gradients, arrange, summary, write_full

SOURCE = """import numpy as np

def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=0, keepdims=True)

for epoch in range(300):
    delta = (p - T
             ) / len(X)
    b2 -= 0.5 * delta
"""
EXPLANATION = """The samples compete with each other for each class, which is not what the gradient belongs to.

The softmax is

    p_k = exp(z_k) / sum_j exp(z_j)

over the classes."""
NASTY = "a\x1b[31mred\x07 [bold]b[/bold] \u202egnp.exe\nsecond % line"


SOFTMAX = Span(5, 12, 5, 44)


@pytest.fixture(autouse=True)
def net(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to an empty folder with one script."""
    monkeypatch.chdir(tmp_path)
    Path("net.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path / "net.py"


def finding(code: str = "U301", span: Span = SOFTMAX, **changes) -> Finding:
    plain = Finding(
        code,
        "softmax-over-samples",
        "measured",
        span,
        "The softmax runs over the 60 samples.",
        EXPLANATION,
        (Evidence("sum of each row of the output", "0.001 to 3.1", "1"), Evidence("sum of each column", "1")),
    )
    return replace(plain, **changes)


def script(*findings: Finding, **changes) -> ScriptReport:
    plain = ScriptReport("net.py", "faulty" if findings else "healthy", "In a word.", findings=findings)
    return replace(plain, **changes)


FIX = Fix("Sum over the classes: axis=1", "changes-training", (Edit(Span(5, 22, 5, 28), "axis=1"),))
ROLES = Roles(
    "4-8-3, tanh → softmax, categorical cross-entropy, batch of 60, lr 0.5",
    (ParameterRole("W1", (4, 8), 2),),
    ValueRole("cost", 3, "categorical cross-entropy, mean"),
    ValueRole("p", 4, shape=(60, 3)),
    math.nan,
    60,
    (UpdateRole(10, "b2"),),
)
GRADIENTS = (
    GradientRole("W1", -0.04, 0.55123, False),
    GradientRole("weights_0_1", 1.0, 1.0, True),
    GradientRole("b", None, math.inf, False),
)
CONSEQUENCE = finding(
    "U204", Span(10, 5, 10, 22), name="parameter-changes-shape", consequence_of="U301", message="Grows."
)
SCRIPTS = {
    "healthy": script(),
    "one": script(finding(fix=FIX), roles=ROLES, gradients=GRADIENTS),
    "several": script(CONSEQUENCE, finding(), finding("U516", Span(8, 13, 9, 24), certainty="suspected", evidence=())),
    "crashed": script(finding("U001"), verdict="crashed", message="IndexError", printed="epoch 1\n10%\r20%\nbang\n"),
    "inconclusive": script(verdict="inconclusive", message="No parameter was found.", left_out=("plots", "rows")),
    "nasty": script(
        finding(
            message=NASTY, explanation=NASTY, evidence=(Evidence(NASTY, NASTY, NASTY),), fix=replace(FIX, title=NASTY)
        ),
        roles=replace(ROLES, summary=NASTY),
        gradients=(GradientRole(NASTY, 1.0, 1.0, True),),
        path="ne\x1bt.py",
        verdict="crashed",
        message=NASTY,
        printed=NASTY,
        left_out=(NASTY,),
    ),
    "module": script(finding(span=Span(1, 1, 1, 7, path="lay, ers:1.py"))),
    "notebook": script(finding(span=Span(2, 5, 2, 9, cell=2), fix=FIX), path="net.ipynb"),
}


def written(name: str, style: str) -> str:
    return reports.render(Report(1.25, (SCRIPTS[name],)), style)


each_script = pytest.mark.parametrize("name", SCRIPTS)
each_text = pytest.mark.parametrize("style", ["full", "concise", "github"])


# --- the code frame ------------------------------------------------------------------------------------------------


def underlined(frame: list[str]) -> list[str]:
    """Read what stands above the carets, column by column as a terminal shows them."""
    found = []
    for above, line in pairwise(frame):
        if re.fullmatch(r" +\| +\^+", line):
            start, end, column, text = line.index("^"), len(line), 0, ""
            for char in above:
                text += char if start <= column < end else ""
                column += width(char)
            found.append(text)
    return found


def frame_of(source: str, span: Span, note: str = "", columns: int = 80) -> list[str]:
    return [line for line, _ in code_frame(source.split("\n"), span, note, columns)]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("    return e / e.sum(axis=0)", "e / e.sum(axis=0)"),
        ("\treturn\te.sum()", "e.sum()"),
        ("größe = 汉字 + fehler", "fehler"),
        ("größe = 汉字 + fehler", "汉字"),
        ("e\u0301 = wrong", "wrong"),
        ("x = '🙂' + wrong", "wrong"),
        ("x = y", "x = y"),
        ("f(" + "a, " * 60 + "wrong, " + "b, " * 60 + ")", "wrong"),
    ],
)
def test_the_underline_is_under_the_right_characters(line: str, place: str) -> None:
    column = line.index(place) + 1
    frame = frame_of(f"first\n{line}\nlast", Span(2, column, 2, column + len(place)))
    assert underlined(frame) == [place]
    assert all(width(row) <= 80 for row in frame)


@pytest.mark.parametrize("text", ["abc", "größe", "汉字", "e\u0301", "🙂", "ｗｉｄｅ", "한", "→×σ−"])
def test_characters_are_as_wide_as_in_a_terminal(text: str) -> None:
    assert width(text) == cell_len(text)


def test_what_is_cut_off_is_marked_at_both_ends() -> None:
    line = "a" * 200 + " wrong " + "b" * 200
    frame = frame_of(line, Span(1, 202, 1, 207))
    assert re.fullmatch(r"   1 \|…a+ wrong b+…", frame[0])


def test_a_span_that_is_wider_than_the_screen_is_underlined_from_its_start() -> None:
    frame = frame_of("x = " + "y + " * 100, Span(1, 5, 1, 400), columns=60)
    assert underlined(frame)[0].startswith("y + y")
    assert all(width(row) <= 60 for row in frame)


def test_a_span_over_several_lines_is_underlined_on_each_without_its_indent() -> None:
    assert underlined(frame_of(SOURCE, Span(8, 13, 9, 24))) == ["(p - T", ") / len(X)"]


def test_of_a_long_span_the_middle_is_left_out() -> None:
    source = "\n".join(f"line {i}" for i in range(1, 40))
    frame = frame_of(source, Span(10, 1, 30, 8))
    assert underlined(frame) == ["line 10", "line 11", "line 12", "line 13", "line 30"]
    assert sum(" ... |" in line or line.startswith(" ...") for line in frame) == 1


def test_two_lines_stand_around_but_none_beyond_the_file() -> None:
    numbers = [int(line.split("|")[0]) for line in frame_of("a\nb\nc\nd", Span(1, 1, 1, 2)) if line[:4].strip()]
    assert numbers == [1, 2, 3]
    assert frame_of("a\nb", Span(3, 1, 3, 2)) == []


@pytest.mark.parametrize("span", [Span(1, 2, 1, 2), Span(1, 9, 1, 12), Span(1, 3, 1, 1)])
def test_an_empty_or_outlying_span_still_has_a_caret(span: Span) -> None:
    assert len(underlined(frame_of("ab c", span))) == 1


def test_the_measured_value_stands_below_the_underline() -> None:
    frame = frame_of("    x = y", Span(1, 9, 1, 10), "shape of y: (60, 3)")
    assert frame[1:] == ["     |         ^", "     |         shape of y: (60, 3)"]


def test_escapes_in_the_source_are_shown_and_move_nothing() -> None:
    frame = frame_of("x = '\x1b[2J' + wrong", Span(1, 14, 1, 19))
    assert underlined(frame) == ["wrong"]
    assert r"\x1b[2J" in frame[0]


def test_sources_are_read_as_python_reads_them(tmp_path: Path) -> None:
    (tmp_path / "latin.py").write_bytes("# coding: latin-1\r\nx = 'é'\x0c\r\n".encode("latin-1"))
    assert source_lines(str(tmp_path / "latin.py")) == ["# coding: latin-1", "x = 'é'\x0c", ""]
    (tmp_path / "bad.py").write_bytes(b"\xff\xfe\x00")
    assert source_lines(str(tmp_path / "bad.py")) == source_lines("absent.py") == []


def test_code_cells_are_counted_from_one() -> None:
    cells = [
        {"cell_type": "code", "source": ["import numpy\n", "x = 1"]},
        {"cell_type": "markdown", "source": ["# Title"]},
        {"cell_type": "code", "source": "one\ntwo = 3"},
    ]
    Path("net.ipynb").write_text(json.dumps({"cells": cells}))
    assert source_lines("net.ipynb", 2) == ["one", "two = 3"]
    assert source_lines("net.ipynb", 3) == []
    text = written("notebook", "full")
    assert "Cell 2, line 2: The softmax" in text
    assert underlined(text.split("\n")) == ["= 3"]


# --- for people ----------------------------------------------------------------------------------------------------


@each_script
@each_text
def test_nothing_of_the_users_text_is_a_control_character(name: str, style: str) -> None:
    text = written(name, style)
    assert [char for char in text if char != "\n" and escape(char) != char] == []


@each_script
def test_the_full_report_fits_in_80_columns(name: str) -> None:
    assert [line for line in written(name, "full").split("\n") if width(line) > 80] == []


def test_the_full_report_begins_with_what_was_understood() -> None:
    first, second, *_ = written("one", "full").split("\n")
    assert first == ROLES.summary
    assert second == "net.py is faulty. In a word."


def test_the_full_report_says_what_where_why_how_we_know_and_what_to_do() -> None:
    text = written("one", "full")
    parts = [
        "U301 softmax-over-samples (measured)",
        "Line 5: The softmax runs over the 60 samples.",
        "   5 |     return e / e.sum",
        "sum of each row of the output: 0.001 to 3.1 (expected: 1)",
        "Why it does not learn\n  The samples compete",
        "\n      p_k = exp(z_k) / sum_j exp(z_j)\n",  # a formula stays on its line
        "How we know\n  what                            measured       expected\n",
        "  sum of each row of the output   0.001 to 3.1   1\n",
        "What to do\n  Sum over the classes: axis=1. This changes how it trains.",
        "Gradients",
        "  W1             -0.04   0.5512   NO\n",
        "  weights_0_1        1        1   yes\n",
        "  b                  -        -   NO\n",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_without_a_repair_the_page_of_the_fault_is_named() -> None:
    assert "What to do\n  See `unstuck explain U301`." in written("several", "full")


def test_a_consequence_stands_below_its_cause_and_is_short() -> None:
    text = written("several", "full")
    head = "  U204 parameter-changes-shape (follows from U301 above)\n  Line 10: Grows."
    assert text.index("U301 softmax") < text.index(head) < text.index("U516 softmax")
    assert text.count("Why it does not learn") == 2


def test_a_consequence_whose_cause_is_not_reported_is_a_finding_as_others() -> None:
    text = write_full(Report(0, (script(CONSEQUENCE),)))
    assert "follows from U301\n" in text
    assert "above" not in text
    assert "Why it does not learn" in text


def test_what_is_only_suspected_comes_last() -> None:
    unsure, sure = finding("U505", certainty="suspected"), finding("U501")
    below = finding("U101", certainty="suspected", consequence_of="U501")
    assert [(f.code, depth) for f, depth in arrange([unsure, below, sure])] == [("U501", 0), ("U101", 1), ("U505", 0)]


def test_no_finding_is_lost_whatever_causes_what() -> None:
    circle = [finding("U101", consequence_of="U102"), finding("U102", consequence_of="U101")]
    chain = [finding("U103", consequence_of="U104"), finding("U104", consequence_of="U105"), finding("U105")]
    twins = [finding("U105"), finding("U105", span=Span(1, 1, 1, 2))]
    arranged = [(f.code, depth) for f, depth in arrange([*circle, *chain, *twins])]
    assert arranged[:3] == [("U105", 0), ("U104", 1), ("U103", 2)]
    assert sorted(code for code, _ in arranged) == ["U101", "U102", "U103", "U104", "U105", "U105", "U105"]


def test_the_scripts_own_printing_is_shown_only_after_a_crash() -> None:
    text = written("crashed", "full")
    assert "  | epoch 1\n  | 20%\n  | bang\n" in text
    assert "10%" not in text  # a carriage return wrote over it
    assert "bang" not in write_full(Report(0, (replace(SCRIPTS["crashed"], verdict="faulty"),)))


def test_long_printing_is_shown_from_its_end() -> None:
    printed = "\n".join(f"line {i} " + "x" * 200 for i in range(100))
    text = write_full(Report(0, (script(verdict="crashed", printed=printed),)))
    assert "line 99 " in text
    assert "line 80 " not in text
    assert all(width(line) <= 80 for line in text.split("\n"))


def test_a_wide_table_of_evidence_becomes_a_list() -> None:
    wide = (Evidence("mean over " + "all the rows " * 8, "0.1", "0.2"),)
    text = write_full(Report(0, (script(finding(evidence=wide)),)))
    assert "  - mean over all the rows" in text
    assert all(width(line) <= 80 for line in text.split("\n"))


def test_a_cosine_is_not_rounded_to_one_where_it_is_less() -> None:
    roles = (
        GradientRole("w", 1 - 6e-7, None, False),
        GradientRole("v", -1 + 4e-5, None, False),
        GradientRole("b", 1.0, 1.0, True),
    )
    lines = [line for line, _ in _gradients(roles, 80)]
    assert ["1 - 6e-07" in line for line in lines].count(True) == 1
    assert any("-1 + 4e-05" in line for line in lines)
    assert any(line.split() == ["b", "1", "1", "yes"] for line in lines)


def test_what_was_left_out_is_told() -> None:
    assert "Not examined\n  - plots\n  - rows\n" in written("inconclusive", "full")


def test_several_scripts_stand_below_their_names() -> None:
    text = write_full(Report(0, (script(), script(path="other.py", verdict="inconclusive", message="No loss."))))
    assert text.startswith("net.py\n")
    assert "\n\nother.py\nother.py could not be understood. No loss.\n" in text


def test_a_script_that_is_gone_has_no_frame_but_all_else(net: Path) -> None:
    net.unlink()
    text = written("one", "full")
    assert "^" not in text
    assert "Line 5: The softmax" in text


def test_concise_is_one_line_each() -> None:
    assert written("several", "concise").split("\n") == [
        "net.py:10:5: U204 parameter-changes-shape [measured] Grows. (follows from U301)",
        "net.py:5:12: U301 softmax-over-samples [measured] The softmax runs over the 60 samples.",
        "net.py:8:13: U516 softmax-over-samples [suspected] The softmax runs over the 60 samples.",
        "",
    ]
    assert written("inconclusive", "concise") == "net.py: inconclusive: No parameter was found.\n"
    assert written("notebook", "concise").startswith("net.ipynb:cell 2:2:5: U301 ")
    assert written("module", "concise").startswith("lay, ers:1.py:1:1: U301 ")
    assert written("healthy", "concise") == ""


def test_the_summary_counts() -> None:
    report = Report(2.04, (SCRIPTS["several"], SCRIPTS["healthy"], script(verdict="inconclusive")))
    assert summary(report) == "3 scripts in 2.0 s: 1 faulty, 1 healthy, 1 inconclusive; 3 findings."


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(InputError, match="'xml'; expected one of full, concise, json, sarif, github"):
        reports.render(Report(0, ()), "xml")


# --- json ----------------------------------------------------------------------------------------------------------


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def parsed(name: str, style: str = "json") -> dict:
    return json.loads(written(name, style), parse_constant=refuse)


def test_the_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(read_schema())


@each_script
def test_json_fits_the_schema(name: str) -> None:
    jsonschema.Draft202012Validator(read_schema()).validate(parsed(name))


SPOILERS = {
    "verdict": lambda record: record["scripts"][0].update(verdict="fine"),
    "certainty": lambda record: record["scripts"][0]["findings"][0].update(certainty="sure"),
    "column": lambda record: record["scripts"][0]["findings"][0].pop("column"),
    "edit": lambda record: record["scripts"][0]["findings"][0]["fix"]["edits"][0].update(end_line=0),
    "evidence": lambda record: record["scripts"][0]["findings"][0]["evidence"][0].update(value=1),
    "gradient": lambda record: record["scripts"][0]["gradients"][0].pop("agrees"),
    "proof": lambda record: record["scripts"][0].update(proof={}),
    "loss": lambda record: record["scripts"][0]["roles"]["loss"].pop("kind"),
    "schema": lambda record: record.update(schema=2),
}


@pytest.mark.parametrize("spoil", SPOILERS.values(), ids=SPOILERS)
def test_the_schema_refuses_what_is_wrong(spoil) -> None:
    record = parsed("one")
    spoil(record)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(read_schema()).validate(record)


def test_json_has_the_names_of_the_interface() -> None:
    record = parsed("one")
    assert set(record) == {"schema", "tool", "seconds", "scripts"}
    [entry] = record["scripts"]
    assert {"path", "verdict", "message", "roles", "gradients", "findings", "diff", "proof"} <= set(entry)
    assert entry["roles"]["parameters"] == [{"name": "W1", "shape": [4, 8], "line": 2}]
    assert {"name": "cost", "line": 3, "kind": "categorical cross-entropy, mean"}.items() <= entry["roles"][
        "loss"
    ].items()
    assert {"name": "p", "line": 4, "shape": [60, 3]}.items() <= entry["roles"]["output"].items()
    assert entry["roles"]["samples"] == 60
    assert entry["roles"]["updates"] == [{"line": 10, "parameter": "b2"}]
    [found] = entry["findings"]
    span = {"line": 5, "column": 12, "end_line": 5, "end_column": 44}
    assert found == {
        **span,
        "code": "U301",
        "name": "softmax-over-samples",
        "certainty": "measured",
        "message": "The softmax runs over the 60 samples.",
        "explanation": EXPLANATION,
        "evidence": [
            {"what": "sum of each row of the output", "value": "0.001 to 3.1", "expected": "1"},
            {"what": "sum of each column", "value": "1", "expected": ""},
        ],
        "consequence_of": None,
        "fix": {
            "title": "Sum over the classes: axis=1",
            "safety": "changes-training",
            "edits": [{"line": 5, "column": 22, "end_line": 5, "end_column": 28, "text": "axis=1"}],
        },
    }


def test_numbers_that_are_not_finite_are_null() -> None:
    entry = parsed("one")["scripts"][0]
    assert entry["roles"]["learning_rate"] is None
    assert entry["gradients"][2] == {"parameter": "b", "cosine": None, "ratio": None, "agrees": False}


def test_json_keeps_the_users_text_as_it_is() -> None:
    assert parsed("nasty")["scripts"][0]["findings"][0]["message"] == NASTY
    assert written("nasty", "json").isascii()
    assert parsed("notebook")["scripts"][0]["findings"][0]["cell"] == 2
    assert parsed("module")["scripts"][0]["findings"][0]["path"] == "lay, ers:1.py"


# --- sarif ---------------------------------------------------------------------------------------------------------


def closed(required: list[str], **properties: object) -> dict:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def listed(items: object, **limits: int) -> dict:
    return {"type": "array", "items": items, **limits}


# The official schema comes with no package and is 110 kB: these are its rules for what we write, in the same terms.
STRING, POSITIVE = {"type": "string"}, {"type": "integer", "minimum": 1}
MESSAGE = closed(["text"], text=STRING, markdown=STRING)
ARTIFACT = closed(["uri"], uri={"type": "string", "pattern": r"^(file:///)?[A-Za-z0-9._~/%-]+$"})
REGION = closed(["startLine"], startLine=POSITIVE, startColumn=POSITIVE, endLine=POSITIVE, endColumn=POSITIVE)
LOCATION = closed(
    [],
    physicalLocation=closed(["artifactLocation"], artifactLocation=ARTIFACT, region=REGION),
    logicalLocations=listed(closed([], fullyQualifiedName=STRING, kind=STRING)),
)
CHANGE = closed(
    ["artifactLocation", "replacements"],
    artifactLocation=ARTIFACT,
    replacements=listed(
        closed(["deletedRegion"], deletedRegion=REGION, insertedContent=closed([], text=STRING)), minItems=1
    ),
)
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RULE = closed(["id"], id=STRING, name=STRING, shortDescription=MESSAGE, fullDescription=MESSAGE, help=MESSAGE)
RESULT = closed(
    ["message"],
    ruleId=STRING,
    ruleIndex={"type": "integer", "minimum": -1},
    level=LEVEL,
    message=MESSAGE,
    locations=listed(LOCATION),
    fixes=listed(closed(["artifactChanges"], description=MESSAGE, artifactChanges=listed(CHANGE, minItems=1))),
    properties={"type": "object"},
)
NOTIFICATION = closed(["message"], level=LEVEL, message=MESSAGE, locations=listed(LOCATION))
DRIVER = closed(["name"], name=STRING, semanticVersion=STRING, rules=listed(RULE))
RUN = closed(
    ["tool"],
    tool=closed(["driver"], driver=DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations=listed(
        closed(
            ["executionSuccessful"],
            executionSuccessful={"type": "boolean"},
            toolExecutionNotifications=listed(NOTIFICATION),
        )
    ),
    results=listed(RESULT),
)
SARIF = closed(["version", "runs"], version={"const": "2.1.0"}, runs=listed(RUN), **{"$schema": STRING})


@each_script
def test_sarif_fits_the_standard(name: str) -> None:
    log = parsed(name, "sarif")
    jsonschema.Draft202012Validator(SARIF).validate(log)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in log["runs"][0]["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_describes_every_fault_of_the_catalogue() -> None:
    rules = {rule["id"]: rule for rule in parsed("healthy", "sarif")["runs"][0]["tool"]["driver"]["rules"]}
    assert list(rules) == [fault.code for fault in catalogue()]
    assert "## Why it stops learning" in rules["U301"]["help"]["markdown"]


def test_sarif_has_the_place_the_level_and_the_repair() -> None:
    [result] = parsed("one", "sarif")["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "net.py"},
        "region": {"startLine": 5, "startColumn": 12, "endLine": 5, "endColumn": 44},
    }
    assert result["level"] == "error"
    assert "sum of each row of the output: 0.001 to 3.1 (expected: 1)" in result["message"]["text"]
    [change] = result["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": "axis=1"}
    levels = [each["level"] for each in parsed("several", "sarif")["runs"][0]["results"]]
    assert levels == ["note", "error", "warning"]


def test_sarif_says_which_scripts_could_not_be_examined() -> None:
    [invocation] = parsed("inconclusive", "sarif")["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "inconclusive: No parameter was found."
    assert parsed("one", "sarif")["runs"][0]["invocations"][0]["executionSuccessful"] is True


def test_sarif_gives_no_line_of_the_file_for_a_cell() -> None:
    [result] = parsed("notebook", "sarif")["runs"][0]["results"]
    [location] = result["locations"]
    assert "region" not in location["physicalLocation"]
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "cell 2, line 2"


def test_paths_are_references(tmp_path: Path) -> None:
    [result] = parsed("module", "sarif")["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "lay%2C%20ers%3A1.py"
    absolute = reports.render(Report(0, (script(finding(), path=str(tmp_path / "a b.py")),)), "sarif")
    assert f'"file://{tmp_path.as_posix()}/a%20b.py"' in absolute


# --- github --------------------------------------------------------------------------------------------------------


def test_github_commands() -> None:
    assert written("several", "github").split("\n") == [
        "::notice file=net.py,line=10,endLine=10,col=5,endColumn=22,title=U204 parameter-changes-shape::Grows. "
        "(follows from U301)",
        "::error file=net.py,line=5,endLine=5,col=12,endColumn=44,title=U301 softmax-over-samples::The softmax runs "
        "over the 60 samples.",
        # several lines: GitHub refuses columns
        "::warning file=net.py,line=8,endLine=9,title=U516 softmax-over-samples::The softmax runs over the 60 samples.",
        "",
    ]


def test_github_escapes_what_would_end_a_property_or_a_command() -> None:
    assert "file=lay%2C ers%3A1.py,line=1," in written("module", "github")
    command = written("nasty", "github").split("\n")[0]
    assert command.endswith(r"second %25 line")
    assert r"a\x1b[31mred" in command


def test_github_gives_no_line_of_the_file_for_a_cell() -> None:
    assert written("notebook", "github").startswith(
        "::error file=net.ipynb,title=U301 softmax-over-samples::Cell 2, line 2: The softmax"
    )
    assert written("crashed", "github").endswith("::error file=net.py,title=crashed::IndexError\n")


# --- colours, pages ------------------------------------------------------------------------------------------------


def test_in_colours_the_text_is_the_same_and_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    from unstuck import doctor_cli

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    report = Report(0, (SCRIPTS["nasty"], SCRIPTS["several"]))
    doctor_cli._write(report, "full", None)
    shown = screen.getvalue()
    assert "\x1b[" in shown
    bare = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert [line.rstrip() for line in bare.split("\n")] == write_full(report).split("\n")
    assert "[bold]b[/bold]" in bare


def test_a_page_has_its_headings_and_an_example() -> None:
    text = page(catalogue()[0])
    assert text.startswith(f"# {catalogue()[0].code} ")
    assert "# <- U" in text
    assert "# !" not in text


def test_the_list_of_pages_names_each_one() -> None:
    pages = all_pages()
    assert len(pages) == len(catalogue()) + 1
    for fault in catalogue():
        assert f"| [{fault.code}]({file_name(fault)}) | {fault.name} | {fault.title} |" in pages["README.md"]


def load_tool():
    import importlib.util

    spec = importlib.util.spec_from_file_location("tool", Path(__file__).parents[1] / "tools" / "build_fault_pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_in_docs_are_those_of_the_faults() -> None:
    tool = load_tool()
    assert tool.stale(tool.FOLDER) == [], "run: python tools/build_fault_pages.py"


def test_stale_pages_are_seen_and_repaired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    tool, folder = load_tool(), tmp_path / "faults"
    tool.build(folder)
    first = folder / file_name(catalogue()[0])
    first.write_text("changed")
    (folder / "U999-gone.md").write_text("gone")
    (folder / "README.md").unlink()
    monkeypatch.setattr("sys.argv", ["build", "--check"])
    assert tool.main(folder) == 1
    assert capsys.readouterr().out.count("differs") == 3
    assert first.read_text() == "changed"
    monkeypatch.setattr("sys.argv", ["build"])
    assert tool.main(folder) == 0
    monkeypatch.setattr("sys.argv", ["build", "--check"])
    assert tool.main(folder) == 0
    assert not (folder / "U999-gone.md").exists()
