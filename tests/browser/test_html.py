"""Every page of a built site is valid HTML by a validator that is not ours."""

import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.typescript import SITE, find_node

pytestmark = pytest.mark.browser


def validate(folder: Path) -> Counter[str]:
    """Return what html-validate tells of all pages of a folder: rule and message, with how often."""
    node = find_node()
    if not (SITE / "node_modules" / "html-validate").is_dir():
        pytest.fail("html-validate is missing: run `make check`, which installs what the tests need")
    command = ["node_modules/html-validate/bin/html-validate.mjs", "--config", ".htmlvalidate.json"]
    told_path = (
        folder.parent / f"{folder.name}-html-validate.json"
    )  # a pipe would lose what exceeds its buffer
    with told_path.open("w") as out:
        subprocess.run(
            [node, *command, "--formatter", "json", f"{folder}/**/*.html"],
            cwd=SITE,
            stdout=out,
            timeout=300,
            check=False,
        )
    told = json.loads(told_path.read_text(encoding="utf-8"))
    return Counter(
        f"{message['ruleId']}: {message['message']}" for one in told for message in one["messages"]
    )


def test_every_page_is_valid(small_site: Path) -> None:
    """No page of the small graph's site breaks a rule of HTML or of accessible markup."""
    assert len(list(small_site.rglob("*.html"))) > 200
    assert validate(small_site) == Counter()


def test_the_validator_tells_of_a_broken_page(tmp_path: Path) -> None:
    """The check can fail: an element that is not closed and an id that is there twice are told."""
    (tmp_path / "broken.html").write_text(
        '<!DOCTYPE html><html lang="en"><head><title>x</title></head>'
        '<body><p id="a"><b id="a"></p></body></html>',
        encoding="utf-8",
    )
    assert validate(tmp_path)
