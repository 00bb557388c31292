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


def test_nothing_that_is_exported_is_missing() -> None:
    assert set(policies.__all__) >= {*VOCABULARIES, "Term", "Text", "Vocabulary"}
    assert all(hasattr(policies, name) for name in policies.__all__)


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_term_is_named_and_described_in_english_and_french(name: str) -> None:
    for term in VOCABULARIES[name]:
        for text in (term.name, term.description):
            assert text.en.strip()
            assert text.fr.strip()
        assert term.description.en != term.description.fr


#: Every list of the field in its order. Files, programs and findings rest on these ids.
IDS = {
    "PRINCIPLES": "real_equality diversity_advantage meaningful_interaction active_citizenship",
    "AREAS": "governance anti_discrimination education housing public_space public_services health_social_care "
    "business_employment culture_sport religion_interfaith mediation security_justice languages media international "
    "intercultural_competence welcoming participation civil_society specific_groups",
    "LEVELS": "national regional intermediate local submunicipal civil_society network",
    "RELATION_KINDS": "coordinates_with consults partners_with member_of funds reports_to delegates_to mentors part_of",
    "ROLES": "lead shared advisory none",
    "COMMITMENT_DEPTHS": "1 2 3",
    "PHASES": "design delivery evaluation",
    "PARTICIPATION_DEPTHS": "information consultation dialogue active_involvement",
    "NETWORK_SCOPES": "multilevel peer",
    "SUCCESSION_KINDS": "merger split continuation transfer",
    "SEVERITIES": "critical high medium low",
    "CERTAINTIES": "confirmed unreported",
    "ALIGNMENT_STATES": "aligned convergent nominal partial absent",
    "FAMILIES": "vertical horizontal participation delivery",
    "OECD_GAPS": "information capacity funding policy administrative objective accountability",
}


def test_vocabularies_list_the_ids_of_the_field_in_their_order() -> None:
    assert {name: list(vocabulary.ids) for name, vocabulary in VOCABULARIES.items()} == {
        name: ids.split() for name, ids in IDS.items()
    }
    assert len(policies.PRINCIPLES) * len(policies.AREAS) == 80


#: Names that English and French share.
SHARED = {
    "Absent",
    "Convergent",
    "Nominal",
    "National",
    "Local",
    "Information",
    "Consultation",
    "Dialogue",
    "Participation",
}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_names_differ_between_the_languages_but_for_words_that_both_share(name: str) -> None:
    alike = {term.name.en for term in VOCABULARIES[name] if term.name.en == term.name.fr}
    assert alike <= SHARED


@pytest.mark.parametrize("name", VOCABULARIES)
def test_french_is_written_with_its_own_apostrophes_and_quotes(name: str) -> None:
    for term in VOCABULARIES[name]:
        assert not set("'\"“”") & set(term.name.fr + term.description.fr), term.id


def test_levels_rank_authorities_and_nobody_else() -> None:
    assert [term.rank for term in LEVELS] == [0, 1, 2, 3, 4, None, None]
    assert [term.authority for term in LEVELS] == [True] * 5 + [False] * 2


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
    assert Text("yes", "oui", "sim", "sí").in_language("fr") == "oui"
    with pytest.raises(KeyError):
        Text("yes", "oui", "sim", "sí").in_language("de")


def test_a_data_file_with_something_missing_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    file.write_text('[one]\nname = { en = "One" }\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"words\.toml, one: `name` needs a text in each of en, fr, pt, es"):
        read_terms(file, Term)
    file.write_text('[one]\nname = { en = "One", fr = " " }\n', encoding="utf-8")
    with pytest.raises(ValueError, match="`name` needs a text in each of en, fr, pt, es"):
        read_terms(file, Term)
    file.write_text("[one]\nname = { en = 1, fr = 1 }\n", encoding="utf-8")
    with pytest.raises(ValueError, match="`name` needs a text in each of en, fr, pt, es"):
        read_terms(file, Term)
    text = '{ en = "A", fr = "B", pt = "C", es = "D" }'
    file.write_text(f"[one]\nname = {text}\ndescription = {text}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="`weight` is missing"):
        read_terms(file, SeverityTerm, "weight")
