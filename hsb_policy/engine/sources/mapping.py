"""Floor 3: a mapping file: what the tables, columns and codes of a source are called. `grammar/TABLES.md` says how it is written.

Every mistake in it is told at once, with its place in the file and the nearest name.
"""

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

from hsb_policy.core.schema import Schema
from hsb_policy.core.table_mapping import TableMapping
from hsb_policy.core.tables import Table, tables
from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.engine.case_faults import Faults, quoted, standing
from hsb_policy.engine.errors import SourceError, source_error

_PARTS: Final = ("table", "columns", "constants", "codes", "ignore")


def read_mapping(file: str | Path | None, schema: Schema) -> Mapping[str, TableMapping]:
    """What the file says of each table; nothing without a file. Raises SourceError with all mistakes."""
    if file is None:
        return {}
    name = Path(file).name
    try:
        content = tomllib.loads(Path(file).read_text(encoding="utf-8"))
    except OSError as fault:
        raise source_error("HSB-D554", f"the mapping `{name}` cannot be read", "check its name and folder") from fault
    except UnicodeDecodeError as fault:
        raise source_error("HSB-D554", f"the mapping `{name}` is not a text in UTF-8", "save it as UTF-8") from fault
    except tomllib.TOMLDecodeError as fault:
        message = f"the mapping `{name}` is not TOML: {str(fault)[0].lower()}{str(fault)[1:]}"
        raise source_error("HSB-D554", message, "texts stand between straight quotation marks") from fault
    faults = Faults()
    known = tables(schema)
    found: dict[str, TableMapping] = {}
    for table, said in content.items():
        if _is_known(table, known, "", "case files have no table", faults) and _is_kind(said, Mapping, table, faults):
            found[table] = _of_table(known[table], said, faults)
    if faults.found:
        raise SourceError(Diagnostics(faults.collected(content).items))
    return found


def _of_table(table: Table, said: Mapping[str, Any], faults: Faults) -> TableMapping:
    for part in said:
        _is_known(part, _PARTS, table.name, "a mapping says nothing by the name", faults)
    columns = _texts(said.get("columns", {}), table, f"{table.name}.columns", faults)
    constants = _texts(said.get("constants", {}), table, f"{table.name}.constants", faults)
    codes: dict[str, Mapping[str, str]] = {}
    place = f"{table.name}.codes"
    for column, words in _named(said.get("codes", {}), table, place, faults).items():
        if _is_kind(words, Mapping, f"{place}.{column}", faults):
            codes[column] = {
                theirs: ours
                for theirs, ours in words.items()
                if _is_kind(ours, str, f"{place}.{column}.{shown(theirs)}", faults)
            }
    for column in columns.keys() & constants.keys():
        faults.add(
            "HSB-D554", f"{table.name}.constants.{column}", f"`{column}` has a column and a constant", "keep one"
        )
    source, ignore = said.get("table"), said.get("ignore", [])
    if source is not None:
        _is_kind(source, str, f"{table.name}.table", faults)
    if _is_kind(ignore, list, f"{table.name}.ignore", faults):
        ignore = [name for at, name in enumerate(ignore) if _is_kind(name, str, f"{table.name}.ignore[{at}]", faults)]
    return TableMapping(source=source, columns=columns, constants=constants, codes=codes, ignore=tuple(ignore))


def _texts(said: Any, table: Table, place: str, faults: Faults) -> dict[str, str]:
    named = _named(said, table, place, faults)
    return {name: text for name, text in named.items() if _is_kind(text, str, f"{place}.{name}", faults)}


def _named(said: Any, table: Table, place: str, faults: Faults) -> dict[str, Any]:
    """What is said of columns that the table has."""
    if not _is_kind(said, Mapping, place, faults):
        return {}
    missed = f"the table `{table.name}` has no column"
    return {name: value for name, value in said.items() if _is_known(name, table.columns, place, missed, faults)}


def _is_known(word: str, known: Collection[str], place: str, missed: str, faults: Faults) -> bool:
    if word in known:
        return True
    near = faults.nearest(word, known)
    at = f"{place}.{shown(word)}" if place else shown(word)
    faults.add("HSB-D554", at, f"{missed} `{shown(word)}`", f"did you mean `{near}`?" if near else None)
    return False


_KINDS: Final = {str: "a text", list: "a list of names", Mapping: "a table of names"}


def _is_kind(value: Any, kind: Any, place: str, faults: Faults) -> bool:
    if isinstance(value, kind):
        return True
    faults.add("HSB-D554", place, f"{standing(value)} stands where {_KINDS[kind]} is expected")
    return False


def shown(word: str) -> str:
    """A name of the mapping file, which is no case's and may have blanks and capitals, fit for one line."""
    return quoted(word)[1:-1]
