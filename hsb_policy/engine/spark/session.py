"""Floor 3, Spark: a session with a cluster, or with Spark on this machine alone."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from hsb_policy.engine.spark.refusals import not_on_spark, spark_failed, spark_lacking

_CONNECT: Final = "sc://"
_LOCAL: Final = "local"
_SETTINGS: Final = {
    "spark.log.level": "OFF",  # what is wrong is told by us, in one message, without anything of a case
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",  # days as they stand in the file
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
}
_ON_THIS_MACHINE: Final = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


@contextmanager
def session(master: str | None) -> Iterator[SparkSession]:
    """A session, ended afterwards. Without a master, Spark's own settings say where it works. Raises AuditError."""
    if master is not None and master.startswith(_CONNECT):
        raise not_on_spark(
            "be made over Spark Connect", "give the address of the cluster itself, `spark://…` or `yarn`"
        )
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        raise spark_lacking("Java", "install Java 17 or newer, and name its folder in JAVA_HOME")
    builder = SparkSession.builder.appName("hsb-policy audit")
    on_this_machine = master is None or master.startswith(_LOCAL)
    for name, value in {**_SETTINGS, **(_ON_THIS_MACHINE if on_this_machine else {})}.items():
        builder = builder.config(name, value)
    if on_this_machine:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else Spark takes what is called python3 on the path
    with spark_faults():
        spark = (builder if master is None else builder.master(master)).getOrCreate()
    try:
        with spark_faults():
            yield spark
    finally:
        with suppress(Py4JError, PySparkException, OSError):  # it may have ended already
            spark.stop()


@contextmanager
def spark_faults() -> Iterator[None]:
    """Faults of Spark as one message of ours."""
    try:
        yield
    except (PySparkException, Py4JError, ConnectionError) as fault:
        raise spark_failed(type(fault).__name__) from fault
