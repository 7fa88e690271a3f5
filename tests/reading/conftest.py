"""Short scenes read with the shipped model, each once."""

from functools import cache

import pytest

import fabula
from fabula.errors import MissingModel
from fabula.language.model import load_model


class Scene:
    """A reading, asked about by what is said in it."""

    def __init__(self, text):
        self.story = fabula.read(text + "\n")
        self.text = self.story.text

    def utterance(self, said):
        """The utterance that holds these words."""
        at = self.text.index(said)
        return next(u for u in self.story.utterances if any(s.start <= at < s.end for s in u.spans))

    def name(self, entity):
        return None if entity is None else self.story.entity(entity).name

    def speaker(self, said):
        return self.name(self.utterance(said).speaker)

    def addressees(self, said):
        return [self.name(e) for e in self.utterance(said).addressees]

    def cue(self, said):
        cue = self.utterance(said).cue
        return None if cue is None else self.text[cue.start : cue.end]

    def character(self, name):
        return next(c for c in self.story.characters if name in (c.name, *(a.name for a in c.names)))

    def entity_at(self, words, after=""):
        """The entity of the mention that is these words, the first after the words `after`."""
        at = self.text.index(words, self.text.index(after))
        return next(m.entity for m in self.story.mentions if (m.start, m.end) == (at, at + len(words)))

    def event(self, trigger):
        at = self.text.index(trigger)
        return next((e for e in self.story.events if e.start == at), None)

    def role(self, trigger, role):
        return [self.name(p.entity) for p in self.event(trigger).participants if p.role == role]


@pytest.fixture(scope="session")
def scene():
    """A function from a text to its Scene."""
    try:
        load_model()
    except MissingModel as problem:
        pytest.skip(str(problem))
    return cache(Scene)
