"""Floor 4, audit: the report as one HTML page that needs nothing else: it opens offline, filters, prints, and can be sent on."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from attrs import frozen
from jinja2 import Environment, PackageLoader, StrictUndefined

from hsb_policy.core import ir
from hsb_policy.core.library import NAME, VERSION
from hsb_policy.core.words import day_in_words, listed, natural
from hsb_policy.engine.audit.auditing import Audit
from hsb_policy.engine.audit.subjects import authority_labels
from hsb_policy.engine.audit.tally import Tally
from hsb_policy.engine.audit.wanted import CAPPED, NOT_YET
from hsb_policy.reporting.audit.charts import RANGES, columns, in_ranges, quantile, spark
from hsb_policy.reporting.audit.in_words import explain_line, left_aside, not_read, of_one_id, rejected_for
from hsb_policy.reporting.audit.report_rows import SHOWN, UNTOLD, Named, ReportRows

ROOM: Final = "hsb_policy.reporting.audit"
FACTS: Final = 15  # of the evidence of a finding
MONTHS: Final = 24  # the last ones with anything in them; those before are added up

# How an outcome stands, in words that blame nobody.
STATUS_WORDS: Final[Mapping[str, str]] = {
    "not_met": "Not met",
    "failed": "Record to look at",
    "met_late": "Met late",
    "departed": "Departed from",
    "cannot_tell": "Cannot be told",
    "met": "Met",
    "outstanding": "Not yet done",
    "needs_professional": "For a person to answer",
    "answered": "Answered",
    "conflict": "Two values hold",
    "concluded": "Concluded",
    "silent": "The procedure is silent",
    "permitted": "May be done",
    "passed": "Record in order",
    "overridden": "Gives way",
    "not_applicable": "Does not apply",
}
_GRAVITY: Final = ("breach", "query", "not_yet", "met_late", "departed", "cannot_tell")
COUNTED: Final = ("not_met", "failed", "met_late", "departed", "cannot_tell")


def report_html(audit: Audit, rows: ReportRows, tables: Sequence[str]) -> str:
    """The page. `tables` are the names of the files that have all findings, for what is left out here."""
    environment = Environment(
        loader=PackageLoader(ROOM, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    places = authority_labels(audit.policy.schema)
    environment.filters.update(
        number=_number,
        day=day_in_words,
        words=_spaced,
        listed=listed,
        place=lambda name: places.get(name) or _spaced(name),
    )
    style, script = _part("report.css"), _part("report.js")
    rules = [_rule(audit, rows, row) for row in rows.rules]
    page = environment.get_template("report.html.j2").render(
        audit=audit,
        policy=audit.policy,
        tally=audit.tally,
        style=style,
        script=script,
        allowed=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'",
        words=STATUS_WORDS,
        counted=COUNTED,
        shown=SHOWN,
        untold=UNTOLD,
        facts=FACTS,
        tables=tables,
        rejected=rows.rejected,
        rejected_for=rejected_for(audit.why),
        twice=of_one_id(audit),
        not_read=not_read(audit.passed_over),
        left_aside=left_aside(audit),
        library=NAME,
        version=VERSION,
        unapproved=sum(1 for reading in audit.readings if not reading.approved),
        chosen=[reading for reading in audit.readings if not reading.is_default],
        severities=[_severity(rules, audit.tally, name) for name in ("breach", "query")],
        statements=list(_by_statement(audit.policy, rows.rules)),
        months=_by(audit.tally, 0),
        authorities=_by(audit.tally, 1),
        matrix=_matrix(audit.tally),
        late=_late(audit),
        **_rules(rules),
        **_findings(rules),
    )
    return page if page.endswith("\n") else page + "\n"


def _part(name: str) -> str:
    return files(ROOM).joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """How a page names the only style and the only script that a browser may use in it."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _number(value: int) -> str:
    return f"{value:,}"


def _spaced(name: str) -> str:
    return name.replace("_", " ")


# ---- rules and statements -----------------------------------------------------------------------------------------------------
def _rule(audit: Audit, rows: ReportRows, row: Named) -> dict[str, Any]:
    """A rule with its counts, its severities, and those of its findings that are shown."""
    name = str(row["rule"])
    severities = {severity: audit.tally.severities[name, severity] for severity in ("breach", "query")}
    findings = [
        {**finding, "explain": explain_line(audit, finding["place"], name, finding["about"] or "")}
        for finding in rows.of_rule(name)
    ]
    not_yet = audit.tally.not_yet[name]
    return {**row, **severities, "not_yet": not_yet, "findings": findings, "statement_ids": _ids(row)}


def _rules(rules: list[dict[str, Any]]) -> dict[str, Any]:
    """The rules by what they came to: with something found, the gravest first; with nothing found; those that did not run."""
    found = [rule for rule in rules if rule["findings"] or any(rule[status] for status in (*COUNTED, NOT_YET))]
    ranked = sorted(found, key=lambda r: (*(-r[by] for by in _GRAVITY), r["rule"]))
    untold_only = [rule for rule in ranked if not any(rule[s] for s in (*COUNTED, NOT_YET) if s != CAPPED)]
    return {
        "rules": rules,
        "found": ranked,
        "certain": [rule for rule in ranked if rule not in untold_only],
        "untold_only": untold_only,
        "quiet": [rule for rule in rules if rule["ran"] == "ran" and rule not in found],
    }


