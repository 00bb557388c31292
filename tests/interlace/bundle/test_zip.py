"""Zips: what is refused, within bounded memory."""

from __future__ import annotations

import stat
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest

from interlace.bundle import check_bundle, read_bundle
from interlace.bundle import source as source_module

if TYPE_CHECKING:
    from pathlib import Path

BODIES = b"code,name,level\nN,Nation,national\n"


def zipped(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def codes(path: Path) -> list[str]:
    return [problem.code for problem in check_bundle(path).problems]


@pytest.mark.parametrize("folder", ["", "portugal/"])
def test_plain_files_at_the_top_or_in_one_folder_are_read(tmp_path: Path, folder: str) -> None:
    path = zipped(tmp_path / "b.zip", **{f"{folder}bodies.csv": BODIES, f"{folder}NOTES.md": b"hello"})
    assert read_bundle(path).tables.bodies["code"].to_list() == ["N"]


@pytest.mark.parametrize("name", ["/bodies.csv", "../bodies.csv", "a/../bodies.csv", "C:bodies.csv", "a\\bodies.csv"])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    assert codes(zipped(tmp_path / "b.zip", **{name: BODIES})) == ["zip-unsafe-name"]


def test_a_zip_in_the_zip_is_refused(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", **{"bodies.csv": BODIES}).read_bytes()
    path = zipped(tmp_path / "b.zip", **{"bodies.csv": BODIES, "more.zip": inner})
    assert codes(path) == ["zip-nested"]


def test_a_link_in_the_zip_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("bodies.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr(link, b"/etc/passwd")
    assert codes(tmp_path / "b.zip") == ["zip-link"]


def test_files_in_several_folders_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "b.zip", **{"a/bodies.csv": BODIES, "b/relations.csv": b"x"})
    assert codes(path) == ["zip-folders"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("bodies.csv", BODIES)
        archive.writestr("bodies.csv", BODIES)
    assert codes(tmp_path / "b.zip") == ["zip-duplicate"]


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "b.zip", **{"bodies.csv": BODIES})
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    path.write_bytes(bytes(content))
    assert codes(path) == ["zip-encrypted"]


def test_more_than_the_bound_inflated_is_refused_by_the_sizes_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "b.zip", **{"bodies.csv": b"\0" * (257 * 1024 * 1024)})
    assert path.stat().st_size < 1_000_000
    assert codes(path) == ["too-large"]


def test_a_zip_that_lies_about_its_sizes_is_stopped_while_inflating(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_module, "MOST_BYTES", 100_000)
    bomb = b"\0" * 1_000_000
    path = zipped(tmp_path / "b.zip", **{"bodies.csv": bomb})
    content = path.read_bytes().replace(struct.pack("<I", len(bomb)), struct.pack("<I", 10))
    path.write_bytes(content)
    assert codes(path)[0] in {"too-large", "unreadable"}


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    assert codes(zipped(tmp_path / "b.zip", **{f"{number}.txt": b"" for number in range(1001)})) == ["too-many-files"]


def test_a_damaged_zip_is_told_and_never_a_traceback(tmp_path: Path) -> None:
    path = zipped(tmp_path / "b.zip", **{"bodies.csv": BODIES * 100})
    content = bytearray(path.read_bytes())
    content[45:60] = bytes(15)
    path.write_bytes(bytes(content))
    assert codes(path) == ["unreadable"]


def test_a_folder_is_bounded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "MOST_BYTES", 10)
    (tmp_path / "bodies.csv").write_bytes(BODIES)
    assert codes(tmp_path) == ["too-large"]
