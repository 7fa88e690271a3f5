"""Who is of the cast, and who is only named."""

ROAD = """Wren came up from Lowther with the cart. She had read all of Marchbanks that winter.

“It is as dull as Marchbanks,” said Wren. “Have you been in Ormsby, Tam?”

“Never,” said Tam. “But Mrs. Ottley has a niece in Ormsby, and Perdita has an uncle there.”

“In Ormsby they eat nothing but eels,” said Wren.

Sallow opened the gate for them. The Marchers watched from the wall. A man in a grey coat went by, and he nodded.

“Good day to you,” said the miller.

“Was that someone you know?” said Wren. Nobody answered."""


def test_what_is_no_person_is_not_of_the_cast(scene):
    named = {c.name for c in scene(ROAD).story.characters}
    assert {"Wren", "Tam", "Mrs. Ottley", "Perdita", "Sallow", "Marchbanks", "the miller"} <= named
    assert not {"Ormsby", "The Marchers", "A man in a grey coat", "someone"} & named


def test_nor_is_in_a_long_work_whose_name_is_only_dropped(scene, monkeypatch):
    monkeypatch.setattr("fabula.reading.cast.SHARE", 0.2)  # a work of some hundred words is as long as any
    named = {c.name for c in scene(ROAD + "\n").story.characters}
    assert {"Wren", "Tam", "Mrs. Ottley", "Perdita", "Sallow", "the miller"} <= named
    assert not {"Marchbanks", "Ormsby"} & named


LONG = (
    "The harbour was quiet, and Wren mended her nets. She hummed, and she thought of her brother Tam, and of his boat. "
)

STRANGER = """A man stood on the quay. He looked at the boats, and he counted them, and then he went away as he came.

{}

The ferryman came in. The ferryman tied up his boat, and he spat; then the ferryman went home to his dinner."""


def test_a_long_work_has_in_its_cast_no_stranger_whom_it_passes_once(scene, monkeypatch):
    monkeypatch.setattr("fabula.reading.cast.SHARE", 0.1)
    short, long = scene(STRANGER.format(LONG)), scene(STRANGER.format(LONG * 12))
    assert {"A man", "the ferryman"} <= {c.name for c in short.story.characters}
    assert {"the ferryman"} == {c.name for c in long.story.characters} & {"A man", "the ferryman"}
