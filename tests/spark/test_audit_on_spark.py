"""The command `audit --engine spark`, with Spark on this machine: it comes to what the same command comes to without."""

import json
import os
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hsb_policy.backends.tables.cells import quoted_text
from hsb_policy.backends.tables.connect import connect
from hsb_policy.cli.main import hsb_policy
from tests.unit.engine.audit.small import TEXT, read_csv
from tests.unit.engine.spark.made_up import break_some, write_tables

JAVA = shutil.which("java") or os.environ.get("JAVA_HOME")
pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="Spark is not installed: make test-spark"),
    pytest.mark.skipif(not JAVA, reason="no Java is installed: apt-get install openjdk-17-jre-headless"),
    pytest.mark.xdist_group("spark"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Spark leaves its sockets to the collector of garbage
]
TABLES = ("findings", "evidence", "rejected", "rules_run")
ON_SPARK = ("--engine", "spark", "--master", "local[2]")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small policy."""
    folder = tmp_path_factory.mktemp("policy") / "small"
    folder.mkdir()
    (folder / "small.policy").write_text(TEXT, encoding="utf-8")
    return folder


def run(source: Path | str, out: Path, small: Path, *options: str) -> Result:
    """The command, with everything written and explained."""
    told = ("--policy", str(small), "--cap", "1000", "--explain", "1000", "--format", "csv")
    return CliRunner().invoke(
        hsb_policy, ["audit", str(source), "--out", str(out), *told, *options], prog_name="hsb-policy"
    )


def lines(out: Path, table: str) -> list[str]:
    """The rows of a written table in one order, without the numbers of rejected records."""
    return sorted(json.dumps({**row, "record": None}) for row in read_csv(out / f"{table}.csv"))


def same(first: Path, second: Path) -> bool:
    """Whether two audits wrote the same rows, run ids and places among them."""
    return all(lines(first, table) == lines(second, table) for table in TABLES)


def to_parquet(source: Path, target: Path, name: str, what: str = "*") -> None:
    """A table in CSV written as Parquet."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with connect() as connection:
        rows = f"SELECT {what} FROM read_csv({quoted_text(str(source / f'{name}.csv'))}, all_varchar=true)"
        connection.execute(f"COPY ({rows}) TO {quoted_text(str(target))} (FORMAT parquet)")


def test_tables_in_csv_with_everything_that_can_go_wrong(tmp_path: Path, small: Path) -> None:
    """The same findings, evidence, rules and rejected records, and the same run; the summary says that it was Spark."""
    tables = write_tables(tmp_path / "tables")
    break_some(tables)

    here, there = run(tables, tmp_path / "here", small), run(tables, tmp_path / "there", small, *ON_SPARK)

    assert (here.exit_code, there.exit_code) == (1, 1), there.output
    assert same(tmp_path / "here", tmp_path / "there")
    assert "Judged by         Spark" in there.stdout
    assert "on local[2], in 2 slices" in there.stdout
    told = [line for line in there.stdout.splitlines() if "Judged by" not in line]
    assert told[:-1] == here.stdout.splitlines()[:-1]


def test_tables_in_parquet_with_types_of_their_own_and_in_pieces(tmp_path: Path, small: Path) -> None:
    """Days and yes/no as types; a table that is a folder of files is read as one, its rows numbered through; addresses are paths too."""
    tables = write_tables(tmp_path / "tables")
    whole, pieces = tmp_path / "whole", tmp_path / "pieces"
    for name, what in {
        "cases": "case_id, as_at::DATE AS as_at",
        "children": "*",
        "incidents": "case_id, id, if(case_id = 'K30', 'C9', child) AS child, \"on\"::DATE AS \"on\", written::BOOLEAN AS written",
        "referrals": "case_id, id, incident, made_on::TIMESTAMP AS made_on, [worker][1] AS worker",
    }.items():
        to_parquet(tables, whole / f"{name}.parquet", name, what)
        to_parquet(tables, pieces / f"{name}.parquet" if name != "incidents" else pieces / "all.parquet", name, what)
    cut(pieces / "all.parquet", pieces / "incidents.parquet")

    here = run(whole, tmp_path / "here", small)
    there = run(f"file://{pieces}", tmp_path / "there", small, *ON_SPARK)

    assert (here.exit_code, there.exit_code) == (1, 1), there.output
    assert [row["place"] for row in read_csv(tmp_path / "there" / "rejected.csv")] == ["incidents.parquet, row 31"]
    assert without_run(tmp_path / "here") == without_run(tmp_path / "there")


