"""Ask every fault whether it is there; name each wrong value once; let a cause silence its consequences."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np

from unstuck.doctor.behind import put_right
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.clock import OutOfTime, until
from unstuck.doctor.dynamics import BESIDE, diagnose_course, on_the_way, rounded
from unstuck.doctor.evidence import Evidence, sample_axis
from unstuck.doctor.falling import meant_to_rise
from unstuck.doctor.faults import catalogue
from unstuck.doctor.findings import Finding
from unstuck.doctor.mistakes import Wrong, wrong_values
from unstuck.doctor.proportions import proportions
from unstuck.doctor.roles import ancestors, without_views
from unstuck.doctor.single_numbers import common_factor, is_entry
from unstuck.doctor.slopes_made import span_of_slope
from unstuck.doctor.trace import Node

# In which order proposals for a wrong value are tried: the more specific first.
ORDER = (
    "U611",
    "U205",
    "U202",
    "U203",
    "U516",
    "U506",
    "U504",
    "U307",
    "U505",
    "U513",
    "U507",
    "U511",
    "U508",
    "U510",
    "U509",
    "U514",
    "U512",
)
# A finding of the second kind follows from one of the first.
CAUSES = {
    "U201": ("U204", "U501", "U502", "U503", "U516", "U601"),
    "U103": ("U703", "U707", "U305"),
    "U203": ("U103", "U707", "U504", "U514", "U516"),
    "U301": ("U306", "U707"),
    "U306": ("U707", "U808"),
    "U304": ("U507", "U508", "U509", "U510", "U512", "U514"),
    "U303": ("U504", "U505", "U506", "U602", "U603", "U707", "U805", "U806", "U109"),
    "U308": ("U503", "U507", "U508", "U509", "U510", "U512", "U514", "U516"),
    "U302": ("U308", "U518", "U707"),
    "U401": ("U517",),
    "U513": ("U605",),
    "U515": ("U204",),
    "U516": ("U204",),
    "U518": ("U306",),
    "U102": ("U306", "U308"),
    "U104": ("U518", "U303", "U306", "U401", "U503", "U505", "U604"),
    "U108": ("U513", "U604"),
    "U608": ("U601", "U602", "U606", "U306", "U604"),
    "U704": ("U604", "U707"),
    "U501": ("U306", "U602", "U806"),
    "U503": ("U306", "U602"),
    "U601": ("U306", "U602"),
    "U109": ("U602", "U306", "U806"),
    "U101": ("U805", "U602", "U306", "U806"),
    "U802": ("U805", "U806", "U602", "U306"),
    "U804": ("U805", "U803", "U707"),
    "U803": ("U707",),
    "U602": ("U306", "U806", "U805"),
    "U603": ("U707",),
    "U604": ("U605",),
    "U606": ("U603", "U707"),
    "U509": ("U306",),
}


WRONG_CLASS = tuple(code for code in CAUSES["U104"] if code != "U503")  # where rows are taught as another class
FEW_CLASSES = 2
# With one of these the gradients are those of a loss that is not meant: what they say about single values is not told.
NOT_MEANT = {"U102", "U202", "U104", "U301", "U302", "U308", "U518", "U201", "U608"}
# What is looked for once more where the mistakes before it are put right, apart from what explains wrong values.
BEHIND = ("U505", "U513", "U515", "U516", "U517")
SIGNS = ("U503", "U601")  # the same, behind what leaves the sign as it is: a slope that is missing or another
SLOPES = {"U504", "U505", "U507", "U508", "U509", "U510"}
CHANCE = 3  # single numbers that may be multiples of some derivative by chance


def diagnose(case: Case) -> list[Finding]:
    """Run all faults over a case.

    Returns
    -------
    list of Finding
        By line; those that follow from another name its code in `consequence_of`.
    """
    by_code = {fault.code: fault.module for fault in catalogue()}
    findings: list[Finding] = []
    try:
        with until(case.deadline):
            _look(case, by_code, findings)
    except OutOfTime:
        case.late = True
        case.failures[_unasked(case, by_code)] = "there was no time left for them"
    of_classes = any(f.code == "U104" for f in findings) and _names_classes(case)
    return _arrange(findings, CAUSES | {"U104": WRONG_CLASS} if of_classes else CAUSES)


def _names_classes(case: Case) -> bool:
    """Say whether each row of the targets has a 1 for a class of its own, if any, and zeros beside it."""
    joins = case.first.round.joins if case.first is not None else []
    for join in joins:
        target = np.asarray(join.target)
        if case.first is None or target.ndim != 2 or target.dtype.kind not in "fiub":
            return False
        hot = np.moveaxis(target, sample_axis(case.first, join), 0)
        if hot.shape[1] < FEW_CLASSES or not np.isin(hot, (0, 1)).all() or hot.sum(axis=1).max(initial=0) > 1:
            return False
    return bool(joins)


def _unasked(case: Case, by_code: Mapping[str, object]) -> str:
    """Say which faults were not looked for, or not to the end, when the time was over."""
    left = [c for c in sorted(by_code) if hasattr(by_code[c], "diagnose") and c not in case.asked]
    return f"the faults from {left[0]} on" if left else "what explains the wrong values, or the course of training,"


def _look(case: Case, by_code: Mapping[str, Any], findings: list[Finding]) -> None:
    """Look for all faults; what is found is put into a list at once."""
    _settle_the_loss(case, by_code)
    _let_sigmoids_rise(case)
    for code in sorted(by_code):
        rule = getattr(by_code[code], "diagnose", None)
        if rule is not None:
            findings += _asked(case, code, rule)
            case.asked.add(code)
    claimed = {f.code for f in findings if f.code not in BESIDE or (case.first is not None and on_the_way(case, f))}
    if "U104" in claimed and _names_classes(case):
        claimed -= {"U104"}  # the wrong class is a class, too: the gradients are those of a loss
    named: dict[Node, Finding | None] = {}
    only_later = case.first is not None and case.first is not case.evidence[0]
    for wrong in case.wrong:
        if _adds_a_term(wrong):
            continue
        if "U606" in claimed and only_later:
            break  # the backward pass was right while nothing of an earlier one was in it
        if claimed & NOT_MEANT:
            break  # the backward pass is measured against a loss that is not meant
        named[wrong.node] = _named(case, wrong, by_code)
    for wrong in case.wrong:
        if wrong.node in named:
            finding = named[wrong.node]
            way = wrong.evidence.way(wrong.compared)  # a mistake that has a name explains its parameter
            causes = [node for node in named if named[node] is not None]
            follows = any(node in way or _on_one_way(case, wrong.node, node) for node in causes)
            places = case.spans(wrong.end)
            follows = follows or any(places[0] in f.span for f in findings)  # it has a name there
            follows = follows or any(f.span in places for f in findings if f.code.startswith("U5"))
            told = np.size(wrong.node.value) > 1 or _is_told_by_the_others(wrong)
            certain = not follows and told and _is_the_loss_known(case)
            findings += [finding] if finding is not None else [_unnamed(case, wrong)] if certain else []
    before = {(f.code, f.span) for f in findings}
    places = [f.span for f in findings if f.code.startswith("U5")]
    known = [w for w in case.wrong if named.get(w.node) is not None or case.span(w.end) in places]
    behind = _behind(case, known, findings, by_code)
    # What one line does to each layer in turn is told once.
    findings += [f for f in behind if (f.code, f.span) not in before and f.span not in places]
    if rounded(case):
        findings[:] = [f for f in findings if not f.code.startswith("U5")]
    try:
        findings += diagnose_course(case, findings, by_code)
    except Exception as error:  # what was found exactly must not be lost with it
        case.failures["what the course of training shows"] = f"{type(error).__name__}: {error}"


def _asked(case: Case, code: str, rule: Callable[[Case], Iterable[Finding]]) -> list[Finding]:
    """Ask a rule. One that fails on a script's odd values is left out, and the report says so."""
    try:
        return list(rule(case))
    except Exception as error:
        case.failures[code] = f"{type(error).__name__}: {error}"
        return []


