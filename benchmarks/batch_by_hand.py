"""The flat and the nested work as people write them by hand for a million cases: in DuckDB's SQL, and in polars where that is installed."""

from pathlib import Path
from typing import Any, Final

import duckdb

DECISIONS: Final = {
    "s01_referral_required": "referral",
    "s02_professional_judgement": "judgement",
    "s03_no_further_action": "no_action",
    "s04_similar_age_consensual": "similar_age",
    "s05_chair_authority": "CASE WHEN harmer_authority <> victim_authority THEN incident_authority ELSE victim_authority END",
    "s06_combined_meeting": "referral AND same_household AND harmer_authority = victim_authority",
    "s07_separate_workers_breach": "breach",
    "s08_eligible": "eligible",
    "s09_programme": "CASE WHEN (male AND harmer_age BETWEEN 5 AND 11) OR (NOT male AND eligible) THEN 'tailored' "
    "WHEN male AND harmer_age BETWEEN 12 AND 17 AND harmer_ld = 'none' THEN 'change_for_good' ELSE 'no_programme' END",
    "s10_assessment_tool": "CASE WHEN harmer_age < 12 THEN 'aim_u12' ELSE 'aim2' END",
    "s11_conference": "section47 AND at_risk",
    "s12_multi_agency_meeting": "section47 AND NOT at_risk",
    "s13_consider_removal": "removal",
    "s14_information_sharing": "CASE WHEN by_a_professional THEN 'full' ELSE 'limited' END",
    "s15_child_in_need_plan": "meets_threshold AND NOT section47",
    "s16_early_help": "NOT meets_threshold AND NOT section47 AND (judgement OR no_action)",
    "s17_harmer_assessment": "referral AND harmer_age >= 10 AND NOT similar_age",
    "s18_out_of_area": "harmer_authority <> incident_authority OR victim_authority <> incident_authority",
    "s19_escalate": "breach OR (removal AND at_risk)",
    "s20_priority": "CASE WHEN referral AND at_risk THEN 'immediate' WHEN referral OR section47 THEN 'high' "
    "WHEN judgement THEN 'medium' ELSE 'low' END",
}


def flat_in_duckdb(source: Path, target: Path) -> None:
    """The twenty decisions in three steps, each of which reads the one before."""
    told = ", ".join(f"{sql} AS {name}" for name, sql in DECISIONS.items())
    duckdb.connect().execute(
        f"""COPY (
        WITH a AS (SELECT *, (victim_age < 13 AND sexually_harmed) OR behaviour = 'red' AS referral,
                harmer_gender = 'male' AS male, section47 AND victim_worker = harmer_worker AS breach,
                mutually_agreed AND NOT exploitative AND victim_age BETWEEN 13 AND 17 AND harmer_age BETWEEN 13 AND 17
                    AND abs(victim_age - harmer_age) <= 2 AS similar_age,
                harmer_age BETWEEN 5 AND 17 AND harmer_ld IN ('none', 'mild', 'moderate') AND NOT disability_prevents AS eligible
            FROM read_parquet('{source}')),
        b AS (SELECT *, behaviour = 'amber' AND NOT referral AS judgement, behaviour = 'green' AND NOT referral AS no_action,
                same_household AND victim_age < harmer_age AND referral AS removal FROM a)
        SELECT {told} FROM b) TO '{target}' (FORMAT parquet)"""
    )


def flat_in_polars(source: Path, target: Path) -> None:
    """The same, lazily."""
    import polars as pl  # type: ignore[import-not-found,unused-ignore] # noqa: PLC0415 - not of this project: only where it is installed

    c, lit = pl.col, pl.lit
    a = pl.scan_parquet(source).with_columns(
        referral=((c.victim_age < 13) & c.sexually_harmed) | (c.behaviour == "red"),
        male=c.harmer_gender == "male",
        breach=c.section47 & (c.victim_worker == c.harmer_worker),
        similar=c.mutually_agreed
        & ~c.exploitative
        & c.victim_age.is_between(13, 17)
        & c.harmer_age.is_between(13, 17)
        & ((c.victim_age - c.harmer_age).abs() <= 2),
        eligible=c.harmer_age.is_between(5, 17)
        & c.harmer_ld.is_in(["none", "mild", "moderate"])
        & ~c.disability_prevents,
    )
    b = a.with_columns(
        judgement=(c.behaviour == "amber") & ~c.referral,
        no_action=(c.behaviour == "green") & ~c.referral,
        removal=c.same_household & (c.victim_age < c.harmer_age) & c.referral,
    )
    decisions: dict[str, Any] = {
        "s01_referral_required": c.referral,
        "s02_professional_judgement": c.judgement,
        "s03_no_further_action": c.no_action,
        "s04_similar_age_consensual": c.similar,
        "s05_chair_authority": pl.when(c.harmer_authority != c.victim_authority)
        .then(c.incident_authority)
        .otherwise(c.victim_authority),
        "s06_combined_meeting": c.referral & c.same_household & (c.harmer_authority == c.victim_authority),
        "s07_separate_workers_breach": c.breach,
        "s08_eligible": c.eligible,
        "s09_programme": pl.when((c.male & c.harmer_age.is_between(5, 11)) | (~c.male & c.eligible))
        .then(lit("tailored"))
        .when(c.male & c.harmer_age.is_between(12, 17) & (c.harmer_ld == "none"))
        .then(lit("change_for_good"))
        .otherwise(lit("no_programme")),
        "s10_assessment_tool": pl.when(c.harmer_age < 12).then(lit("aim_u12")).otherwise(lit("aim2")),
        "s11_conference": c.section47 & c.at_risk,
        "s12_multi_agency_meeting": c.section47 & ~c.at_risk,
        "s13_consider_removal": c.removal,
        "s14_information_sharing": pl.when(c.by_a_professional).then(lit("full")).otherwise(lit("limited")),
        "s15_child_in_need_plan": c.meets_threshold & ~c.section47,
        "s16_early_help": ~c.meets_threshold & ~c.section47 & (c.judgement | c.no_action),
        "s17_harmer_assessment": c.referral & (c.harmer_age >= 10) & ~c.similar,
        "s18_out_of_area": (c.harmer_authority != c.incident_authority) | (c.victim_authority != c.incident_authority),
        "s19_escalate": c.breach | (c.removal & c.at_risk),
        "s20_priority": pl.when(c.referral & c.at_risk)
        .then(lit("immediate"))
        .when(c.referral | c.section47)
        .then(lit("high"))
        .when(c.judgement)
        .then(lit("medium"))
        .otherwise(lit("low")),
    }
    b.select(**decisions).sink_parquet(target)


