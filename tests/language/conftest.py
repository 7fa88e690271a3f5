"""The shipped model, for the tests that need it."""

import pytest

from fabula.errors import MissingModel
from fabula.language.model import load_model


@pytest.fixture(scope="session")
def model():
    try:
        return load_model()
    except MissingModel as problem:
        pytest.skip(str(problem))