def _findings(rules: list[dict[str, Any]]) -> dict[str, Any]:
    """How many findings there are and are shown, and what they can be filtered by."""
    shown = [finding for rule in rules for finding in rule["findings"]]
    return {
        "listed": len(shown),
        "written": sum(rule["written"] for rule in rules),
        "beyond": sum(rule["left_out"] for rule in rules),
        "not_yet_beyond": sum(rule["outstanding_left_out"] for rule in rules),
        "explains": any(finding["explain"] for finding in shown),
        "statuses": [status for status in STATUS_WORDS if status in {finding["status"] for finding in shown}],
        "places": sorted({finding["authority"] for finding in shown if finding["authority"]}),
    }


def _severity(rules: list[dict[str, Any]], tally: Tally, name: str) -> dict[str, Any]:
    checks = sum(rule[name] for rule in rules if rule["kind"] == "check")
    return {"name": name, "records": checks, "duties": tally.of_severity(name) - checks, "cases": tally.grave[name]}


def _ids(row: Named) -> list[str]:
    return str(row["statements"]).split("; ") if row["statements"] else []


@frozen
class Line:
    """A line of a table of counts: its name, what it says beside it, and the outcomes by status."""

    name: str
    says: str
    counts: Mapping[str, int]


def _by_statement(policy: ir.Policy, rules: Sequence[Named]) -> Iterator[Line]:
    """Each statement with what the rules that carry it came to; statements about which nothing was found are left out."""
    by_id: dict[str, Counter[str]] = {}
    for row in rules:
        for id_ in _ids(row):
            counts = by_id.setdefault(id_, Counter())
            counts.update({status: int(row[status] or 0) for status in (*COUNTED, NOT_YET, "met")})
    for id_ in sorted(by_id, key=natural):
        if any(by_id[id_][status] for status in (*COUNTED, NOT_YET)):
            known = policy.statements.get(id_)
            yield Line(id_, known.summary if known is not None else "", by_id[id_])


# ---- months and authorities ---------------------------------------------------------------------------------------------------
def _by(tally: Tally, axis: int) -> list[Line]:
    """Outcomes by month (axis 0) or authority (axis 1)."""
    found: dict[str, Counter[str]] = {}
    for key, number in tally.months.items():
        found.setdefault(_month_or_authority(key[axis], axis), Counter())[key[2]] += number
    lines = [Line(name, "", counts) for name, counts in sorted(found.items())]
    if axis == 1 or len(lines) <= MONTHS:
        return lines
    dated = [line for line in lines if line.name[:1].isdigit()]
    before = Counter[str]()
    for line in dated[:-MONTHS]:
        before.update(line.counts)
    return [Line("earlier", "", before), *dated[-MONTHS:], *(line for line in lines if line not in dated)]


def _month_or_authority(name: str, axis: int) -> str:
    return name or ("no day of its own" if axis == 0 else "not said")


def _matrix(tally: Tally) -> dict[str, Any]:
    """What was not met, and records that are wrong, by month and authority."""
    cells = Counter[tuple[str, str]]()
    for (month, authority, status), number in tally.months.items():
        if status in ("not_met", "failed"):
            cells[_month_or_authority(month, 0), _month_or_authority(authority, 1)] += number
    names = sorted({authority for _, authority in cells})
    months = sorted({month for month, _ in cells})
    kept = months[-MONTHS:]
    drawn = [month for month in kept if month[:1].isdigit()]
    plot = columns(
        drawn,
        {"not_met": [sum(cells[month, name] for name in names) for month in drawn]},
        {"not_met": "not met, or records to look at"},
    )
    totals = {month: sum(cells[month, name] for name in names) for month in kept}
    return {
        "authorities": names,
        "months": kept,
        "cells": cells,
        "totals": totals,
        "left_out": len(months) - len(kept),
        "plot": plot,
    }


# ---- days late ----------------------------------------------------------------------------------------------------------------
def _late(audit: Audit) -> dict[str, Any]:
    """Days late: over all rules as a plot, and rule by rule in a table."""
    by_rule: dict[str, dict[str, Counter[int]]] = {}
    for (rule, status, days), number in audit.tally.late.items():
        by_rule.setdefault(rule, {"met_late": Counter(), "not_met": Counter()})[status][days] += number
    series = {
        status: in_ranges(sum((of[status] for of in by_rule.values()), Counter[int]()))
        for status in ("met_late", "not_met")
    }
    words = {"met_late": "met late", "not_met": "not met by the day of judging"}
    labels = {rule.name: rule.label or rule.name for rule in audit.policy.rules}
    lines = []
    for rule in sorted(by_rule):
        both = by_rule[rule]["met_late"] + by_rule[rule]["not_met"]
        lines.append(
            {
                "rule": rule,
                "label": labels[rule],
                "met_late": by_rule[rule]["met_late"].total(),
                "not_met": by_rule[rule]["not_met"].total(),
                "median": quantile(both, 50),
                "most": quantile(both, 90),
                "longest": max(both),
                "plot": spark(in_ranges(both)),
            }
        )
    names = [name for name, _ in RANGES]
    table = [(name, series["met_late"][at], series["not_met"][at]) for at, name in enumerate(names)]
    return {"plot": columns(names, series, words), "lines": lines, "table": table}
