"""Lemmas: the irregular forms of English by table, the rest by the edits that the model ranks."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from sys import intern

import numpy as np
from numpy.typing import NDArray

from fabula.language.labels import UPOS, apply_lemma_script, lemma_edit
from fabula.language.model import Model

Ints = NDArray[np.int64]

_VERBS = """
be am is are was were been being 'm 's 're|have has had having 've 'd|do does did done doing|go goes went gone going
arise arose arisen|awake awoke awoken|bear bore borne born|beat beaten|become became|begin began begun beginning
behold beheld|bend bent|bet|bid bade bidden|bind bound|bite bit bitten|bleed bled|blow blew blown|break broke broken
breed bred|bring brought|build built|burn burnt|burst|buy bought|can could ca|cast|catch caught|choose chose chosen
cling clung|come came coming|cost|creep crept|cut cutting|deal dealt|dig dug digging|draw drew drawn|dream dreamt
drink drank drunk|drive drove driven driving|dwell dwelt|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought
find found|flee fled|fling flung|fly flew flown|forbid forbade forbidden|forget forgot forgotten forgetting
forgive forgave forgiven|forsake forsook forsaken|freeze froze frozen|get got gotten getting|give gave given giving
grind ground|grow grew grown|hang hung|hear heard|hide hid hidden hiding|hit hitting|hold held|hurt|keep kept
kneel knelt|know knew known|lay laid|lead led|lean leant|leap leapt|learn learnt|leave left leaving|lend lent
let letting|lie lay lain lying|light lit|lose lost losing|make made making|may might|mean meant|meet met|pay paid
put putting|quit|read|ride rode ridden riding|ring rang rung|rise rose risen rising|run ran running|say said
see saw seen|seek sought|sell sold|send sent|set setting|shake shook shaken|shall should|shed|shine shone|shoot shot
show shown|shrink shrank shrunk|shut shutting|sing sang sung|sink sank sunk|sit sat sitting|sleep slept|slide slid
sling slung|slit|smell smelt|speak spoke spoken|speed sped|spend spent|spin spun|spit spat|split|spoil spoilt|spread
spring sprang sprung|stand stood|steal stole stolen|stick stuck|sting stung|stink stank stunk|strike struck stricken
stride strode|strive strove striven|swear swore sworn|sweep swept|swell swollen|swim swam swum|swing swung
take took taken taking|teach taught|tear tore torn|tell told|think thought|throw threw thrown|thrust
tread trod trodden|understand understood|wake woke woken|wear wore worn|weave wove woven|weep wept|will would 'll wo
win won winning|wind wound|withdraw withdrew withdrawn|wring wrung|write wrote written writing|die died dying dies
"""
_NOUNS = """
man men|woman women|child children|foot feet|tooth teeth|goose geese|mouse mice|ox oxen|wife wives|life lives
knife knives|leaf leaves|half halves|self selves|shelf shelves|wolf wolves|thief thieves|loaf loaves|calf calves
gentleman gentlemen|gentlewoman gentlewomen|policeman policemen|brother brethren|penny pence|sheep|deer
"""


def _table(source: str) -> dict[str, str]:
    entries = (entry.split() for line in source.splitlines() for entry in line.split("|"))
    return {form: words[0] for words in entries if words for form in words}


_IRREGULAR: Mapping[str, Mapping[str, str]] = {
    "VERB": _table(_VERBS),
    "AUX": _table(_VERBS),
    "NOUN": _table(_NOUNS),
}


def find_lemmas(words: Sequence[str], upos: Ints, script: Ints, model: Model) -> list[str]:
    """The lemmas of words, each a string of its own only once; `upos` (words,) and `script` are the encoder's: the
    model's best edits of each word, in order, as numbers into its `scripts`."""
    found: dict[tuple[str, int, int], str] = {}
    out = []
    for form, tag, ranked in zip(words, upos.tolist(), script.tolist(), strict=True):
        key = form, tag, ranked[0]
        known = found.get(key)
        if known is None:
            low, irregular = form.lower(), _IRREGULAR.get(UPOS[tag])
            known = None if irregular is None else irregular.get(low.replace("’", "'"))
            best = ranked[0] if known is not None else _possible(low, ranked, model)
            known = intern(known or _regular(form, low, UPOS[tag], best, model))
            if best == ranked[0]:
                found[key] = known  # whatever the edits after it are
        out.append(known)
    return out


def _possible(low: str, ranked: Sequence[int], model: Model) -> int:
    """The best of the edits that can be made of a word, -1 for none: one learned from "told" is not made of "turned",
    for the model has the endings that each was seen to cut in training."""
    for number in ranked:
        script = model.scripts[number]
        if script.startswith("="):
            continue
        cut, _ = lemma_edit(script)
        if cut < len(low) and low[len(low) - cut :] in model.endings[number]:
            return number
    return -1


def _regular(form: str, low: str, upos: str, edit: int, model: Model) -> str:
    """The lemma of a word by an edit, -1 for none; the spelling of a regular ending is undone by the words that are
    common ("tried", "stabbed", "refused")."""
    found = form if upos == "PROPN" else low
    if edit >= 0:
        found = apply_lemma_script(form, model.scripts[edit], proper=upos == "PROPN")
    return _spelled(low, found, upos, model.pieces.ids) if upos in _IRREGULAR and form[-1:].islower() else found


def _is_past(form: str, words: Container[str]) -> bool:
    """Whether a verb's form is another word with "ed": "laughed", not "need" or "shred"."""
    stem = form.removesuffix("ed")
    return form.endswith("ed") and len(stem) > 2 and (stem in words or stem + "e" in words)


def _spelled(form: str, found: str, upos: str, words: Container[str]) -> str:
    """The lemma found, or the word that its regular ending was put to, where what was found is no word."""
    for ending in ("ied", "ies"):
        if form.endswith(ending) and len(form) > 4:
            stem = form.removesuffix(ending)
            return stem + "ie" if stem + "y" not in words and stem + "ie" in words else stem + "y"
    left_so = found == form and not (upos == "VERB" and _is_past(form, words))
    if left_so or (found != form and found in words):
        return found
    for ending in ("ed", "ing", "es", "s") if upos != "NOUN" else ("es", "s"):
        if form.endswith(ending) and len(form) - len(ending) >= 2:
            stem = form.removesuffix(ending)
            undoubled = stem[:-1] if stem[-1] == stem[-2:-1] else stem
            for word in (stem + "e", undoubled, stem):
                if word in words:
                    return word
            return found
    return found