def _on_one_way(case: Case, one: Node, other: Node) -> bool:
    """Say whether one value was made out of the other."""
    return any(a in ancestors([b], case.roles.version) for a, b in ((one, other), (other, one)))


def _settle_the_loss(case: Case, by_code: Mapping[str, object]) -> None:
    """Where several losses explain the steps as well, mean the one under which each wrong value is a known mistake."""
    first = case.first
    if first is None or all(_adds_a_term(wrong) or _named(case, wrong, by_code) for wrong in case.wrong):
        return
    if any(_is_wholly_right(earlier) for earlier in case.evidence[: case.evidence.index(first)]):
        return  # this loss is meant: what is wrong later is what remembers
    for other in first.others:
        wrong = wrong_values(other)
        if wrong and all(_named(case, each, by_code) for each in wrong):
            name = other.loss.name
            case.evidence = [next((o for o in e.others if o.loss.name == name), e) for e in case.evidence]
            del case.wrong  # is computed again
            return


def _is_wholly_right(evidence: Evidence) -> bool:
    moved = [c for c in evidence.compared if c.moved and not c.flat and np.size(c.true) > CHANCE]
    return bool(moved) and all(c.right for c in moved)


def _let_sigmoids_rise(case: Case) -> None:
    """Hold the steps against a sigmoid that rises, where it has lost its minus: what else is wrong is seen then."""
    first = case.first
    meant = meant_to_rise(case.evidence, first) if first is not None else None
    if meant is not None:
        case.lost_minus, case.evidence = meant
        case.as_it_is = first
        vars(case).pop("wrong", None)  # is computed again


