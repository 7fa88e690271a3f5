"""All cores at work: the order of what comes back, how far ahead they go, and what an error does."""

import time

import pytest

from fabula.language.cores import cores, each


def test_results_come_in_the_order_of_the_items():
    def slowest_first(n: int) -> int:
        time.sleep((20 - n) / 4000)
        return n * n

    assert list(each(slowest_first, range(20))) == [n * n for n in range(20)]


def test_no_items_no_results():
    assert list(each(str, [])) == []


def test_only_a_few_items_are_taken_ahead_of_what_is_asked_for():
    taken = []

    def items():
        for n in range(1000):
            taken.append(n)
            yield n

    results = each(str, items())
    assert next(results) == "0"
    assert len(taken) <= 2 * cores() + 1
    results.close()


def test_an_error_reaches_whoever_asks():
    results = each(lambda n: 1 // n, [1, 0, 1])
    assert next(results) == 1
    with pytest.raises(ZeroDivisionError):
        next(results)
