"""Who tells a tale in speech goes on telling it, after a listener's words and after a chapter's end."""

from __future__ import annotations

import pytest

FIRST = (
    "“It was the winter of the long ice,” said Osric Venn, “and I had the Sandpiper then. I signed on two men at "
    "the quay and a boy nobody owned. We ran north with a hold of salt, and for nine days we saw nothing, not a "
    "gull. On the tenth the boy came down and woke me. He said that there was a light ahead of us, low down and "
    "green. I climbed up in my stockings and looked, and I saw it too. I put the helm over. I shouted for the "
    "men, and neither of them came. When I went forward I found their bunks made, and their boots stood side by "
    "side, and nobody was in them.”"
)
SECOND = (
    "“We drifted until morning. I tied the boy to the mast with my own belt, because he begged me to. The light "
    "went round us twice and then it sank. I counted the lamps, I counted the oars, and I counted the two of us, "
    "over and over, and each time I made it three. At noon the wind came back. I took her home alone with that "
    "child at the wheel, and when we passed the bar he turned about and thanked me. He used a voice that I knew. "
    "It was my brother’s voice, and my brother had drowned off that bar when I was six years old. I never told my "
    "mother what he said to me.”"
)
THIRD = (
    "“So in the spring I sold her. I walked up here with the money in my hat, I bought this house, and I had the "
    "windows on the sea side bricked. You asked me why, the day you came, and I lied to you. I told you it was "
    "the draught. Every night that first year I heard somebody at the bricks. He knocked three times, and he "
    "waited, and he knocked again. I sat where you are now and I held the poker. I did not open. In the autumn it "
    "stopped, and I was ashamed how much I missed it.”"
)


def tale(middle: str) -> str:
    return (
        "CHAPTER I\n\nPell put another log on. Osric Venn had not said a word since supper. Pell waited.\n\n"
        f"“Begin, then,” said Pell.\n\n{FIRST}\n\n“Nobody?”\n\n{middle}CHAPTER II\n\n{THIRD}\n\n“And then?” asked Pell."
    )


@pytest.mark.parametrize(
    "middle",
    [
        f"{SECOND}\n\n",
        f"{SECOND}\n\nPell looked at the window for a long while. “Yes?” he said. “Go on.”\n\n",
        f"{SECOND}\n\nPell’s pipe had gone out.\n\n“What did he say?”\n\n",
        f"“Nobody at all?” Pell’s pipe had gone out.\n\n“Nobody.”\n\n{SECOND}\n\n“Dear me.”\n\n“Quite so.”\n\n",
        f"“Nobody at all?”\n\n“Nobody.”\n\n“Who lit it?”\n\n“Nobody lit it.” He stirred the fire.\n\n{SECOND}\n\n",
    ],
)
def test_a_tale_goes_on_in_the_next_chapter(scene, middle):
    s = scene(tale(middle))
    for said in ("the winter of the long ice", "We drifted until morning", "So in the spring"):
        assert s.speaker(said) == "Osric Venn"
    for said in ("Begin, then", "Nobody?", "And then?"):
        assert s.speaker(said) == "Pell"


def test_who_is_reported_to_tell_a_tale_tells_it(scene):
    other = THIRD.replace("windows ", "windows,” said Pell, “", 1)
    s = scene(tale(f"{SECOND}\n\n").replace(THIRD, other))
    assert s.speaker("We drifted until morning") == "Osric Venn"
    assert s.speaker("So in the spring") == "Pell"
