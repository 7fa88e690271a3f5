"""What happens, and who takes part."""

import numpy as np

MILL = """Thomas broke the window with a stone. Mary took the child out of the smoke and carried him to the river. The
mill burned. Edward gave Mary his coat. In the morning the door was opened by Thomas."""


def test_what_happens_is_an_event(scene):
    s = scene(MILL)
    assert all(s.event(w) for w in ("broke", "took", "carried", "burned", "gave"))
    for e in s.story.events:
        assert e.realis
        assert 0.2 <= e.confidence <= 1
        assert e.lemma


def test_what_might_happen_is_none(scene):
    s = scene("Thomas may leave tomorrow. If Thomas leaves, Mary would weep. They should wait, and nobody must speak.")
    assert [
        s.text[e.start : e.end]
        for e in s.story.events
        if s.text[e.start : e.end] in ("leave", "leaves", "wait", "speak")
    ] == []


def test_who_does_it_and_to_whom(scene):
    s = scene(MILL)
    assert s.role("broke", "agent") == ["Thomas"]
    assert "Mary" in s.role("took", "agent")
    assert s.role("gave", "agent") == ["Edward"]


def test_a_second_verb_shares_its_subject(scene):
    assert scene(MILL).role("carried", "agent") == ["Mary"]


def test_who_says_something_is_its_agent(scene):
    s = scene("Thomas and Mary came in.\n\n“Stay,” said Thomas.\n\n“I will not,” Mary answered.")
    assert s.role("said", "agent") == ["Thomas"]
    assert s.role("said", "recipient") == []
    assert s.event("said").lemma == "say"
    assert s.role("answered", "agent") == ["Mary"]


def test_participants_are_mentions_and_roles_have_one_part_each(scene):
    for text in (MILL, "Thomas and Mary came in.\n\n“Stay,” said Thomas to Mary. “You promised me.”"):
        s = scene(text)
        spans = {(m.start, m.end): m.entity for m in s.story.mentions}
        for e in s.story.events:
            assert all(spans[p.start, p.end] == p.entity for p in e.participants)
            assert len(set(e.participants)) == len(e.participants)


def test_lemmas_of_common_verbs(scene):
    s = scene("""Thomas walked in and looked round. Mary turned, laughed and answered him. He stopped. She called the
dog, opened the door and asked him to sit. He thanked her, pulled off his boots and followed her in.""")
    expected = {"walked": "walk", "looked": "look", "turned": "turn", "laughed": "laugh", "answered": "answer",
                "stopped": "stop", "called": "call", "opened": "open", "asked": "ask", "thanked": "thank",
                "pulled": "pull", "followed": "follow"}  # fmt: skip
    t = s.story.tokens
    words = [s.text[a:b] for a, b in zip(t.start, t.end, strict=True)]
    right = [t.lemma[words.index(w)] == lemma for w, lemma in expected.items()]
    assert np.mean(right) >= 0.9