NEXT_WORKING_DAYS: Final = "next_working_days"


def nested_in_duckdb(source: Path, target: Path, holidays: list[str]) -> None:
    """The two checks with list lambdas, over a table of the next working day after each day."""
    connection = duckdb.connect()
    closed = ", ".join(f"DATE '{day}'" for day in holidays)
    connection.execute(
        f"""CREATE TEMP TABLE days AS SELECT CAST(d AS DATE) AS d FROM range(DATE '2023-12-25', DATE '2026-03-01', INTERVAL 1 DAY) t(d);
        CREATE TEMP TABLE working AS SELECT d FROM days WHERE isodow(d) < 6 AND d NOT IN ({closed});
        CREATE TEMP TABLE {NEXT_WORKING_DAYS} AS SELECT days.d, min(w.d) AS n FROM days JOIN working w ON w.d > days.d GROUP BY 1"""
    )
    connection.execute(
        f"""COPY (
        WITH a AS (SELECT *, list_transform(children, lambda x: x.sw) AS sws,
                list_min(list_transform(list_filter(events, lambda x: x.kind = 'referral'), lambda x: x.date)) AS d1
            FROM read_parquet('{source}'))
        SELECT CASE WHEN list_count(sws) < len(sws) OR len(list_distinct(sws)) < len(sws) THEN 'failed' ELSE 'passed' END AS own_sw,
            CASE WHEN d1 IS NOT NULL THEN len(list_filter(events,
                lambda x: x.kind = 'strategy_meeting' AND x.date >= d1 AND x.date <= n)) > 0 END AS in_time
        FROM a LEFT JOIN {NEXT_WORKING_DAYS} ON d = d1) TO '{target}' (FORMAT parquet)"""
    )


def nested_in_polars(source: Path, target: Path, holidays: list[str]) -> None:
    """The two checks with the namespace for lists."""
    from datetime import date  # noqa: PLC0415

    import polars as pl  # type: ignore[import-not-found,unused-ignore] # noqa: PLC0415

    e = pl.element()
    closed = [date.fromisoformat(day) for day in holidays]

    def dates(kind: str) -> Any:
        return pl.col.events.list.eval(
            pl.when(e.struct.field("kind") == kind).then(e.struct.field("date")).otherwise(None).drop_nulls()
        )

    sws = pl.col.children.list.eval(e.struct.field("sw"))
    a = pl.scan_parquet(source).select(
        own_sw=pl.when((sws.list.n_unique() < sws.list.len()) | sws.list.eval(e.is_null()).list.any())
        .then(pl.lit("failed"))
        .otherwise(pl.lit("passed")),
        d1=dates("referral").list.min(),
        meetings=dates("strategy_meeting"),
    )
    b = a.with_columns(
        end=(pl.col.d1 + pl.duration(days=1)).dt.add_business_days(0, holidays=closed, roll="forward"),
        before=pl.col.meetings.list.eval(e),
    )
    late = (
        b.with_row_index("at")
        .explode("meetings")
        .filter((pl.col.meetings >= pl.col.d1) & (pl.col.meetings <= pl.col.end))
    )
    hits = late.select("at").unique().with_columns(hit=True)
    c = b.with_row_index("at").join(hits, on="at", how="left", maintain_order="left")
    c.select(
        own_sw="own_sw", in_time=pl.when(pl.col.d1.is_not_null()).then(pl.col.hit.fill_null(value=False))
    ).sink_parquet(target)
