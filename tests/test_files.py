"""Files are written whole or not at all, and a refusal names the file."""

import errno
import os
from pathlib import Path

import pytest

from kg.files import save_text


def test_a_file_that_may_not_be_written_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rename would put another file in its place without asking."""
    path = tmp_path / "kept.csv"
    path.write_text("mine", encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everything
    with pytest.raises(PermissionError) as caught:
        save_text("yours", path)
    assert caught.value.filename == str(path)
    assert path.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_device_is_named() -> None:
    """The message of a failed write says where."""
    with pytest.raises(OSError, match="/dev/full") as caught:
        save_text("x" * 100_000, Path("/dev/full"))
    assert caught.value.errno == errno.ENOSPC
