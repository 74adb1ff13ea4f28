"""Floor 3, Spark: the driver of an audit: has the tables cut, the pieces of each slice brought together, and the slices judged in waves."""

import pickle
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen
from pyspark.sql.functions import count, xxhash64
from pyspark.sql.functions import sum as total

from hsb_policy.backends.tables.pieces import AT, FILE
from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.engine.audit.bench import Bench, Judged, Used
from hsb_policy.engine.audit.identity import files_digest
from hsb_policy.engine.errors import SourceError
from hsb_policy.engine.spark.batches import RECORDS, cut_batches
from hsb_policy.engine.spark.cutting import cut_file
from hsb_policy.engine.spark.frames import Frame, contents, quoted
from hsb_policy.engine.spark.judging import Answer, judge_slice
from hsb_policy.engine.spark.refusals import spark_failed
from hsb_policy.engine.spark.slices import Record, Supplied

_AT_ONCE: Final = 2  # slices of a wave for each process of the cluster: this bounds the memory here


@frozen
class Cluster:
    """Spark with the tables of a source: it judges them, slice by slice."""

    spark: Any = field(repr=False)
    frames: tuple[Frame, ...] = field(repr=False)
    slices: int

    @property
    def told(self) -> str:
        """What judges, for the summary."""
        context = self.spark.sparkContext
        return f"Spark {context.version} on {context.master}, in {self.slices:,} slices"

    @property
    def supplied(self) -> Supplied:
        """The tables that the source has."""
        return {frame.what.table.name: (frame.what.shown, tuple(frame.what.texts)) for frame in self.frames}

    def judged(self, bench: Bench, used: Used) -> Iterator[list[Judged]]:
        """What each slice came to, in their order: the first one alone, the others by what it took of each limit.

        Raises SourceError for a table that cannot be read to its end, and AuditError where a slice could not be judged.
        """
        context, records = self.spark.sparkContext, self._records()
        said = context.broadcast(pickle.dumps(bench))
        for wave in _waves(self.slices, _AT_ONCE * context.defaultParallelism):
            judge = partial(judge_slice, said, self.supplied, dict(used))
            for answer in context.runJob(records, judge, list(wave)):
                yield _judged(pickle.loads(answer))  # our own, from a machine of the cluster

    def digest(self, where: str) -> str:
        """The digest of the source: of a folder of this machine as of any; elsewhere of what stands in the rows, in any order."""
        if "://" not in where:
            return files_digest(Path(where))
        whole = sha256()
        for frame in sorted(self.frames, key=lambda frame: frame.what.table.name):
            whole.update(f"{frame.what.table.name}\n{self._digest_of(frame)}\n".encode())
        return f"sha256:{whole.hexdigest()}"

    def _digest_of(self, frame: Frame) -> str:
        if frame.file is not None:
            return str(contents(self.spark, [frame.file]).map(_digest_of_content).first())
        columns = [quoted(name) for name in frame.rows.columns if name not in (FILE, AT)]
        digest = total(xxhash64(*columns).cast("decimal(38,0)"))
        [(number, found)] = frame.rows.agg(count("*"), digest).collect()
        return f"{number} {found}"

    def _records(self) -> Any:
        """Spark's RDD of all pieces, each with its slice, in as many partitions as there are slices."""
        texts = {frame.file: frame.what for frame in self.frames if frame.file is not None}
        pieces = [
            frame.rows.mapInArrow(partial(cut_batches, frame.what), RECORDS).rdd
            for frame in self.frames
            if frame.file is None
        ]
        if texts:
            pieces.append(contents(self.spark, list(texts)).flatMap(partial(cut_file, texts)))
        return self.spark.sparkContext.union(pieces).map(_with_its_slice).partitionBy(self.slices, int)


def _digest_of_content(file: tuple[str, bytes]) -> str:
    return sha256(file[1]).hexdigest()


def _with_its_slice(record: Any) -> tuple[int, Record]:
    slice_, table, kind, content = record
    return slice_, (slice_, table, kind, bytes(content))


def _waves(slices: int, at_once: int) -> Iterator[range]:
    yield range(1)
    for low in range(1, slices, at_once):
        yield range(low, min(low + at_once, slices))


def _judged(answer: Answer) -> list[Judged]:
    match answer:
        case Diagnostics():
            raise SourceError(answer)
        case str():
            raise spark_failed(answer)
        case _:
            return answer
