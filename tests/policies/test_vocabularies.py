"""The words of the field: all there, in order, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import policies
from policies import LEVELS, RELATION_KINDS, SEVERITIES, Term, Text, Vocabulary
from policies.vocabularies import SeverityTerm, read_terms

if TYPE_CHECKING:
    from pathlib import Path

VOCABULARIES = {name: value for name, value in vars(policies).items() if isinstance(value, Vocabulary)}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_term_is_named_and_described_in_english_and_french(name: str) -> None:
    for term in VOCABULARIES[name]:
        for text in (term.name, term.description):
            assert text.en.strip()
            assert text.fr.strip()
        assert term.description.en != term.description.fr


def test_vocabularies_have_the_sizes_of_the_field() -> None:
    sizes = {name: len(vocabulary) for name, vocabulary in VOCABULARIES.items()}
    assert sizes["PRINCIPLES"] * sizes["AREAS"] == 80
    assert (sizes["LEVELS"], sizes["RELATION_KINDS"], sizes["OECD_GAPS"]) == (7, 9, 7)


def test_levels_rank_authorities_and_nobody_else() -> None:
    assert [term.rank for term in LEVELS] == [0, 1, 2, 3, 4, None, None]


def test_the_first_four_kinds_of_relation_are_coordination_and_two_are_symmetric() -> None:
    assert [term.id for term in RELATION_KINDS if term.coordination] == list(RELATION_KINDS.ids[:4])
    assert [term.id for term in RELATION_KINDS if term.symmetric] == ["coordinates_with", "partners_with"]


def test_severities_weigh_less_and_less() -> None:
    assert [term.weight for term in SEVERITIES] == [1.0, 0.7, 0.4, 0.15]


def test_a_vocabulary_finds_terms_by_id_and_place() -> None:
    assert LEVELS["local"].rank == 3
    assert LEVELS.index("local") == 3
    assert "local" in LEVELS
    assert "town" not in LEVELS


def test_a_text_has_the_two_languages_and_no_other() -> None:
    assert Text("yes", "oui").in_language("fr") == "oui"
    with pytest.raises(KeyError):
        Text("yes", "oui").in_language("de")


def test_a_data_file_with_something_missing_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    file.write_text('[one]\nname = { en = "One" }\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"words\.toml, one: `name` needs a text in en and fr"):
        read_terms(file, Term)
    file.write_text('[one]\nname = { en = "A", fr = "B" }\ndescription = { en = "C", fr = "D" }\n', encoding="utf-8")
    with pytest.raises(ValueError, match="`weight` is missing"):
        read_terms(file, SeverityTerm, "weight")
