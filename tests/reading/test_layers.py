"""Layers are imported while the encoder works, and what is read does not depend on when, or in how many threads."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.usefixtures("scene")

NOT_YET = """
import sys
import fabula.reading
early = [name for name in sys.modules if name.startswith("fabula.reading.") and name != "fabula.reading.page"]
assert not early, early
"""

AT_ONCE = """
from concurrent.futures import ThreadPoolExecutor
import fabula
texts = [f"“Come in, {name},” said Ruth.\\n\\n{name} wiped his boots, and came.\\n" for name in ("Tom", "Ben", "Amos")]
with ThreadPoolExecutor(3) as pool:
    together = [*pool.map(fabula.read, texts)]
assert together == [*map(fabula.read, texts)]
assert [one.utterances[0].speaker is not None for one in together] == [True] * 3
"""


@pytest.mark.parametrize("program", [NOT_YET, AT_ONCE], ids=["not yet", "at once"])
def test_in_a_process_of_its_own(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
