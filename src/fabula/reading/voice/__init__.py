"""How things are said: the manner of each utterance, from the clause that reports it, from what the narration says of
the voice beside it, and from its own typography; and its stammers, mended.

Only what the text states of this speaker at this utterance counts. What is denied, held back, almost done, or done by
somebody else is not claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fabula.language.saying import SAYING
from fabula.reading.page import Page, pieces_by_start
from fabula.reading.speech.cues import Cue
from fabula.reading.speech.heard import hear
from fabula.reading.voice.breaks import breaks
from fabula.reading.voice.manners import (
    OTHER_SAYING,
    PARTICIPLES,
    Clause,
    capitals_tell,
    of_clause,
    of_typography,
    of_voice,
)
from fabula.reading.voice.stammer import stammers
from fabula.reading.voice.thought import find_thoughts, paragraph_words
from fabula.story import Manner, MannerKind, Utterance

_PRONOUNS = frozenset("he she they I we it".split())
_BEFORE_NOUN = frozenset("the a an his her my their our old young poor little one".split())
_CLAUSE_ENDS = frozenset('. ! ? ; : “ ” " « » „ ( )'.split())
_OTHER_CLAUSE = frozenset(
    "while whilst when as but because before after though although until who whom whose which that since if for "
    "so".split()
)
_BEFORE_CLAUSE, _LEADING = _OTHER_CLAUSE | {"and"}, _OTHER_CLAUSE - {"for", "so"}


def find_voices(page: Page, utterances: Sequence[Utterance]) -> list[Utterance]:
    """The utterances of a work with their kinds settled between speech and thought, the thoughts in italics among
    them, and each with its manners, in the order of the text, and the edits that mend its stammers."""
    piece_at = pieces_by_start(page)
    cues = hear(page).cues
    cut = breaks(page, utterances, piece_at)
    capitals = capitals_tell(page)
    voiced = []
    for n, u in enumerate(utterances):
        if u.kind == "other":
            voiced.append(u)
            continue
        edits = tuple(e for s in u.spans for e in stammers(page.text, s.start, s.end))
        found = [*cut.get(n, ()), *of_typography(page, u, capitals=capitals)]
        found += [Manner("stammer", e.start, e.end, "typography", 0.9) for e in edits[:1]]
        for s in u.spans:
            clause = _clause(page, u, piece_at[s.start], cues[piece_at[s.start]])
            if clause is not None:
                found += of_clause(page, clause)
            found += of_voice(page, u, piece_at[s.start])
        voiced.append(replace(u, manners=_best(found), edits=edits))
    return find_thoughts(page, voiced)


def _best(found: Sequence[Manner]) -> tuple[Manner, ...]:
    """One manner a kind, its surest evidence, in order; what is whispered is not shouted, whatever else is loud."""
    best: dict[MannerKind, Manner] = {}
    for m in sorted(found, key=lambda m: (-m.confidence, m.start)):
        best.setdefault(m.kind, m)
    quiet = max((best[k].confidence for k in ("whisper", "murmur") if k in best), default=0.0)
    if "shout" in best and best["shout"].source != "verb" and quiet > best["shout"].confidence:
        del best["shout"]
    if "murmur" in best and "whisper" in best:
        del best["murmur"]
    return tuple(sorted(best.values(), key=lambda m: (m.start, m.end)))


def _clause(page: Page, u: Utterance, piece: int, cue: Cue | None) -> Clause | None:
    """The clause that reports a quoted stretch, if one does, from the last break before its verb to the next."""
    own = u.speaker is None or cue is None or (u.cue is not None and page.words.start[cue.verb] == u.cue.start)
    if cue is not None and (own or int(page.clusters.entity[cue.mention]) == u.speaker):
        verb, strength = cue.verb, cue.strength
        subject, after = int(page.mentions.start[cue.mention]), int(page.mentions.end[cue.mention])
    elif cue is None and (bare := _bare_report(page, piece)) is not None:
        (verb, subject, after), strength = bare, 0.95
    else:
        return None
    low, high = paragraph_words(page, verb)
    if piece and page.piece_words[piece - 1][1] <= verb:
        low = max(low, page.piece_words[piece - 1][1])
    if verb >= page.piece_words[piece][1]:
        low = max(low, page.piece_words[piece][1])
        if piece + 1 < len(page.pieces):
            high = min(high, page.piece_words[piece + 1][0])
    else:
        high = min(high, page.piece_words[piece][0])
    words = page.words.text
    first, last = verb, verb + 1
    while first > low and words[first - 1] not in _CLAUSE_ENDS and page.words.lower[first - 1] not in _BEFORE_CLAUSE:
        first -= 1
    if subject < verb:
        first = max(low, min(first, subject))
    while last < high and words[last] not in _CLAUSE_ENDS and not _turns_away(page, last, high):
        last += 1
    return Clause(first, verb, last, after, strength)


def _turns_away(page: Page, word: int, high: int) -> bool:
    """Whether a conjunction leads from the clause to another doing."""
    text = page.words.lower[word]
    following = page.words.lower[word + 1] if word + 1 < high else ""
    if text == "and":
        return not (following.endswith("ly") or following in PARTICIPLES or following in ("in", "with", "under"))
    if text in ("as", "but"):
        return not following.endswith("ly")
    return text in _LEADING or (text == "for" and following in ("he", "she", "they", "it", "i"))


def _bare_report(page: Page, piece: int) -> tuple[int, int, int] | None:
    """A report that the cues leave out, by its wording alone, for its verb is one of theirs that mostly does other
    things, or its subject no mention: the verb, and the subject's words [first, last) ("he choked", "cut in Tom";
    "she sobbed, ...")."""
    words, (first, k) = page.words.text, page.piece_words[piece]
    number, paragraph = page.pieces[piece].paragraph, page.words.paragraph
    if first >= 3 and words[first - 1] in (",", ":") and paragraph[first - 3] == number:
        for at in range(first - 2, max(first - 5, 0), -1):
            if _reports_here(page, at) and _names(words[at - 1]):
                return at, at - 1, at
    end = int(np.searchsorted(paragraph, number, side="right"))
    if piece + 1 < len(page.pieces):
        end = min(end, page.piece_words[piece + 1][0])
    if k < end and words[k] in (",", "-", "—", "–", "--"):
        k += 1
    if k + 1 >= end:
        return None
    if _reports_here(page, k):
        at = k + 1 + (words[k + 1] in ("in", "out"))
        return (k, at, at + 1) if at < end and (_names(words[at]) or words[at] in _BEFORE_NOUN) else None
    ended = page.text[page.pieces[piece].inner_end - 1] in ".…"
    if not _names(words[k]) or (ended and words[k][0].isupper()):
        return None
    at = k + 1
    while at < min(end, k + 3) and words[at][0].isupper():
        at += 1
    last = at
    while at < end and words[at].endswith("ly"):
        at += 1
    return (at, k, last) if at < end and _reports_here(page, at) else None


def _names(word: str) -> bool:
    return word.isalpha() and (word[0].isupper() or word in _PRONOUNS)


def _reports_here(page: Page, word: int) -> bool:
    text = page.words.lower[word]
    follows = page.words.text[word + 1 : word + 2] == ("in",)
    lemma = OTHER_SAYING.get(text) or SAYING.get(text, "go")
    return lemma != "go" and (follows or lemma not in ("cut", "break"))
