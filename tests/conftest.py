"""Fixtures that several test modules share."""

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the papers' texts, which are not part of the project.

    It lies beside the checkout (`../shared/papers`) or where KG_TEXTS says. Without it the test is skipped,
    unless KG_REQUIRE_SHARED=1 forbids skipping.
    """
    folder = Path(os.environ.get("KG_TEXTS") or CHECKOUT.parent / "shared" / "papers")
    if not folder.is_dir():
        message = f"the papers' texts are not in {folder}; set KG_TEXTS"
        if os.environ.get("KG_REQUIRE_SHARED") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return folder
