"""The file of channels: strict, and named in every complaint."""

from pathlib import Path

import pytest

from model.errors import DefinitionError
from orders.channels.log import Log
from yiping.channels import load_channels

LOG = '[crews]\nchannel = "log"\nfile = "/x"\n'
HOOK = '[crews]\nchannel = "webhook"\nurl = "https://a.example/in"\nsecret = "whsec_{}"\n'.format("QUJD" * 8)


def file_with(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "channels.toml"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_without_a_file_there_are_no_channels() -> None:
    assert load_channels(None) == {}


def test_a_table_is_a_channel_by_its_own_name(tmp_path: Path) -> None:
    path = file_with(tmp_path, '[a]\nchannel = "log"\nfile = "/x"\n[b-2]\nchannel = "log"\nfile = "/y"\n')
    assert load_channels(path) == {"a": Log(file=Path("/x")), "b-2": Log(file=Path("/y"))}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[crews]\nchannel = "pigeon"', "crews.channel: 'pigeon' is not one of alertmanager, cap"),
        ('[crews]\nfile = "/x"', "crews.channel: is missing"),
        ('[crews]\nchannel = "log"', "crews.file: is missing"),
        ('[crews]\nchannel = "log"\nfile = "/x"\nfiel = 1', "crews.fiel: unknown key"),
        ('[Crews]\nchannel = "log"\nfile = "/x"', "Crews: must be a name of small letters"),
        ("crews = 1", "crews: must be a table"),
        ("[crews", "is not TOML"),
        (
            '[cap]\nchannel = "cap"\nfolder = "/x"\nsender = "y"\nzone = "Asia/Atlantis"',
            "cap: is no cap: .*Atlantis",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_file(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(DefinitionError, match=rf"channels\.toml: {problem}"):
        load_channels(file_with(tmp_path, text))


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"gone\.toml: cannot be read"):
        load_channels(tmp_path / "gone.toml")


@pytest.mark.parametrize(
    ("text", "mode", "warned"), [(HOOK, 0o644, True), (HOOK, 0o640, False), (LOG, 0o644, False)]
)
def test_secrets_that_everybody_may_read_are_told_of(
    tmp_path: Path, text: str, mode: int, warned: bool, caplog: pytest.LogCaptureFixture
) -> None:
    load_channels(file_with(tmp_path, text, mode))
    assert ("chmod o-r" in caplog.text) == warned
