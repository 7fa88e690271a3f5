"""The collector rests, and is as it was afterwards."""

import gc

import pytest

from fabula.collector import uncollected


def test_the_collector_rests_and_goes_on():
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_an_error_too():
    with pytest.raises(KeyError), uncollected():
        raise KeyError
    assert gc.isenabled()