def _named(case: Case, wrong: Wrong, by_code: Mapping[str, object]) -> Finding | None:
    """Let the faults propose what a wrong value was meant to be; the first that puts it right names it."""
    for each in [one for one in (wrong, wrong.sent_back()) if one is not None]:
        for code in ORDER:
            rule = getattr(by_code.get(code), "explain_wrong", None)
            named = _asked(case, code, partial(_explained, rule, each)) if rule is not None else []
            if named:
                return named[0]
    return None


def _explained(rule: Callable[[Case, Wrong], Finding | None], wrong: Wrong, case: Case) -> list[Finding]:
    finding = rule(case, wrong)
    return [finding] if finding is not None else []


def _behind(
    case: Case, known: list[Wrong], told: list[Finding], by_code: Mapping[str, object], *, signed: bool = True
) -> list[Finding]:
    """Name the mistakes that come after others, which are known and told, on the way to a parameter.

    What was made of no right value gets a sign by choice alone: `signed` says that there was none such before.
    """
    if case.first is None or not known:
        return []
    findings = []
    signed = signed and all(wrong.source is not None for wrong in known)
    with put_right(case.first, known, without_factors=True) as evidence:
        if evidence is None:
            return []
        rest = dataclasses.replace(case, evidence=[evidence], experiments=None, failures={})
        mistakes = {f.code for f in told if f.code[:2] in ("U2", "U5")}
        signed = signed and bool(mistakes) and mistakes <= SLOPES and _as_before(case.first, evidence)
        for code in (*BEHIND, *(SIGNS if signed else ())):
            findings += _asked(rest, code, by_code[code].diagnose)  # type: ignore[attr-defined]
        explained = []
        for wrong in rest.wrong:
            finding = _named(rest, wrong, by_code) if not _adds_a_term(wrong) else None
            if finding is None:
                continue
            with put_right(evidence, [wrong]) as better:  # what cannot be put right is no explanation
                if better is not None:
                    findings += [finding] if not _is_told(case, finding, wrong, told) else []
                    explained.append(wrong)
        return findings + _behind(rest, explained, told + findings, by_code, signed=signed)


def _as_before(first: Evidence, evidence: Evidence) -> bool:
    """Say whether what goes uphill behind other mistakes did so with them, too."""
    before = {c.slot.number: c.cosine for c in first.compared}
    return all(before[p.compared.slot.number] < 0 for p in proportions(evidence) if p.factor < 0)


def _is_told(case: Case, finding: Finding, wrong: Wrong, told: list[Finding]) -> bool:
    """Say whether a mistake is one that is told already: in a function that other layers call, too."""
    places = [span for node in (*wrong.node.inputs, *wrong.end.inputs) if node.site >= 0 for span in case.spans(node)]
    return any(f.code == finding.code and f.span in places for f in told)


