"""The report as JSON, for programs; `schema.json` beside this file describes it."""

from __future__ import annotations

import dataclasses
import json
import math
from importlib import resources
from typing import Any

from unstuck import __version__
from unstuck.doctor.findings import Edit, Finding, Report, Roles, ScriptReport, Span, ValueRole

SCHEMA = 1


def write_json(report: Report) -> str:
    """Write JSON in ASCII; a number that is not finite is null."""
    return json.dumps(as_record(report), indent=1, allow_nan=False) + "\n"


def read_schema() -> dict[str, Any]:
    """Read the JSON Schema (draft 2020-12) of what `write_json` writes."""
    text = resources.files("unstuck.report").joinpath("schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def as_record(report: Report) -> dict[str, Any]:
    """Turn a report into dicts, lists, strings, finite numbers and None."""
    record: dict[str, Any] = _finite(
        {
            "schema": SCHEMA,
            "tool": f"unstuck {__version__}",
            "seconds": round(report.seconds, 3),
            "scripts": [_script(script) for script in report.scripts],
        }
    )
    return record


def _script(script: ScriptReport) -> dict[str, Any]:
    return {
        "path": script.path,
        "verdict": script.verdict,
        "message": script.message,
        "roles": _roles(script.roles),
        "gradients": [dataclasses.asdict(gradient) for gradient in script.gradients],
        "findings": [_finding(finding) for finding in script.findings],
        "diff": script.diff,
        "proof": script.proof and dataclasses.asdict(script.proof),
        "printed": script.printed,
        "left_out": list(script.left_out),
    }


def _roles(roles: Roles) -> dict[str, Any]:
    return {
        "summary": roles.summary,
        "parameters": [{"name": p.name, "shape": list(p.shape), "line": p.line} for p in roles.parameters],
        "loss": _value(roles.loss),
        "output": _value(roles.output),
        "learning_rate": roles.learning_rate,
        "samples": roles.samples,
        "updates": [{"line": update.line, "parameter": update.parameter} for update in roles.updates],
    }


def _value(role: ValueRole | None) -> dict[str, Any] | None:
    if role is None:
        return None
    return {"name": role.name, "line": role.line, "kind": role.kind, "shape": list(role.shape)}


def _finding(finding: Finding) -> dict[str, Any]:
    fix = finding.fix
    return {
        "code": finding.code,
        "name": finding.name,
        "certainty": finding.certainty,
        **_span(finding.span),
        "message": finding.message,
        "explanation": finding.explanation,
        "evidence": [dataclasses.asdict(evidence) for evidence in finding.evidence],
        "consequence_of": finding.consequence_of,
        "fix": fix and {"title": fix.title, "safety": fix.safety, "edits": [_edit(edit) for edit in fix.edits]},
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {**_span(edit.span), "text": edit.text}


def _span(span: Span) -> dict[str, Any]:
    """Flatten a span; `path` and `cell` are left out where the place is in the script itself."""
    return {key: value for key, value in dataclasses.asdict(span).items() if value is not None}


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    return [_finite(entry) for entry in value] if isinstance(value, list | tuple) else value
