"""The private copy: PostgreSQL with TimescaleDB, and Mosquitto, fetched beside the host's own."""

import fcntl
import json
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model.errors import YipingError
from yiping.progress import Progress
from yiping.runtime import apt
from yiping.runtime.relink import relink, unpack

WANTED = ("postgresql-17-timescaledb", "mosquitto")
RECIPE = 1  # raise it when the steps below change


class PackagesError(YipingError):
    """A private copy that cannot be made on this host."""


def place(cache: Path) -> Path:
    """The folder of the private copy for this machine's kind of processor.

    A new recipe gets a new folder: another checkout may be running from the old one.
    """
    return cache / f"{apt.SUITE}-{platform.machine()}-{RECIPE}"


def marker(prefix: Path) -> dict[str, object]:
    """What the done marker says; a copy that was moved must be made anew, its paths are absolute."""
    return {"recipe": RECIPE, "wanted": list(WANTED), "prefix": str(prefix)}


def is_done(folder: Path) -> bool:
    """Whether a whole private copy lies in the folder."""
    done = folder / "done.json"
    try:
        return bool(json.loads(done.read_text(encoding="utf-8")) == marker(folder / "prefix"))
    except (OSError, ValueError):
        return False


@contextmanager
def only_one(folder: Path, progress: Progress) -> Iterator[None]:
    """Hold the copy's lock; a second start waits for the first one's fetch and then finds it done."""
    open_to_all(folder)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.say("  another start is fetching the same programs; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def open_to_all(folder: Path) -> None:
    """Make the folder and let every account enter, whatever the umask: servers run as another one."""
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in made:
        path.chmod(0o755)


def private_copy(cache: Path, *, progress: Progress, mirror: str | None = None) -> Path:
    """Give the prefix of a whole private copy, making it first where needed.

    Every step may be interrupted: packages already fetched are kept, the marker is written last.
    Raises PackagesError or AptError saying what is missing.
    """
    folder = place(cache)
    if not is_done(folder):
        with only_one(folder, progress):
            if not is_done(folder):
                make_copy(folder, progress, mirror)
    return folder / "prefix"


def make_copy(folder: Path, progress: Progress, mirror: str | None) -> None:
    """Fetch, unpack and relink; then write the marker."""
    archive = open_archive(folder / "apt", mirror)
    update(archive, progress)
    download(archive, progress)
    prefix = folder / "prefix"
    unpack_all(archive, prefix, progress)
    with progress.step("tie programs to their own libraries"):
        relink(prefix)
    draft = folder / "done.json.new"
    draft.write_text(json.dumps(marker(prefix)), encoding="utf-8")
    draft.replace(folder / "done.json")
    shutil.rmtree(archive.root, ignore_errors=True)


def open_archive(root: Path, mirror: str | None) -> apt.Archive:
    """Make the private apt root, or say what this host lacks for it."""
    for program in ("apt-get", "dpkg", "setpriv"):
        if shutil.which(program) is None:
            raise PackagesError(f"a private copy of the servers needs {program}, which this host lacks")
    keyring = apt.find_keyring()
    if keyring is None:
        raise PackagesError(f"the Debian archive keyring is missing: no {apt.KEYRINGS[0]}")
    address = mirror or apt.find_mirror()
    if address is None:
        raise PackagesError("this host's apt names no Debian archive; set YIPING_DEBIAN_MIRROR to one")
    return apt.make_archive(root, address, keyring)


def update(archive: apt.Archive, progress: Progress) -> None:
    """Read the archive's index."""
    with progress.step(f"read the package index of {archive.mirror}") as step:
        apt.run_apt(archive, "update", watch=lambda: step.bytes(apt.size(archive.lists), 0))


def download(archive: apt.Archive, progress: Progress) -> None:
    """Fetch the packages and all they need, going on where an earlier try ended."""
    total = apt.bytes_wanted(archive, WANTED)
    with progress.step("fetch PostgreSQL, TimescaleDB and Mosquitto") as step:
        apt.run_apt(
            archive,
            "install",
            "--download-only",
            *WANTED,
            watch=lambda: step.bytes(apt.size(archive.packages), total),
        )


def unpack_all(archive: apt.Archive, prefix: Path, progress: Progress) -> None:
    """Unpack all packages into a fresh prefix that every account may read."""
    shutil.rmtree(prefix, ignore_errors=True)
    open_to_all(prefix)
    packages = sorted(archive.packages.glob("*.deb"))
    total, done = apt.size(archive.packages), 0
    with progress.step(f"unpack {len(packages)} packages") as step:
        for package in packages:
            unpack(package, prefix)
            done += package.stat().st_size
            step.bytes(done, total)
