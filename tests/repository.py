"""Where the repository is and what belongs to it, for tests about the repository itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_MADE_HERE = {"build", "dist", "htmlcov", "__pycache__"}


def own_files() -> list[Path]:
    """The files of the project: what git tracks; in an unpacked archive, or without git, all that is not made here."""
    try:
        done = subprocess.run(["/usr/bin/env", "git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return [path for path in sorted(ROOT.rglob("*")) if path.is_file() and _is_own(path.relative_to(ROOT))]
    names = [name for name in done.stdout.decode().split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def _is_own(path: Path) -> bool:
    folders = path.parts[:-1]
    hidden = any(folder.startswith(".") and folder != ".ci" for folder in folders)
    return not hidden and not _MADE_HERE.intersection(folders) and not path.name.startswith(".coverage")


def read(name: str) -> str:
    """The text of a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")
