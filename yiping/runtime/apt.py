"""A package archive of our own: apt with private lists, cache and status beside the host's."""

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from model.errors import YipingError

SUITE = "trixie"
KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
)
LOOK_EVERY_S = 0.25
# apt in the language of its own messages, so that we can read them
PLAIN = {"LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


class AptError(YipingError):
    """Packages that cannot be fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A private apt root in `root`, reading the Debian archive at `mirror`."""

    root: Path
    mirror: str
    keyring: Path

    @property
    def packages(self) -> Path:
        """Where fetched packages lie."""
        return self.root / "cache" / "archives"

    @property
    def lists(self) -> Path:
        """Where the archive's index lies."""
        return self.root / "lists"

    @property
    def options(self) -> list[str]:
        """The words that make apt read this archive."""
        return ["-q", "-y", "-c", str(self.root / "apt.conf")]


def find_keyring() -> Path | None:
    """The keys that Debian signs its archive with."""
    return next((path for path in KEYRINGS if path.is_file()), None)


def find_mirror() -> str | None:
    """The address of the Debian archive that this host's own apt uses."""
    asked = "$(REPO_URI) $(LABEL)"
    targets = said("apt-get", "indextargets", "--format", asked)
    # the label tells the archive from its security updates and backports, which Debian makes too
    known = [line.partition(" ")[0] for line in targets if line.partition(" ")[2] == "Debian"]
    # a fresh image has no lists yet, so its origins are unknown: take the addresses that an update would read
    uris = [
        line.split("'")[1].partition("dists/")[0]
        for line in said("apt-get", "update", "--print-uris")
        if "'" in line
    ]
    guesses = [uri for uri in uris if urlsplit(uri).path.rstrip("/").endswith("/debian")]
    return next(iter(known or guesses), None)


def said(*argv: str) -> list[str]:
    """The lines a command prints; none when it is missing or fails."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False, env={**os.environ, **PLAIN})
    except OSError:
        return []
    return done.stdout.splitlines() if done.returncode == 0 else []


def make_archive(root: Path, mirror: str, keyring: Path) -> Archive:
    """Write the private apt root; what an earlier try fetched stays."""
    archive = Archive(root=root, mirror=mirror, keyring=keyring)
    for folder in (archive.lists / "partial", archive.packages / "partial", root / "etc"):
        folder.mkdir(parents=True, exist_ok=True)
    (root / "status").touch()
    (root / "etc" / "sources.list").write_text(
        f"deb [signed-by={keyring}] {mirror} {SUITE} main\n", encoding="utf-8"
    )
    (root / "apt.conf").write_text(configuration(archive), encoding="utf-8")
    return archive


def configuration(archive: Archive) -> str:
    """The apt.conf of the private root.

    The host's own settings are read before it (a proxy is kept); its hooks are cleared,
    because they would tidy the host's own cache.
    """
    return f"""\
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
Dir::State "{archive.root}";
Dir::State::lists "{archive.lists}";
Dir::State::status "{archive.root / "status"}";
Dir::Cache "{archive.root / "cache"}";
Dir::Cache::archives "{archive.packages}";
Dir::Etc::sourcelist "{archive.root / "etc" / "sources.list"}";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Default-Release "";
APT::Install-Recommends "false";
APT::Install-Suggests "false";
APT::Keep-Downloaded-Packages "true";
APT::Get::List-Cleanup "true";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
"""


def size(folder: Path) -> int:
    """Bytes of the files under a folder that another process is writing."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(parent, name)).st_size  # noqa: PTH116, PTH118 (many files, often)
            except OSError:  # renamed between the two looks
                continue
    return total


def run_apt(archive: Archive, *words: str, watch: Callable[[], None]) -> None:
    """Run apt-get in the private root, calling `watch` while it works.

    Raises AptError with apt's own complaint.
    """
    log = archive.root / "apt.log"
    try:
        with log.open("wb") as out:
            process = subprocess.Popen(
                ["setpriv", "--pdeathsig=TERM", "--", "apt-get", *archive.options, *words],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **PLAIN},
            )
            finish(process, watch)
    except OSError as error:
        raise AptError(f"cannot run apt-get: {error.strerror}: {error.filename}") from error
    if process.returncode != 0:
        raise AptError(f"apt-get {words[0]} from {archive.mirror} failed: {complaint(log)}")


def finish(process: subprocess.Popen[bytes], watch: Callable[[], None]) -> None:
    """Wait for the process, watching; a Ctrl-C ends it too."""
    try:
        while process.poll() is None:
            watch()
            time.sleep(LOOK_EVERY_S)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def complaint(log: Path) -> str:
    """What apt said was wrong, in one line."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    wrong = [line.removeprefix("E: ") for line in lines if line.startswith("E: ")]
    return "; ".join(wrong[:3]) or (lines[-1] if lines else "it said nothing")


def bytes_wanted(archive: Archive, wanted: tuple[str, ...]) -> int:
    """How many bytes the packages and all they need have, fetched or not."""
    lines = said("apt-get", *archive.options, "--print-uris", "--download-only", "install", *wanted)
    fields = [line.split() for line in lines if line.startswith("'")]
    return sum(int(part[2]) for part in fields if part[2].isdigit())
