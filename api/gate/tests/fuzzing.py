"""schemathesis over a dialect whose operations change nothing that a later request needs."""

import json
import subprocess
import sys
from pathlib import Path

from api.interviews.tests import fuzzing

_CONFIG = """
hooks = {hooks}
[auth.openapi.ApiKey]
bearer = {key}
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "409", "413", "415", "422"]
[dictionaries.known]
values = [{id}]
[[operations]]
include-path-regex = "/conversations/"
[operations.parameters]
"path.id" = {{ dictionary = "known", probability = 0.8 }}
"""


def fuzz(document: str, folder: Path, key: str, known_id: str) -> None:
    """Ask every operation of the document at this URL for much that it allows and does not.

    With all checks: no 5xx, no answer that is not documented, bad data refused and good data
    taken, 401 without a key, 405 for other methods. All it found is printed, with the calls.
    """
    path = folder / "schemathesis.toml"
    values = {"hooks": fuzzing.__file__, "key": key, "id": known_id}
    path.write_text(_CONFIG.format(**{name: json.dumps(each) for name, each in values.items()}))
    options = [
        *("--config-file", str(path), "run", document, "--checks=all", "--continue-on-failure"),
        *fuzzing.PATIENCE,
        *("--no-color", "--seed=4", "--max-examples=15", "--generation-database=none"),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout + done.stderr)  # noqa: T201
    assert done.returncode == 0
