"""Which tables stand in a folder as Spark lists it, and what of it is refused by name."""

import pytest

from hsb_policy.engine.errors import HsbPolicyError
from hsb_policy.engine.spark.listing import address_of, tables_of


def places(*names: str) -> dict[str, tuple[str, int]]:
    """Files of 80 bytes in a folder."""
    return {name: (f"hdfs://host/records/{name}", 80) for name in names}


def test_a_table_is_a_file_or_a_folder_of_parquet_files() -> None:
    """Both by the name before the ending; a folder may have none."""
    found = tables_of(
        places("cases.parquet", "children.csv.gz", "incidents/part-0.parquet", "incidents/part-1.parquet"), "r"
    )

    assert {name: table.folder_or_file for name, table in found.items()} == {
        "cases": "hdfs://host/records/cases.parquet",
        "children": "hdfs://host/records/children.csv.gz",
        "incidents": "hdfs://host/records/incidents",
    }
    assert [found[name].in_pieces for name in ("cases", "children", "incidents")] == [False, False, True]
    assert [found[name].is_csv for name in ("cases", "children", "incidents")] == [False, True, False]


def test_plain_csv_counts_less_than_its_bytes() -> None:
    """Slices are as large as they are in Parquet, which is much smaller."""
    found = tables_of(places("cases.csv", "children.parquet"), "r")

    assert (found["cases"].size, found["children"].size) == (10, 80)


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("cases.csv", "more/A1.json"), "HSB-X917"),
        (("cases/part-0.csv",), "HSB-X917"),
        (("cases.csv", "cases.parquet"), "HSB-D552"),
        (("notes.txt", "cases.xlsx"), "HSB-D550"),
    ],
)
def test_what_is_no_table_or_two_is_refused(names: tuple[str, ...], code: str) -> None:
    """Case files, folders of CSV files, two files for one table, and nothing at all."""
    with pytest.raises(HsbPolicyError) as refused:
        tables_of(places(*names), "records")

    assert [item.code for item in refused.value.diagnostics.items] == [code]


def test_a_path_is_one_of_this_machine() -> None:
    """An address says whose file system it is of; a path does not."""
    assert address_of("/records/march/") == "file:///records/march"
    assert address_of("s3a://bucket/march/") == "s3a://bucket/march"
