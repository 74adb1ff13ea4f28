"""The reference work: twenty decisions from nineteen flat facts, as plain Python writes it, with and without unknown facts.

`two_valued` takes every fact for known. `three_valued` is what a developer writes who checks each fact: None is "not known", and a
decision of None "cannot be told". Both are written for speed: no calls, nothing worked out twice.
"""

import random
from typing import Any

AUTHORITIES = ("northshire", "southshire", "eastborough", "westborough")
DECISIONS = (
    "s01_referral_required",
    "s02_professional_judgement",
    "s03_no_further_action",
    "s04_similar_age_consensual",
    "s05_chair_authority",
    "s06_combined_meeting",
    "s07_separate_workers_breach",
    "s08_eligible",
    "s09_programme",
    "s10_assessment_tool",
    "s11_conference",
    "s12_multi_agency_meeting",
    "s13_consider_removal",
    "s14_information_sharing",
    "s15_child_in_need_plan",
    "s16_early_help",
    "s17_harmer_assessment",
    "s18_out_of_area",
    "s19_escalate",
    "s20_priority",
)

Facts = dict[str, Any]


def cases(number: int, unknown: float, seed: int = 7) -> list[Facts]:
    """Random facts; each of them is unknown in that share of the cases."""
    draw = random.Random(seed)

    def yes() -> bool:
        return draw.random() < 0.5

    found = []
    for _ in range(number):
        facts = {
            "victim_age": draw.randint(0, 17),
            "harmer_age": draw.randint(0, 17),
            "harmer_gender": draw.choice(("male", "female")),
            "harmer_ld": draw.choice(("none", "mild", "moderate", "severe")),
            "disability_prevents": yes(),
            "sexually_harmed": yes(),
            "behaviour": draw.choice(("green", "amber", "red")),
            "mutually_agreed": yes(),
            "exploitative": yes(),
            "harmer_authority": draw.choice(AUTHORITIES),
            "victim_authority": draw.choice(AUTHORITIES),
            "incident_authority": draw.choice(AUTHORITIES),
            "section47": yes(),
            "victim_worker": f"SW{draw.randint(0, 4)}",
            "harmer_worker": f"SW{draw.randint(0, 4)}",
            "meets_threshold": yes(),
            "at_risk": yes(),
            "same_household": yes(),
            "by_a_professional": yes(),
        }
        found.append({name: None if draw.random() < unknown else value for name, value in facts.items()})
    return found


def document(facts: Facts) -> dict[str, Any]:
    """The facts as a case file."""
    return {"case_id": "A", "as_at": "2025-03-20", **facts}


def two_valued(f: Facts) -> dict[str, Any]:
    """All facts are known."""
    va, ha = f["victim_age"], f["harmer_age"]
    behaviour, s47, risk = f["behaviour"], f["section47"], f["at_risk"]
    h_auth, v_auth, i_auth = f["harmer_authority"], f["victim_authority"], f["incident_authority"]
    male, ld, home = f["harmer_gender"] == "male", f["harmer_ld"], f["same_household"]
    referral = (va < 13 and f["sexually_harmed"]) or behaviour == "red"
    judgement = behaviour == "amber" and not referral
    no_action = behaviour == "green" and not referral
    similar = f["mutually_agreed"] and not f["exploitative"] and 13 <= va <= 17 and 13 <= ha <= 17 and abs(va - ha) <= 2
    breach = s47 and f["victim_worker"] == f["harmer_worker"]
    eligible = 5 <= ha <= 17 and ld in ("none", "mild", "moderate") and not f["disability_prevents"]
    removal = home and va < ha and referral
    return {
        "s01_referral_required": referral,
        "s02_professional_judgement": judgement,
        "s03_no_further_action": no_action,
        "s04_similar_age_consensual": similar,
        "s05_chair_authority": i_auth if h_auth != v_auth else v_auth,
        "s06_combined_meeting": referral and home and h_auth == v_auth,
        "s07_separate_workers_breach": breach,
        "s08_eligible": eligible,
        "s09_programme": "tailored"
        if (male and 5 <= ha <= 11) or (not male and eligible)
        else "change_for_good"
        if male and 12 <= ha <= 17 and ld == "none"
        else "no_programme",
        "s10_assessment_tool": "aim_u12" if ha < 12 else "aim2",
        "s11_conference": s47 and risk,
        "s12_multi_agency_meeting": s47 and not risk,
        "s13_consider_removal": removal,
        "s14_information_sharing": "full" if f["by_a_professional"] else "limited",
        "s15_child_in_need_plan": f["meets_threshold"] and not s47,
        "s16_early_help": not f["meets_threshold"] and not s47 and (judgement or no_action),
        "s17_harmer_assessment": referral and ha >= 10 and not similar,
        "s18_out_of_area": h_auth != i_auth or v_auth != i_auth,
        "s19_escalate": breach or (removal and risk),
        "s20_priority": "immediate"
        if referral and risk
        else "high"
        if referral or s47
        else "medium"
        if judgement
        else "low",
    }


