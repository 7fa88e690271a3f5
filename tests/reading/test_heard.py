"""What is heard on a page is kept, and is the same whoever its people are."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from fabula.reading import follow_speech, open_page
from fabula.reading.documents.rereading import _with_mentions
from fabula.reading.speech import find_utterances
from fabula.reading.speech.heard import hear
from fabula.source import from_text, load

TIDE = Path(__file__).parents[2] / "examples" / "what_the_tide_owed.md"

pytestmark = pytest.mark.usefixtures("scene")


@pytest.fixture(scope="module")
def page():
    return open_page(load(TIDE))


def alike(one, other):
    pairs = [(getattr(one, f.name), getattr(other, f.name)) for f in fields(one)]
    return all(np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b for a, b in pairs)


def test_it_depends_on_no_entity(page):
    clusters = page.clusters
    n = len(page.mentions)
    nobody = replace(clusters, entity=np.arange(n), person=np.full(n, -1), others={}, teller=np.full(n, -1))
    assert alike(hear(replace(page, clusters=nobody)), hear(page))


def test_who_speaks_is_the_same_when_it_is_kept_as_when_it_is_found_anew(page):
    followed = follow_speech(page)
    assert hear(followed) is followed.heard
    assert page.heard is None
    assert find_utterances(followed) == find_utterances(replace(followed, heard=None, chances={}))
    assert find_utterances(followed) == find_utterances(followed)


def test_more_mentions_are_heard_anew():
    page = follow_speech(open_page(from_text("“Come in,” said Ruth.\n\n“Thank you,” said Agnes.\n")))
    more = _with_mentions(page, [(1, 2, len(page.clusters.person))])
    heard = hear(more)
    assert len(heard.subject) == len(more.mentions) == len(page.mentions) + 1
    assert [more.words.text[more.mentions.start[cue.mention]] for cue in heard.cues] == ["Ruth", "Agnes"]
