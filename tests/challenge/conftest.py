"""What a challenge set scores on the half that its rules were developed on."""

import pytest

from benchmarks.challenge import score
from fabula.errors import MissingModel
from fabula.language.model import load_model


@pytest.fixture(scope="module")
def figures(request):
    """The figures of the set that the test's module names as SET."""
    try:
        load_model()
    except MissingModel as problem:
        pytest.skip(str(problem))
    return score(request.module.SET, "develop")