def three_valued(f: Facts) -> dict[str, Any]:
    """None among the facts is not known; None among the decisions cannot be told."""
    va, ha = f["victim_age"], f["harmer_age"]
    behaviour, s47, risk = f["behaviour"], f["section47"], f["at_risk"]
    h_auth, v_auth, i_auth = f["harmer_authority"], f["victim_authority"], f["incident_authority"]
    gender, ld, home = f["harmer_gender"], f["harmer_ld"], f["same_household"]
    harmed, agreed, exploitative = f["sexually_harmed"], f["mutually_agreed"], f["exploitative"]
    v_worker, h_worker = f["victim_worker"], f["harmer_worker"]
    prevents, threshold, professional = f["disability_prevents"], f["meets_threshold"], f["by_a_professional"]

    young = None if va is None else va < 13
    if behaviour == "red" or (young and harmed):
        referral: bool | None = True
    elif behaviour is None or (young is not False and harmed is not False):
        referral = None
    else:
        referral = False
    if behaviour is None:
        judgement: bool | None = False if referral else None
        no_action: bool | None = judgement
    else:
        judgement = False if behaviour != "amber" or referral else None if referral is None else True
        no_action = False if behaviour != "green" or referral else None if referral is None else True
    if agreed is False or exploitative or (va is not None and va < 13) or (ha is not None and ha < 13):
        similar: bool | None = False
    elif va is None or ha is None:
        similar = None
    elif abs(va - ha) > 2:
        similar = False
    else:
        similar = None if agreed is None or exploitative is None else True
    same_authority = None if h_auth is None or v_auth is None else h_auth == v_auth
    same_chair = v_auth if v_auth == i_auth else None
    chair = same_chair if same_authority is None else v_auth if same_authority else i_auth
    if referral is False or home is False or same_authority is False:
        combined: bool | None = False
    else:
        combined = True if referral and home and same_authority else None
    if s47 is False:
        breach: bool | None = False
    elif v_worker is None or h_worker is None:
        breach = None
    elif v_worker != h_worker:
        breach = False
    else:
        breach = s47
    in_ages = None if ha is None else 5 <= ha <= 17
    if in_ages is False or ld == "severe" or prevents:
        eligible: bool | None = False
    else:
        eligible = None if in_ages is None or ld is None or prevents is None else True
    if gender == "male":
        if ha is None:
            programme = None
        elif 5 <= ha <= 11:
            programme = "tailored"
        elif 12 <= ha <= 17:
            programme = None if ld is None else "change_for_good" if ld == "none" else "no_programme"
        else:
            programme = "no_programme"
    elif gender is None:
        programme = "no_programme" if ha is not None and ha < 5 else None
        if ha is not None and ha >= 12 and eligible is False and ld is not None and ld != "none":
            programme = "no_programme"
    else:
        programme = None if eligible is None else "tailored" if eligible else "no_programme"
    older = None if va is None or ha is None else va < ha
    if home is False or older is False or referral is False:
        removal: bool | None = False
    else:
        removal = True if home and older and referral else None
    if s47 is False:
        conference: bool | None = False
        meeting: bool | None = False
        plan = threshold
    else:
        conference = False if risk is False else None if s47 is None or risk is None else True
        meeting = False if risk else None if s47 is None or risk is None else True
        plan = False if s47 or threshold is False else None
    if threshold or s47 or (judgement is False and no_action is False):
        early: bool | None = False
    elif threshold is None or s47 is None:
        early = None
    else:
        early = True if judgement or no_action else None
    if referral is False or (ha is not None and ha < 10) or similar:
        assessment: bool | None = False
    else:
        assessment = None if referral is None or ha is None or similar is None else True
    if i_auth is None:
        away: bool | None = None
    elif (h_auth is not None and h_auth != i_auth) or (v_auth is not None and v_auth != i_auth):
        away = True
    else:
        away = None if h_auth is None or v_auth is None else False
    if breach or (removal and risk):
        escalate: bool | None = True
    elif breach is False and (removal is False or risk is False):
        escalate = False
    else:
        escalate = None
    urgent = False if referral is False or risk is False else None if referral is None or risk is None else True
    if urgent:
        priority: str | None = "immediate"
    elif referral or s47:
        priority = None if urgent is None else "high"
    elif referral is None or s47 is None:
        priority = None
    else:
        priority = None if judgement is None else "medium" if judgement else "low"
    return {
        "s01_referral_required": referral,
        "s02_professional_judgement": judgement,
        "s03_no_further_action": no_action,
        "s04_similar_age_consensual": similar,
        "s05_chair_authority": chair,
        "s06_combined_meeting": combined,
        "s07_separate_workers_breach": breach,
        "s08_eligible": eligible,
        "s09_programme": programme,
        "s10_assessment_tool": None if ha is None else "aim_u12" if ha < 12 else "aim2",
        "s11_conference": conference,
        "s12_multi_agency_meeting": meeting,
        "s13_consider_removal": removal,
        "s14_information_sharing": None if professional is None else "full" if professional else "limited",
        "s15_child_in_need_plan": plan,
        "s16_early_help": early,
        "s17_harmer_assessment": assessment,
        "s18_out_of_area": away,
        "s19_escalate": escalate,
        "s20_priority": priority,
    }
