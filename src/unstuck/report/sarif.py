"""The report as SARIF 2.1.0, the exchange format of static analysis tools (OASIS standard, 27 March 2020)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from unstuck import __version__
from unstuck.doctor.findings import Evidence, Finding, Report, ScriptReport, Span
from unstuck.doctor.pages import page

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_NOT_EXAMINED = ("crashed", "inconclusive")


def write_sarif(report: Report) -> str:
    """Write one SARIF run with all findings as results."""
    rules = _rules(report)
    index = {rule["id"]: position for position, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "unstuck", "semanticVersion": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": [_result(script, f, index[f.code]) for script in report.scripts for f in script.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _rules(report: Report) -> list[dict[str, Any]]:
    """Describe all faults of the catalogue, and what else was found (a crash has no page)."""
    from unstuck.doctor.faults import catalogue

    rules = [
        {
            "id": fault.code,
            "name": fault.name,
            "shortDescription": {"text": fault.title},
            "fullDescription": {"text": fault.page, "markdown": fault.page},
            "help": {"text": page(fault), "markdown": page(fault)},
        }
        for fault in catalogue()
    ]
    known = {fault.code for fault in catalogue()}
    others = {f.code: f.name for script in report.scripts for f in script.findings if f.code not in known}
    return rules + [{"id": code, "name": name, "shortDescription": {"text": name}} for code, name in others.items()]


def _result(script: ScriptReport, finding: Finding, rule_index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": "note" if finding.consequence_of else "warning" if finding.certainty == "suspected" else "error",
        "message": {"text": _message(finding)},
        "locations": [_location(script, finding.span)],
        "properties": {"certainty": finding.certainty, "consequenceOf": finding.consequence_of},
    }
    if finding.fix and finding.fix.edits and all(edit.span.cell is None for edit in finding.fix.edits):
        result["fixes"] = [_fix(script, finding)]
    return result


def _message(finding: Finding) -> str:
    parts = [finding.message, finding.explanation.strip(), "\n".join(map(_measurement, finding.evidence))]
    return "\n\n".join(part for part in parts if part)


def _measurement(evidence: Evidence) -> str:
    expected = f" (expected: {evidence.expected})" if evidence.expected else ""
    return f"{evidence.what}: {evidence.value}{expected}"


def _location(script: ScriptReport, span: Span) -> dict[str, Any]:
    artifact = {"artifactLocation": {"uri": _uri(span.path or script.path)}}
    if span.cell is None:
        return {"physicalLocation": {**artifact, "region": _region(span)}}
    # The lines of a notebook's cells are not those of its file, so there is no region to give.
    return {
        "physicalLocation": artifact,
        "logicalLocations": [{"fullyQualifiedName": f"cell {span.cell}, line {span.line}", "kind": "cell"}],
    }


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": max(span.line, span.end_line),
        "endColumn": span.end_column,
    }


def _fix(script: ScriptReport, finding: Finding) -> dict[str, Any]:
    assert finding.fix is not None
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in finding.fix.edits:
        replacement = {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
        changes.setdefault(_uri(edit.span.path or script.path), []).append(replacement)
    return {
        "description": {"text": finding.fix.title},
        "artifactChanges": [
            {"artifactLocation": {"uri": uri}, "replacements": replacements} for uri, replacements in changes.items()
        ],
    }


def _uri(path: str) -> str:
    """Write a path as a reference: relative as given, or file:///… if it is absolute."""
    return Path(path).as_uri() if Path(path).is_absolute() else quote(Path(path).as_posix(), errors="surrogateescape")


def _invocation(report: Report) -> dict[str, Any]:
    notes = [
        {
            "level": "error" if script.verdict == "crashed" else "warning",
            "message": {"text": f"{script.verdict}: {script.message}"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(script.path)}}}],
        }
        for script in report.scripts
        if script.verdict in _NOT_EXAMINED
    ]
    return {"executionSuccessful": not notes, "toolExecutionNotifications": notes}