def _is_the_loss_known(case: Case) -> bool:
    """Say whether the loss is the right one to measure by: some step follows it, or the script itself computes it."""
    assert case.first is not None
    followed = sum(np.size(c.true) for c in case.first.compared if c.right and c.moved and not c.flat)
    computed = {own.kind.name for own in case.first.own if own.kind is not None}
    return followed >= CHANCE or case.first.loss.name in computed


def _is_told_by_the_others(wrong: Wrong) -> bool:
    """Say whether a single number is known to be wrong: most others move along their gradients, by one rate."""
    evidence = wrong.evidence
    computed = {own.kind.name for own in evidence.own if own.kind is not None}
    return evidence.loss.name in computed and common_factor(evidence) is not None


def _adds_a_term(wrong: Wrong) -> bool:
    """Say whether something of its size is added to a right derivative: it may belong to another term of the loss."""
    node = wrong.node
    if node.name == "getitem" and wrong.source in node.inputs:  # a part of it: `G[:-1] += penalty * W[:-1]`
        users = wrong.evidence.roles.users.get(node, ())
        node = users[0] if len(users) == 1 else node
    terms = [s for s in node.inputs if np.shape(s.value) == np.shape(node.value)]
    if all(s in wrong.evidence.matches for s in terms):
        return False  # both are derivatives of this loss, which do not belong together
    if any(is_entry(wrong.evidence.roles, s) for s in terms):
        return False  # an update
    met = any(join.node is node for join in wrong.evidence.round.joins)
    return wrong.source is not None and node.name in ("add", "sub", "subtract") and len(terms) == 2 and not met


def _unnamed(case: Case, wrong: Wrong) -> Finding:
    """Say that a value is wrong where no fault explains how."""
    name = wrong.node.name
    weights = {part for c in wrong.evidence.compared if not wrong.evidence.is_bias(c) for part in _joined(c.before)}
    products = name in ("mul", "dot", "matmul", "einsum")
    if wrong.source is None:
        module = "u504_extra_output_derivative"
    elif products and (weights & _parts(wrong.node) or wrong.sent_back() is not None):
        module = "u511_weight_not_transposed"  # an error on its way through a layer
    elif name == "mul" and np.size(wrong.node.value) == np.size(wrong.compared.true) > np.size(wrong.source.value):
        module = "u514_another_layers_activation"  # an error, and what the layer was given
    elif name in ("mul", "multiply", "div", "setitem", "where"):
        module = "u509_derivative_of_another_activation"
    elif wrong.evidence.is_bias(wrong.compared):
        module = "u516_bias_gradient_reduction"
    else:
        module = "u514_another_layers_activation"
    c = wrong.compared
    place = span_of_slope(case, wrong) if module.startswith("u509") else case.span(wrong.end)
    return found(
        "." + module,
        place,
        f"`{case.text(place)}` is not the derivative of the loss, though it is made of right values.",
        f"From here on the gradient of {c.name} is wrong: it no longer points uphill, so the step against it does not "
        "go downhill. None of the usual mistakes reproduces the value, so it is only known where it goes wrong: derive "
        "this line again.",
        (f"cosine of the step and the true gradient, {c.name}", number(c.cosine), "1"),
    )


def _parts(node: Node) -> set[Node]:
    """Collect the operands; of several that were put together, as plain numbers are, each."""
    return {part for source in node.inputs for part in _joined(without_views(source))}


def _joined(node: Node) -> tuple[Node, ...]:
    return (node, *(node.inputs if node.name == "concatenate" else ()))


def _arrange(findings: list[Finding], causes: Mapping[str, tuple[str, ...]]) -> list[Finding]:
    codes = {f.code for f in findings}
    sure = {f.code for f in findings if f.certainty != "suspected"}
    out: dict[tuple[str, int, str | None], Finding] = {}
    for finding in findings:
        known = codes if finding.certainty == "suspected" else sure  # a suspicion explains no measurement
        cause = next((c for c, effects in causes.items() if c in known and finding.code in effects), None)
        if cause is not None and finding.consequence_of is None:
            finding = dataclasses.replace(finding, consequence_of=cause)
        elif finding.consequence_of is not None and finding.consequence_of not in codes:
            finding = dataclasses.replace(finding, consequence_of=None)
        out.setdefault((finding.code, finding.span.line, finding.span.path), finding)
    return sorted(out.values(), key=lambda f: (f.consequence_of is not None, f.span.path or "", f.span.line))
