"""Everything that can be wrong with a bundle is told with file, line, column and value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from interlace.bundle import BundleInvalid, Report, check_bundle, read_bundle
from interlace.bundle.messages import MESSAGES

if TYPE_CHECKING:
    from pathlib import Path

BODIES = "code,name,level,parent\nN,Nation,national,\nR,Region,regional,N\nV,Forum,network,\n"
STRATEGIES = "code,title,owner\nS,One,N\nT,Two,R\n"


def checked(folder: Path, **files: str | bytes) -> Report:
    contents: dict[str, str | bytes] = {"bodies": BODIES, **files}
    for name, content in contents.items():
        file = folder / (f"{name}.csv" if name != "tenant" else "tenant.toml")
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return check_bundle(folder)


def told(report: Report) -> list[tuple[str, int, str, str, str]]:
    return [(p.file, p.line, p.column, p.value, p.code) for p in report.problems]


@pytest.mark.parametrize(
    ("table", "content", "expected"),
    [
        ("bodies", "", ("bodies.csv", 0, "", "", "empty-file")),
        ("bodies", "code,name\nN,Nation\n", ("bodies.csv", 1, "level", "", "missing-column")),
        ("bodies", "code,name,level,name\nN,a,national,b\n", ("bodies.csv", 1, "name", "name", "duplicate-column")),
        ("bodies", "code,name,level,\nN,a,national,\n", ("bodies.csv", 1, "", "", "nameless-column")),
        ("bodies", BODIES + "X,Extra\n", ("bodies.csv", 5, "", "2", "field-count")),
        ("bodies", BODIES + "-x,Extra,local,N\n", ("bodies.csv", 5, "code", "-x", "bad-code")),
        ("bodies", BODIES + f"{'x' * 65},Extra,local,N\n", ("bodies.csv", 5, "code", "x" * 65, "bad-code")),
        ("bodies", BODIES + ",Extra,local,N\n", ("bodies.csv", 5, "code", "", "required")),
        ("bodies", BODIES + "X,  ,local,N\n", ("bodies.csv", 5, "name", "", "required")),
        ("bodies", BODIES + "X,Extra,town,N\n", ("bodies.csv", 5, "level", "town", "bad-choice")),
        ("bodies", BODIES + "X,Extra,Local,N\n", ("bodies.csv", 5, "level", "Local", "bad-choice")),
        ("bodies", BODIES + "N,Again,national,\n", ("bodies.csv", 5, "code", "N", "duplicate-code")),
        ("bodies", BODIES + "X,Extra,local,Q\n", ("bodies.csv", 5, "parent", "Q", "unknown-code")),
        ("bodies", BODIES + "X,Extra,regional,R\n", ("bodies.csv", 5, "parent", "R", "bad-parent")),
        ("bodies", BODIES + "X,Extra,network,N\n", ("bodies.csv", 5, "parent", "N", "bad-parent")),
        ("bodies", BODIES + "X,Extra,civil_society,V\n", ("bodies.csv", 5, "parent", "V", "bad-parent")),
        ("bodies", BODIES + "X,Extra,local,X\n", ("bodies.csv", 5, "parent", "X", "bad-parent")),
        (
            "bodies",
            "code,name,level,population\nN,a,national,1.5\n",
            ("bodies.csv", 2, "population", "1.5", "bad-whole"),
        ),
        ("bodies", "code,name,level,population\nN,a,national,-1\n", ("bodies.csv", 2, "population", "-1", "bad-whole")),
        (
            "bodies",
            "code,name,level,meets_every_months\nV,a,network,0\n",
            ("bodies.csv", 2, "meets_every_months", "0", "bad-whole"),
        ),
        (
            "bodies",
            "code,name,level,valid_from,valid_to\nN,a,national,2020-01-02,2020-01-01\n",
            ("bodies.csv", 2, "valid_to", "2020-01-01", "end-before-start"),
        ),
        ("bodies", "code,name,level,serves\nV,a,network,V\n", ("bodies.csv", 2, "serves", "V", "not-an-authority")),
        ("relations", "source,target,kind\nR,R,funds\n", ("relations.csv", 2, "target", "R", "self")),
        ("relations", "source,target,kind\nR,N,likes\n", ("relations.csv", 2, "kind", "likes", "bad-choice")),
        ("relations", "source,target,kind\nR,N,member_of\n", ("relations.csv", 2, "target", "N", "not-a-network")),
        ("relations", "source,target,kind\nN,R,part_of\n", ("relations.csv", 2, "target", "R", "bad-parent")),
        (
            "relations",
            "source,target,kind\nN,R,consults\nN,R,consults\n",
            ("relations.csv", 3, "target", "R", "overlap"),
        ),
        (
            "relations",
            "source,target,kind\nN,R,partners_with\nR,N,partners_with\n",
            ("relations.csv", 3, "target", "N", "overlap"),
        ),
        (
            "declarations",
            "body,declared_on\nN,2024-02-30\n",
            ("declarations.csv", 2, "declared_on", "2024-02-30", "bad-date"),
        ),
        (
            "declarations",
            "body,declared_on\nN,2024-2-3\n",
            ("declarations.csv", 2, "declared_on", "2024-2-3", "bad-date"),
        ),
        (
            "declarations",
            "body,declared_on\nN,2024-01-01\nN,2024-01-01\n",
            ("declarations.csv", 3, "body", "N", "duplicate"),
        ),
        (
            "commitments",
            "strategy,principle,area,depth\nS,real_equality,media,4\n",
            ("commitments.csv", 2, "depth", "4", "bad-whole"),
        ),
        ("links", "from,to\nS,S\n", ("links.csv", 2, "to", "S", "self")),
        ("links", "from,to\nQ,S\n", ("links.csv", 2, "from", "Q", "unknown-code")),
        (
            "reports",
            "subject,reported_on,progress\nS,2024-01-01,101\n",
            ("reports.csv", 2, "progress", "101", "bad-decimal"),
        ),
        ("actions", "code,title,body\nS,Same,N\n", ("actions.csv", 2, "code", "S", "duplicate-code")),
        ("actions", "code,title,body,cells\nA,a,N,media\n", ("actions.csv", 2, "cells", "media", "bad-cell")),
        (
            "actions",
            "code,title,body,budget_amount\nA,a,N,-5\n",
            ("actions.csv", 2, "budget_amount", "-5", "bad-decimal"),
        ),
        ("actions", "code,title,body,partners\nA,a,N,R|Q\n", ("actions.csv", 2, "partners", "Q", "unknown-code")),
        ("successions", "predecessor,successor,on\nR,R,2024-01-01\n", ("successions.csv", 2, "successor", "R", "self")),
        ("tenant", "[thresholds]\nspeed = 3\n", ("tenant.toml", 2, "speed", "3", "unknown-setting")),
        ("tenant", "[thresholds]\naligned_from = 1.2\n", ("tenant.toml", 2, "aligned_from", "1.2", "bad-setting")),
        ("tenant", "[thresholds]\nfresh_days = true\n", ("tenant.toml", 2, "fresh_days", "True", "bad-setting")),
        ("tenant", "[thresholds]\nfragment = 0\n", ("tenant.toml", 2, "fragment", "0", "bad-setting")),
        ("tenant", "[competence_matrix.town]\nmedia = 'lead'\n", ("tenant.toml", 1, "town", "town", "unknown-setting")),
        ("tenant", "[competence_matrix.local]\nsea = 'lead'\n", ("tenant.toml", 2, "sea", "sea", "unknown-setting")),
        (
            "tenant",
            "[competence_matrix.local]\nmedia = 'boss'\n",
            ("tenant.toml", 2, "media", "boss", "unknown-setting"),
        ),
        ("tenant", "[rules]\nluck = 'off'\n", ("tenant.toml", 2, "luck", "luck", "unknown-setting")),
        (
            "tenant",
            "[rules]\nreport-stale = 'on'\n",
            ("tenant.toml", 2, "report-stale", "on", "unknown-setting"),
        ),
        ("tenant", "[rules.report-stale]\nhigh = 'low'\n", ("tenant.toml", 2, "high", "high", "unknown-setting")),
        ("tenant", "[rules.report-stale]\nlow = 'dire'\n", ("tenant.toml", 2, "low", "dire", "unknown-setting")),
        (
            "measurements",
            "body,measured_on,principle,area,score_from,score_to,instrument\n"
            "N,2024-01-01,real_equality,housing,40.5,40.25,index\n",
            ("measurements.csv", 2, "score_to", "40.25", "less-than"),
        ),
        (
            "measurements",
            "body,measured_on,principle,area,score_from,score_to,instrument\n"
            "N,2024-01-01,real_equality,housing,9,10,index\nN,2024-01-01,real_equality,housing,9.0,9,index\n",
            ("measurements.csv", 3, "body", "N", "duplicate"),
        ),
        (
            "oppositions",
            "strategy,other,marked_by\nS,S,N\n",
            ("oppositions.csv", 2, "other", "S", "self"),
        ),
        (
            "oppositions",
            "strategy,other,marked_by\nS,T,N\nS,T,N\n",
            ("oppositions.csv", 3, "strategy", "S", "duplicate"),
        ),
        (
            "oppositions",
            "strategy,other,marked_by,marked_on,resolved_on\nS,T,N,2024-01-02,2024-01-01\n",
            ("oppositions.csv", 2, "resolved_on", "2024-01-01", "end-before-start"),
        ),
        ("tenant", "country = 'Portugal'\n", ("tenant.toml", 1, "country", "Portugal", "bad-setting")),
        ("tenant", "name = 3\n", ("tenant.toml", 1, "name", "3", "bad-setting")),
        ("tenant", "languages = 'pt'\n", ("tenant.toml", 1, "languages", "pt", "bad-setting")),
        ("tenant", "thresholds = 3\n", ("tenant.toml", 1, "thresholds", "3", "bad-setting")),
    ],
)
def test_one_problem_is_told_with_its_place(
    tmp_path: Path, table: str, content: str, expected: tuple[str, int, str, str, str]
) -> None:
    files: dict[str, str | bytes] = (
        {table: content} if table == "bodies" else {"strategies": STRATEGIES, table: content}
    )
    assert told(checked(tmp_path, **files)) == [expected]


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    report = checked(
        tmp_path,
        bodies=BODIES + "X,,town,Q\n",
        relations="source,target,kind,valid_from\nN,Q,funds,soon\n",
        tenant="[thresholds]\nspeed = 3\n",
    )
    assert [(p.file, p.column) for p in report.problems] == [
        ("bodies.csv", "level"),
        ("bodies.csv", "name"),
        ("bodies.csv", "parent"),
        ("relations.csv", "target"),
        ("relations.csv", "valid_from"),
        ("tenant.toml", "speed"),
    ]


def test_the_report_stops_at_a_thousand_problems_and_counts_the_rest(tmp_path: Path) -> None:
    rows = "".join(f"x{number},Name,town,\n" for number in range(1500))
    report = checked(tmp_path, bodies=BODIES + rows, declarations="body,declared_on\nN,never\n")
    assert (len(report.problems), report.more) == (1000, 501)
    assert {problem.file for problem in report.problems} == {"bodies.csv"}


def test_periods_that_touch_but_do_not_overlap_are_no_twins(tmp_path: Path) -> None:
    header = "source,target,kind,valid_from,valid_to\n"
    assert checked(tmp_path, relations=header + "N,R,funds,,2020-01-01\nN,R,funds,2020-01-02,\n").valid
    report = checked(tmp_path, relations=header + "N,R,funds,,2020-01-01\nN,R,funds,2020-01-01,\n")
    assert [(p.line, p.details["first"]) for p in report.problems] == [(3, "2")]
    within = "N,R,funds,2000-01-01,\nN,R,funds,2001-01-01,2001-02-01\nN,R,funds,2003-01-01,2003-02-01\n"
    assert [p.line for p in checked(tmp_path, relations=header + within).problems] == [3, 4]


def test_two_directions_of_a_kind_that_is_not_symmetric_are_two_relations(tmp_path: Path) -> None:
    assert checked(tmp_path, relations="source,target,kind\nN,R,consults\nR,N,consults\n").valid


def test_two_competence_rows_of_one_body_area_and_day_are_allowed(tmp_path: Path) -> None:
    assert checked(tmp_path, competences="body,area,role\nN,media,lead\nN,media,none\n").valid


def test_unknown_columns_are_notes_and_translated_names_are_not(tmp_path: Path) -> None:
    report = checked(tmp_path, bodies="code,name,level,name_pt,mayor\nN,Nation,national,Nação,\n")
    assert report.valid
    assert [(note.file, note.column) for note in report.notes] == [("bodies.csv", "mayor")]
    assert report.notes[0].text("fr").startswith("colonne inconnue")


def test_references_to_rows_with_other_problems_are_not_reported_as_unknown(tmp_path: Path) -> None:
    report = checked(tmp_path, bodies=BODIES + "X,,local,N\nshort\n", declarations="body,declared_on\nX,2024-01-01\n")
    assert {p.code for p in report.problems} == {"required", "field-count"}
    ragged = checked(
        tmp_path, bodies=BODIES + "X,short\n", declarations="body,declared_on\nX,2024-01-01\nQ,2024-01-01\n"
    )
    assert [(p.file, p.value, p.code) for p in ragged.problems] == [
        ("bodies.csv", "2", "field-count"),
        ("declarations.csv", "Q", "unknown-code"),
    ]
    damaged = checked(
        tmp_path, bodies=BODIES.encode() + b"X,a\x00\xe9b,local,N\n", relations="source,target,kind\nX,R,funds\n"
    )
    assert {p.file for p in damaged.problems} == {"bodies.csv", "declarations.csv"}


def test_a_missing_path_a_plain_file_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    assert [p.code for p in check_bundle(tmp_path / "nowhere").problems] == ["not-found"]
    assert [p.code for p in check_bundle(tmp_path).problems] == ["no-bodies"]
    (tmp_path / "notes.txt").write_text("no zip", encoding="utf-8")
    assert [p.code for p in check_bundle(tmp_path / "notes.txt").problems] == ["not-a-bundle"]


def test_an_invalid_bundle_is_not_read_at_all(tmp_path: Path) -> None:
    report = checked(tmp_path, relations="source,target,kind\nN,Q,funds\n")
    with pytest.raises(BundleInvalid) as caught:
        read_bundle(tmp_path)
    assert caught.value.report == report


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    assert [(p.line, p.code) for p in checked(tmp_path, tenant='name = "a"\ncountry = \n').problems] == [
        (2, "bad-toml")
    ]
    assert [(p.line, p.code) for p in checked(tmp_path, tenant=b'name = "a"\n# \xe9\n').problems] == [(2, "not-utf8")]


def test_every_message_is_there_in_english_and_french() -> None:
    for code, message in MESSAGES.items():
        assert message.en, code
        assert message.fr, code
        if code != "bad-setting":
            assert message.en != message.fr, code
