"""Floor 3, Spark: on a machine of the cluster, a slice of the cases judged: laid down as tables are anywhere, by the same judge."""

import pickle
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve

from hsb_policy.backends.tables.origins import Origin, Pieces
from hsb_policy.backends.tables.tables_in import lay_down
from hsb_policy.core.tables import tables
from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.engine.audit.bench import Bench, Judged, Used
from hsb_policy.engine.audit.parts import PartJudge, doubtful_in
from hsb_policy.engine.sources.case_tables import parts_of_tables
from hsb_policy.engine.spark.slices import FAULT, LINES, ROWS, Record, Supplied

# What a slice came to; or what is wrong with a table; or the kind of the fault that kept it from being judged.
Answer = list[Judged] | Diagnostics | str


def judge_slice(said: Any, supplied: Supplied, used: Used, records: Iterable[tuple[int, Record]]) -> Iterator[bytes]:
    """What one slice came to, pickled. `said` is Spark's broadcast of the pickled bench; `used` says how much of each limit is taken."""
    yield pickle.dumps(_answer(said.value, supplied, used, records))


def _answer(said: bytes, supplied: Supplied, used: Used, records: Iterable[tuple[int, Record]]) -> Answer:
    try:
        with tempfile.TemporaryDirectory(prefix="hsb-policy-") as folder:
            files: dict[tuple[str, str], list[Path]] = {}
            for number, (_, (_, table, kind, content)) in enumerate(records):
                if kind == FAULT:
                    fault: Diagnostics | str = pickle.loads(content)  # our own, from another machine of the cluster
                    return fault
                file = Path(folder) / f"{number:06}.parquet"
                file.write_bytes(content)
                files.setdefault((table, kind), []).append(file)
            return _judged(pickle.loads(said), supplied, used, files, Path(folder)) if files else []  # as above
    except Exception as fault:  # told by its kind alone: its words might have something of a case in them
        return type(fault).__name__


def _judged(
    bench: Bench, supplied: Supplied, used: Used, files: Mapping[tuple[str, str], list[Path]], folder: Path
) -> list[Judged]:
    schema = bench.policy.compiled.schema
    known = tables(schema)
    origins: dict[str, Origin] = {
        table: Pieces(shown, columns, tuple(files.get((table, ROWS), ())), tuple(files.get((table, LINES), ())))
        for table, (shown, columns) in supplied.items()
    }
    laid = lay_down(known, schema, origins, {}, folder)
    judge = PartJudge(evolve(bench, doubtful=doubtful_in(laid, schema, bench.wanted)))
    return [judge.whole(part, used) for part in parts_of_tables(laid, known)]
