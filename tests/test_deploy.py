"""Promises of deploy/: it names settings that exist, images by their version, and everything that the program needs."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.repository import ROOT, read

FILES = sorted((ROOT / "deploy").iterdir())


@pytest.mark.parametrize("file", [*FILES, ROOT / "docs" / "operation.md"], ids=lambda file: file.name)
def test_each_setting_that_is_named_exists(file: object) -> None:
    known = set(re.findall(r"INTERLACE_[A-Z_]+", read("platform/interlace/configuration.py")))
    assert set(re.findall(r"INTERLACE_[A-Z_]+", read(str(file)))) <= known


def test_images_are_pinned_and_run_as_nobody_in_particular() -> None:
    containerfile, compose = read("deploy/Containerfile"), read("deploy/compose.yaml")
    assert re.search(r"^ARG PYTHON=\S+:\d+\.\d+\.\d+-slim", containerfile, re.MULTILINE)
    assert re.search(r"image: \S+postgres:\d+\.\d+", compose)
    assert re.search(r"^USER \d+:\d+$", containerfile, re.MULTILINE)
    assert "no-new-privileges" in compose


def test_an_image_is_built_from_all_that_a_package_is_built_from() -> None:
    wheel = tomllib.loads(read("pyproject.toml"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {name.split("/")[0] for name in [*wheel["packages"], *wheel["force-include"]]}
    taken = {line[1:] for line in read("deploy/Containerfile.dockerignore").splitlines() if line.startswith("!")}
    assert needed | {"pyproject.toml", "uv.lock", "scripts/building.py"} <= taken


def test_a_wheel_builds_what_pages_load_with_the_node_of_checkouts_from_sources_that_are_there() -> None:
    project, building = tomllib.loads(read("pyproject.toml")), read("scripts/building.py")
    assert project["build-system"]["backend-path"] == ["scripts"]
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]["path"] == "scripts/building.py"
    (node,) = re.findall(r'^NODE = "(.+)"$', building, re.MULTILINE)
    assert node in project["dependency-groups"]["dev"]
    (sources,) = re.findall(r"^_SOURCES = \((.+)\)$", building, re.MULTILINE)
    for name in re.findall(r'"(.+?)"', sources):
        assert (ROOT / "web" / name).exists(), name


def test_services_are_alike_but_for_what_they_run() -> None:
    one, other = (read(f"deploy/{name}.service").splitlines() for name in ("interlace", "interlace-worker"))
    differing = [a for a, b in zip(one, other, strict=True) if a != b]
    assert all(line.startswith(("#", "Description=", "ExecStart=")) for line in differing)


def test_a_proxy_does_not_add_to_what_a_client_writes() -> None:
    proxy = read("deploy/nginx.conf")
    assert "X-Forwarded-For $remote_addr" in proxy
    assert "proxy_add_x_forwarded_for" not in proxy
    assert re.search(r"location = /metrics \{\s+return 404;", proxy)
