"""Floor 3: a case from its document (the JSON of a case file), by the vocabulary of a policy.

All records are made first, so that a ref may point forwards; then each is filled, field by field. Every fault is reported
in one run. What a case file leaves out becomes an unknown that names the place and the question to ask.
"""

import hashlib
import json
from collections.abc import Mapping
from operator import attrgetter
from sys import intern
from typing import Any, Final

from hsb_policy.core.case import Case, Record
from hsb_policy.core.schema import CASE, RecordDef, Schema
from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.engine.case_days import read_day
from hsb_policy.engine.case_faults import Faults
from hsb_policy.engine.case_plain import UNKNOWN
from hsb_policy.engine.case_records import RecordReader, TooLargeError
from hsb_policy.engine.case_values import LISTED, Site, missing
from hsb_policy.values.days import parse_day
from hsb_policy.values.unknown import NOT_KNOWN, NOT_RECORDED

_CASE_ID: Final = "case_id"
_AS_AT: Final = "as_at"
_GIVE_AS_AT: Final = ('write `"as_at": "2025-03-02"` in the case', "or give the day beside it: `--as-at 2025-03-02`")
_IN_CASE: Final = (*LISTED, "single")
_MOSTLY_KNOWN: Final = 9  # of a case that is not sparse, all but one in so many facts are known
_BY_ID: Final = attrgetter("id")
_BY_PATH: Final = attrgetter("path")
_PLAIN: Final = frozenset({bool, int, str, tuple, Record})  # the types of facts of which all is known


def load_case(document: Any, schema: Schema, as_at: str | None = None) -> tuple[Case | None, Diagnostics]:
    """The case that a document records, or None and everything that is wrong with it.

    `as_at` is the day on which the case is judged; where it is given, it wins over the document's own.
    """
    faults = Faults()
    case: Case | None = None
    if not isinstance(document, Mapping):
        not_a_case(document, faults)
    else:
        try:
            case = _case(document, RecordReader(schema, faults), as_at)
        except TooLargeError as too_large:
            faults.add("HSB-D515", None, str(too_large), "leave out what the case does not need, or split it")
    return (None if faults.found else case), faults.collected(document)


EACH_CASE: Final = "write each case in a file of its own, or one case a line in a file whose name ends in `.jsonl`"


def not_a_case(document: Any, faults: Faults) -> None:
    """Report a document that is not one JSON object."""
    cure = EACH_CASE if isinstance(document, list) else None
    faults.wrong_kind(None, document, "one case in braces, `{…}`,", cure)


def digest(document: Any) -> str:
    """The digest of a document: the same for the same values, however they are laid out and ordered.

    >>> digest({"a": 1, "b": [True, None]}) == digest({"b": [True, None], "a": 1})
    True
    """
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=dict)
    return "sha256:" + hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _case(document: Mapping[Any, Any], reader: RecordReader, option: str | None) -> Case:
    """The case; of use only where no fault was found."""
    schema, faults = reader.schema, reader.faults
    case_id = reader.id_of(document, _CASE_ID, "", {})
    day = _judged_on(document.get(_AS_AT), option, faults)
    root = Record(CASE, None, "", "the case", {_CASE_ID: case_id, _AS_AT: day}, {_CASE_ID: case_id, _AS_AT: day})
    site = Site(root, document, "")
    kinds = [kind for kind in schema.records.values() if kind.placement in _IN_CASE and kind.place]
    lists = {kind.name: reader.listed(kind, document.get(kind.place)) for kind in kinds if kind.placement in LISTED}
    listed: list[tuple[str, tuple[Record, ...]]] = []
    for kind in kinds:
        place, sites = intern(kind.place or ""), lists.get(kind.name)
        if sites is None:
            root.facts[place] = alone = _missing_or_single(kind, place, site, reader)
            if type(alone) is Record:
                root.plain[place] = alone
        else:
            records = tuple([inner.record for inner in sites])
            root.facts[place] = root.plain[place] = records
            listed.append((place, records))
            for inner in sites:
                reader.fill(inner)
    reader.fill(site)
    known_digest = "" if faults.found else digest(document)
    is_plain = _PLAIN.issuperset(map(type, root.facts.values()))
    is_sparse = reader.facts_unknown * _MOSTLY_KNOWN > reader.facts_made
    in_order = {} if faults.found else {place: _in_order(records) for place, records in listed}
    size = reader.values_read
    return Case(case_id or "", day or 0, known_digest, root, document, schema, size, is_plain, is_sparse, in_order)


def _in_order(records: tuple[Record, ...]) -> tuple[Record, ...]:
    if len(records) < 2:
        return records
    return tuple(sorted(records, key=_BY_ID if records[0].id is not None else _BY_PATH))


def _judged_on(recorded: Any, option: str | None, faults: Faults) -> int | None:
    """The day on which the case is judged: the option where there is one, else the document's."""
    bounds = None
    if isinstance(recorded, str) and recorded == UNKNOWN:
        faults.add("HSB-D511", _AS_AT, "the day on which the case is judged cannot be unknown", *_GIVE_AS_AT)
    elif recorded is not None:
        bounds = read_day(recorded, _AS_AT, faults, partial=False)
    elif option is None:
        message = "the day on which the case is judged is not given, and no other day is taken for it"
        faults.add("HSB-D511", _AS_AT, message, *_GIVE_AS_AT)
    if option is None:
        return bounds[0] if bounds else None
    try:
        return parse_day(option)
    except (ValueError, TypeError) as fault:
        why = str(fault) if isinstance(fault, ValueError) else "it is not a text"
        faults.add("HSB-D511", None, f"the day given beside the case cannot be used: {why}", "write it as `2025-03-02`")
        return None


def _missing_or_single(kind: RecordDef, place: str, site: Site, reader: RecordReader) -> Any:
    """One of the case's lists that is not recorded, or its one record of a kind."""
    value, words = site.raw.get(place), place.replace("_", " ")
    if value is not None and not (isinstance(value, str) and value == UNKNOWN):
        return reader.one(kind, value, place, place, f"the {words}")
    declared = reader.schema.records[CASE].fields.get(place)
    ask = declared.ask if declared else ""
    ask = ask or (f"What is known of the {words}?" if kind.placement == "single" else f"Are there any {words}?")
    return missing(site.record, place, NOT_RECORDED if value is None else NOT_KNOWN, ask)