def test_a_table_that_does_not_fit_is_told_as_ever(tmp_path: Path, small: Path) -> None:
    """A column that no list has, before anything is judged, in the words of any audit."""
    tables = write_tables(tmp_path / "tables")
    to_parquet(tables, tables / "children.parquet", "children", "*, 1 AS sise")
    (tables / "children.csv").unlink()

    here, there = run(tables, tmp_path / "here", small), run(tables, tmp_path / "there", small, *ON_SPARK)

    assert "has a column `sise`" in there.stderr
    assert (there.exit_code, there.stderr) == (here.exit_code, here.stderr)
    assert not (tmp_path / "there").exists()


def test_a_table_that_breaks_off_is_refused_whole(tmp_path: Path, small: Path) -> None:
    """A Parquet file without its end: nothing is written, and nothing of its content is shown."""
    tables = write_tables(tmp_path / "tables")
    to_parquet(tables, tables / "children.parquet", "children")
    (tables / "children.csv").unlink()
    whole = (tables / "children.parquet").read_bytes()
    (tables / "children.parquet").write_bytes(whole[: len(whole) // 2])

    refused = run(tables, tmp_path / "out", small, *ON_SPARK)

    assert refused.exit_code == 2
    assert "the table `children.parquet` cannot be read" in " ".join(refused.stderr.split())
    assert "K0" not in refused.output
    assert not (tmp_path / "out").exists()


def cut(file: Path, folder: Path) -> None:
    """A Parquet file cut into two."""
    folder.mkdir()
    with connect() as connection:
        for number, where in enumerate(("file_row_number < 15", "file_row_number >= 15")):
            rows = f"SELECT * FROM read_parquet({quoted_text(str(file))}) WHERE {where}"
            connection.execute(
                f"COPY ({rows}) TO {quoted_text(str(folder / f'part-{number}.parquet'))} (FORMAT parquet)"
            )
    file.unlink()


def without_run(out: Path) -> list[list[str]]:
    """The tables of an audit, but for what it is known by."""
    run_id = read_csv(out / "rules_run.csv")[0]["run"]
    return [[line.replace(run_id, "") for line in lines(out, table)] for table in TABLES]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--all",), "write every outcome"),
        (("--sample", "3"), "draw a sample"),
        (("--master", "sc://somewhere"), "Spark Connect"),
    ],
)
def test_what_a_cluster_cannot_do_is_refused_by_name(
    tmp_path: Path, small: Path, options: tuple[str, ...], told: str
) -> None:
    """Before anything is read, with what to do instead."""
    refused = run(write_tables(tmp_path / "tables"), tmp_path / "out", small, *ON_SPARK, *options)

    assert refused.exit_code == 2
    assert "HSB-X917" in refused.stderr
    assert told in " ".join(refused.stderr.split())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda where: where / "cases.jsonl", "cannot read `cases.jsonl`"),
        (lambda _: "postgresql://somebody@somewhere/records", "cannot read a PostgreSQL database"),
        (lambda where: where / "nothing", "there is nothing at"),
    ],
)
def test_sources_that_are_no_tables_are_refused_by_name(
    tmp_path: Path, small: Path, make: Callable[[Path], Path | str], told: str
) -> None:
    """Case files and databases, and what is not there."""
    (tmp_path / "cases.jsonl").write_text("{}\n", encoding="utf-8")

    refused = run(make(tmp_path), tmp_path / "out", small, *ON_SPARK)

    assert refused.exit_code == 2
    assert told in " ".join(refused.stderr.split())
