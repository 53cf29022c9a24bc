"""Calls functions of `site/src/*.ts` in Node, so that one table of cases can hold both languages to it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SITE = Path(__file__).parent.parent / "site"
# Bundles a module, takes lists of arguments on standard input and prints {"value"} or {"error"} for each.
_PROGRAM = """
import { buildSync } from "esbuild";
const [module, name] = process.argv.slice(1);
const made = buildSync({ entryPoints: [`src/${module}.ts`], bundle: true, format: "esm", write: false });
const source = Buffer.from(made.outputFiles[0].text).toString("base64");
const loaded = await import(`data:text/javascript;base64,${source}`);
let text = "";
for await (const chunk of process.stdin) text += chunk;
const answers = JSON.parse(text).map((arguments_) => {
  try {
    const value = loaded[name](...arguments_);
    return { value: typeof value?.next === "function" ? [...value] : value };
  } catch (error) {
    return { error: error.message, ...error };
  }
});
process.stdout.write(JSON.stringify(answers));
"""


def find_node() -> str:
    """Return the Node that made the bundles: the environment's own, else the system's.

    Without Node the test is skipped, where the browser scripts must be tested it fails.
    """
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    node = shutil.which("node", path=path)
    if node is None or not (SITE / "node_modules" / "esbuild").is_dir():
        reason = "there is no Node or no esbuild: run `make assets`"
        if os.environ.get("KG_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return node


def call_all(module: str, function: str, calls: list[list[Any]]) -> list[dict[str, Any]]:
    """Return what a function gives for each list of arguments: {"value": ...} or {"error": message, ...}."""
    run = subprocess.run(
        [find_node(), "--input-type=module", "-e", _PROGRAM, module, function],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        cwd=SITE,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    answers: list[dict[str, Any]] = json.loads(run.stdout)
    return answers
