"""Mapping files: what they can say, and how mistakes in them are told."""

from pathlib import Path

import pytest

from hsb_policy import load
from hsb_policy.engine.errors import SourceError
from hsb_policy.engine.sources.mapping import read_mapping
from hsb_policy.engine.sources.opening import open_source
from tests.unit.sources.comparing import documents_of, read_all

HSB = load("hsb").compiled.schema


def _mapping(folder: Path, text: str) -> Path:
    file = folder / "mapping.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_names_constants_and_codes_are_carried_over(tmp_path: Path) -> None:
    """Tables, keys and fields called otherwise; a value for all rows; codes of the source, in lists too; columns left aside."""
    (tmp_path / "episode.csv").write_text("Ep,opened\n1,2025-01-01\n", encoding="utf-8")
    (tmp_path / "addr.csv").write_text("ep,who,la\n1,P1,860\n1,P1,999\n", encoding="utf-8")
    (tmp_path / "child.csv").write_text("ep,p,Gender\n1,P1,2\n", encoding="utf-8")
    (tmp_path / "ref.csv").write_text("ep,p,what,reason\n1,9,A;S,it's so\n", encoding="utf-8")
    mapping = _mapping(
        tmp_path,
        """
        [cases]
        table = "episode"
        columns = { case_id = "ep" }
        constants = { as_at = "2025-03-20" }
        ignore = ["opened"]
        [children]
        table = "child"
        columns = { case_id = "ep", id = "p", sex = "gender" }
        codes.sex = { 1 = "male", 2 = "female" }
        [children_residences]
        table = "addr"
        columns = { case_id = "ep", parent = "who", authority = "la" }
        codes.authority = { 860 = "staffordshire", 861 = "stoke_on_trent", 999 = "other" }
        [referrals]
        table = "ref"
        columns = { case_id = "ep", id = "p", outcome = "what", outcome_reason = "reason" }
        codes.outcome = { A = "advice", S = "signposting" }
        codes.outcome_reason = { "it's so" = "it's" }
        """,
    )

    assert documents_of(read_all(tmp_path, HSB, mapping)) == [
        {
            "case_id": "1",
            "as_at": "2025-03-20",
            "children": [
                {"id": "P1", "sex": "female", "residences": [{"authority": "staffordshire"}, {"authority": "other"}]}
            ],
            "referrals": [{"id": "9", "outcome": ["advice", "signposting"], "outcome_reason": "it's"}],
        }
    ]


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("[childen]\n", "childen", "did you mean `children`?"),
        ("[children]\ncolums = {}\n", "children.colums", "did you mean `columns`?"),
        ("[children.columns]\nbirth_dat = 'dob'\n", "children.columns.birth_dat", "did you mean `birth_date`?"),
        ("[children.columns]\nsex = 3\n", "children.columns.sex", "a number stands where a text is expected"),
        ("[children]\nignore = 'x'\n", "children.ignore", "a text stands where a list of names is expected"),
        ("[children]\ncodes.sex = 'x'\n", "children.codes.sex", "a text stands where a table of names is expected"),
        (
            "[children]\ncolumns.sex = 'g'\nconstants.sex = 'male'\n",
            "children.constants.sex",
            "a column and a constant",
        ),
        ("children = 1\n", "children", "a number stands where a table of names is expected"),
        ("[children\n", None, "is not TOML"),
    ],
)
def test_a_mistake_in_a_mapping_is_told_with_its_place(tmp_path: Path, text: str, path: str | None, said: str) -> None:
    """One message, with the place in the file and the nearest name."""
    with pytest.raises(SourceError) as refused:
        read_mapping(_mapping(tmp_path, text), HSB)
    [told] = refused.value.diagnostics.items

    assert (told.code, told.path) == ("HSB-D554", path)
    assert said in " ".join((told.message, *told.help))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[children]\ntable = "person"\n', "did you mean `persons`?"),
        ('[cases]\ncolumns.as_at = "as_ad"\n', "did you mean `as_at`?"),
        ('[cases]\nignore = ["closed"]\n', "a column `closed`"),
    ],
)
def test_a_mapping_that_does_not_fit_the_source_is_told(tmp_path: Path, text: str, said: str) -> None:
    """A table or column that it names, and that is not there."""
    (tmp_path / "cases.csv").write_text("case_id,as_at\n", encoding="utf-8")
    (tmp_path / "persons.csv").write_text("case_id,id\n", encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        open_source(tmp_path, HSB, _mapping(tmp_path, text))
    [told] = refused.value.diagnostics.items

    assert told.code == "HSB-D554"
    assert said in " ".join((told.message, *told.help))


def test_a_mapping_for_case_files_is_refused(tmp_path: Path) -> None:
    """Case files have no columns."""
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")

    with pytest.raises(SourceError, match="case files have none"):
        open_source(tmp_path, HSB, _mapping(tmp_path, ""))


def test_a_mapping_that_is_not_there_is_told(tmp_path: Path) -> None:
    """It is named by the name of its file."""
    with pytest.raises(SourceError, match=r"`nowhere\.toml` cannot be read"):
        read_mapping(tmp_path / "nowhere.toml", HSB)
