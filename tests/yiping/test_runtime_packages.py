"""The private copy: complete or made anew, one fetch at a time."""

import fcntl
import json
import os
import threading
from pathlib import Path

import pytest

from yiping.progress import SilentProgress
from yiping.runtime import apt, packages
from yiping.runtime.packages import PackagesError, is_done, marker, open_to_all, place, private_copy
from yiping.runtime.relink import RelinkError, relink


def mark_done(cache: Path) -> Path:
    """Write the marker of a whole copy."""
    folder = place(cache)
    open_to_all(folder)
    (folder / "done.json").write_text(json.dumps(marker(folder / "prefix")))
    return folder


def test_a_copy_without_its_marker_is_not_done(tmp_path: Path) -> None:
    (place(tmp_path) / "prefix").mkdir(parents=True)
    assert not is_done(place(tmp_path))


def test_a_copy_that_was_moved_is_not_done(tmp_path: Path) -> None:
    mark_done(tmp_path / "a")
    (tmp_path / "a").rename(tmp_path / "b")
    assert not is_done(place(tmp_path / "b"))


def test_an_interrupted_fetch_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def make(folder: Path, *_: object) -> None:
        made.append(folder)
        if len(made) == 1:
            raise KeyboardInterrupt
        mark_done(tmp_path)

    monkeypatch.setattr(packages, "make_copy", make)
    with pytest.raises(KeyboardInterrupt):
        private_copy(tmp_path, progress=SilentProgress())
    for _ in range(2):
        assert private_copy(tmp_path, progress=SilentProgress()) == place(tmp_path) / "prefix"
    assert len(made) == 2


def test_a_second_start_waits_and_then_finds_the_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "make_copy", lambda *_: pytest.fail("fetched twice"))
    folder = place(tmp_path)
    open_to_all(folder)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = threading.Thread(target=lambda: private_copy(tmp_path, progress=SilentProgress()))
        second.start()
        second.join(0.2)
        assert second.is_alive()
        mark_done(tmp_path)
    second.join(5)
    assert not second.is_alive()


def test_a_folder_is_open_to_servers_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        open_to_all(tmp_path / "a" / "b")
    finally:
        os.umask(before)
    assert [(tmp_path / part).stat().st_mode & 0o777 for part in ("a", "a/b")] == [0o755, 0o755]


def test_a_host_without_the_keyring_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apt, "KEYRINGS", (tmp_path / "none.gpg",))
    with pytest.raises(PackagesError, match="keyring is missing"):
        private_copy(tmp_path, progress=SilentProgress())


def test_a_host_without_apt_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PackagesError, match="needs apt-get"):
        private_copy(tmp_path, progress=SilentProgress())


def test_a_mirror_that_is_not_there_gives_the_complaint_of_apt(tmp_path: Path) -> None:
    keyring = apt.find_keyring()
    if keyring is None:
        pytest.skip("no Debian archive keyring on this host")
    archive = apt.make_archive(tmp_path, f"file://{tmp_path}/nowhere", keyring)
    with pytest.raises(apt.AptError, match=r"apt-get update from file:.*nowhere"):
        apt.run_apt(archive, "update", watch=lambda: None)


def test_the_private_apt_names_no_folder_of_the_host(tmp_path: Path) -> None:
    archive = apt.Archive(root=tmp_path, mirror="file:///m", keyring=Path("/k.gpg"))
    folders = [line for line in apt.configuration(archive).splitlines() if line.startswith("Dir::")]
    assert folders
    assert all(str(tmp_path) in line or "/dev/null" in line for line in folders)


def test_a_prefix_without_a_loader_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RelinkError, match="not complete"):
        relink(tmp_path)


LISTED = ["http://m/debian-security/ Debian-Security", "http://m/debian/ Debian", "http://o/debian/ Other"]
UPDATED = [
    "'http://m/debian-security/dists/trixie-security/InRelease' name 0 ",
    "'http://m/debian/dists/trixie/InRelease' name 0 ",
]


def apt_says(monkeypatch: pytest.MonkeyPatch, targets: list[str], uris: list[str]) -> None:
    """Let apt answer the two questions about its archives."""
    monkeypatch.setattr(apt, "said", lambda *words: targets if words[1] == "indextargets" else uris)


def test_the_mirror_is_the_archive_and_not_its_security_updates(monkeypatch: pytest.MonkeyPatch) -> None:
    apt_says(monkeypatch, LISTED, [])
    assert apt.find_mirror() == "http://m/debian/"


def test_a_fresh_image_without_lists_has_a_mirror_too(monkeypatch: pytest.MonkeyPatch) -> None:
    apt_says(monkeypatch, [], UPDATED)
    assert apt.find_mirror() == "http://m/debian/"


def test_a_host_of_another_kind_has_no_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    apt_says(monkeypatch, [], ["'http://m/ubuntu/dists/noble/InRelease' name 0 "])
    assert apt.find_mirror() is None
