"""Where the text itself says what somebody feels: the words of `feelings.toml` that stand for it here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fabula.reading.content.standing import stand
from fabula.reading.feelings.bearers import Bearer, bearer, is_nobody, is_person
from fabula.reading.feelings.lexicon import Cue, Lexicon, Phrase, lexicon
from fabula.reading.feelings.stretches import Stretches
from fabula.reading.feelings.valence import ALIKE
from fabula.reading.page import Page
from fabula.reading.tree import SUBJECTS, Tree, tree_of
from fabula.story import Utterance

_FELT = frozenset({"shown", "told", "remembered"})
_FIRST = frozenset("i me my mine myself".split())
_STRONGER = frozenset(
    "very so extremely utterly deeply terribly dreadfully exceedingly intensely wildly absolutely completely "
    "thoroughly mad madly great violent intense deep overwhelming passionate".split()
)
_WEAKER = frozenset("slightly little bit rather somewhat mildly faintly vaguely slight faint mild vague half".split())
_INSTEAD = frozenset({("far", "from"), ("instead", "of"), ("rather", "than"), ("free", "from"), ("free", "of")})
_COMING_TRUE = frozenset(
    "begin began begun begins beginning seem seems seemed appear appears appeared come comes came continue continued "
    "continues start started starts learn learned learnt happen happened used made grow grew grown".split()
)
_WILLING = frozenset("happy glad pleased delighted".split())
_SERVING = frozenset("meet help oblige assist serve do".split())
_GLADDENING = frozenset("see hear be have know find learn get leave go think".split())
_ANY = "_"
BESIDE = 8
"""A verb this near to a quotation may report it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A cue that counts at a word: its stretch, who feels (None: a speaker unknown), how strongly, and how surely.

    Words [first, last] are its sign."""

    stretch: int
    entity: int | None
    cue: Cue
    word: int
    first: int
    last: int
    strength: float
    sure: float


def find_named(
    page: Page, stretches: Stretches, utterances: Sequence[Utterance]
) -> tuple[list[Found], dict[int, set[str]]]:
    """The cues that count, in order; and by stretch, the families of emotions of which its words speak without
    anybody's feeling them, as far as one can tell."""
    tree, known = tree_of(page), lexicon()
    text = page.words.plain
    idiomatic = _idioms(page, text, known)
    pieces = stretches.piece[stretches.of].tolist()
    found: list[Found] = []
    refused: dict[int, set[str]] = {}
    for word, form in enumerate(text):
        for cue in known.cues.get(form, ()):
            if not _speaks(tree, cue, word):
                continue
            stretch = int(stretches.of[word])
            number = int(stretches.utterance[stretch])
            spoken = None if number < 0 else utterances[number]
            quoted = None if pieces[word] < 0 else "other" if spoken is None else spoken.kind
            whose = None
            if not idiomatic[word] and _fits(page, text, cue, word):
                whose = _felt(tree, known, cue, word, pieces, quoted)
            if whose is None:
                if cue.kind != "parts":
                    refused.setdefault(stretch, set()).update(ALIKE[kind] for kind in cue.emotions)
                continue
            at, sure = whose
            entity = tree.entity(at.word)
            if spoken is not None and text[at.word] in _FIRST:
                entity, sure = spoken.speaker, sure * (0.9 if spoken.speaker is None else spoken.confidence)
            low, high = (word, at.claim) if cue.kind == "parts" and at.claim >= 0 else (word, word)
            strength = min(1.0, cue.strength * _degree(text, page, word))
            found.append(Found(stretch, entity, cue, word, min(low, high), max(low, high), strength, sure))
    return found, refused


def _idioms(page: Page, text: Sequence[str], known: Lexicon) -> list[bool]:
    """Which words stand in an idiom."""
    out = [False] * len(text)
    sentence = page.words.sentence.tolist()
    for i, form in enumerate(text):
        for idiom in known.idioms.get(form, ()):
            if stands(idiom, text, sentence, i):
                out[i : i + len(idiom)] = [True] * len(idiom)
    return out


def stands(phrase: Phrase, text: Sequence[str], sentence: Sequence[int], at: int) -> bool:
    """Whether a phrase stands at a word, in one sentence; `text` has the words in lower case."""
    end = at + len(phrase)
    if end > len(text) or sentence[end - 1] != sentence[at]:
        return False
    for word, part in zip(text[at:end], phrase, strict=True):  # noqa: SIM110  # which is asked at every other word
        if word not in part and _ANY not in part:
            return False
    return True


def _speaks(tree: Tree, cue: Cue, word: int) -> bool:
    """Whether a word is of the part of speech that a cue asks for, and no name."""
    upos, written = tree.upos(word), tree.page.words.text[word]
    if upos == "PROPN" or (written[0].isupper() and _named(tree, word)):
        return False
    match cue.kind:
        case "adjectives":
            return upos == "ADJ" or (upos == "VERB" and tree.xpos(word) in ("VBN", "VBD", "VBG"))
        case "verbs":
            return upos == "VERB" and not (cue.reporting and _reports(tree, word))
        case "causes":
            return upos in ("VERB", "ADJ")
        case "adverbs":
            return upos == "ADV"
        case _:
            return upos == "NOUN" or tree.xpos(word) in ("NN", "NNS")


def _reports(tree: Tree, word: int) -> bool:
    """Whether a verb stands beside a quotation: its narration begins or ends with it, in one paragraph."""
    page = tree.page
    pieces = page.piece_words
    at = bisect_right(pieces, (word, word))
    paragraph = page.words.paragraph
    near = [pieces[at - 1][1] - 1] if at else []
    near += [pieces[at][0]] if at < len(pieces) else []
    if tree.lower(word + 1 if word + 1 < len(paragraph) else word) in ("to", "that"):
        return True
    return any(abs(k - word) <= BESIDE and paragraph[k] == paragraph[word] for k in near)


def _named(tree: Tree, word: int) -> bool:
    """Whether a capitalised word is somebody's name, or stands inside a sentence."""
    page = tree.page
    inside = (
        word > 0 and page.words.sentence[word - 1] == page.words.sentence[word] and page.words.text[word - 1].isalpha()
    )
    return inside or (tree.entity(word) is not None and tree.upos(word) == "NOUN")


def _fits(page: Page, text: Sequence[str], cue: Cue, word: int) -> bool:
    """Whether the sentence has no word that gives a cue another sense, and one that it needs."""
    if not cue.far and not cue.near:
        return True
    sentence = page.words.sentence
    low, high = word, word + 1
    while low and word - low < 40 and sentence[low - 1] == sentence[word]:
        low -= 1
    while high < len(text) and high - word < 40 and sentence[high] == sentence[word]:
        high += 1
    around = {*text[low:word], *text[word + 1 : high]}
    return not around & cue.far and (not cue.near or bool(around & cue.near))


def _felt(
    tree: Tree, known: Lexicon, cue: Cue, word: int, pieces: list[int], quoted: str | None
) -> tuple[Bearer, float] | None:
    """Who feels what a cue tells of, and how sure that is; None where nobody does."""
    whose = bearer(tree, known, cue, word)
    if whose is None or _put_on(tree, known, word) or _ended(tree, known, word):
        return None
    if (cue.kind in ("verbs", "causes", "adjectives") and _only_to(tree, word)) or _polite(tree, word, whose.word):
        return None
    if quoted is not None and cue.kind in ("adjectives", "causes") and _willing(tree, word, whose.word, pieces):
        return None
    sure = cue.sure * whose.sure
    for at in sorted({word, whose.claim} if whose.claim >= 0 else ()):
        claim = stand(tree, at, pieces, quoted, harm=False, state=True)  # type: ignore[arg-type]
        if claim.standing not in _FELT:
            if claim.standing == "denied" and _as_never(tree, word):
                continue
            exceeding = claim.standing == "denied" and is_nobody(tree, whose.word)
            beyond = _exceeded(tree, word) if exceeding else None
            return None if beyond is None else (Bearer(beyond, word, 0.8), sure * 0.8)
    if is_nobody(tree, whose.word):
        return None
    return whose, sure


def _only_to(tree: Tree, word: int) -> bool:
    """Whether an infinitive is one that its governor does not bring about: "it is useless to grieve him", "he was
    disposed to be angry"."""
    if tree.upos(word) == "ADJ" or tree.xpos(word) == "VBN":
        held = word > 1 and tree.lower(word - 1) in ("be", "feel", "look") and tree.lower(word - 2) == "to"
        return held and tree.lower(max(0, word - 3)) not in _COMING_TRUE
    if word == 0 or tree.lower(word - 1) != "to" or tree.xpos(word) not in ("VB", "VBP", "NN"):
        return False
    return tree.lower(tree.head(word)) not in _COMING_TRUE


def _polite(tree: Tree, word: int, who: int) -> bool:
    """Whether fear only softens what is said: "I'm afraid the shop is shut", "we are afraid not", "I fear it is"."""
    low, after = tree.lower(word), word + 1
    if tree.lower(who) not in ("i", "we") or low not in ("afraid", "fear") or after == len(tree.page.words):
        return False
    first = who - 1
    trailing = tree.lower(after) in (".", "”", '"', "’", ",") and first > 3 and tree.lower(first) == ","
    if trailing and tree.page.words.sentence[first - 3] == tree.page.words.sentence[word]:
        return True  # "it is shut, I'm afraid"
    clause = bool(tree.related(word, "ccomp")) or tree.lower(after) in ("so", "not", "that")
    softened = low == "afraid" and tree.upos(after) in ("PRON", "DET", "PROPN", "NOUN", "PUNCT")
    return clause or (softened and tree.lower(after) not in (".", "!"))


def _willing(tree: Tree, word: int, who: int, pieces: Sequence[int]) -> bool:
    """Whether gladness only says that somebody will do a thing or has met one: "I'm happy to wait", "glad to meet you";
    it is felt in "I'm glad to see you"."""
    words = tree.page.words
    own = tree.lower(who) in ("i", "we") or pieces[who] != pieces[word]  # "Happy to help," said Martha
    if tree.lower(word) not in _WILLING or not own or word + 2 >= len(words):
        return False
    to = tree.page.lemma(word + 2) if tree.lower(word + 1) == "to" else ""
    return bool(to) and (to in _SERVING or (tree.lower(word) != "glad" and to not in _GLADDENING))


def _as_never(tree: Tree, word: int) -> bool:
    """Whether "never" says how much, and not that not: "I had never been so frightened"."""
    before = [tree.lower(k) for k in range(max(0, word - 6), word)]
    had = {"had", "have", "has", "'d", "'ve"} & set(before)
    return "never" in before and bool(had) and before[-1] in ("so", "more", "as")


def _exceeded(tree: Tree, word: int) -> int | None:
    """Whom nobody exceeds in a feeling: "nobody was more frightened than he"."""
    sentence = tree.page.words.sentence
    for k in range(word + 1, min(len(sentence) - 1, word + 4)):
        if sentence[k + 1] == sentence[word] and tree.lower(k) in ("than", "as"):
            return next((j for j in range(k + 1, min(len(sentence), k + 4)) if is_person(tree, j)), None)
    return None


def _put_on(tree: Tree, known: Lexicon, word: int) -> bool:
    """Whether a feeling is feigned, sought for, given up, or named only to say what was not felt."""
    classes, sentence = known.classes, tree.page.words.sentence
    if any(tree.lower(k) in classes["false"] for k in tree.related(word, "amod", "nsubj")):
        return True
    if any(tree.lower(k) in classes["false"] for k in (tree.head(word),)) and tree.page.relation(word) in SUBJECTS:
        return True
    head = tree.head(word)
    if head != word and tree.lower(head) in classes["evidence"] and tree.page.relation(word) in ("nmod", "obl"):
        return True
    before = [tree.lower(k) for k in range(max(0, word - 5), word) if sentence[k] == sentence[word]]
    pairs = set(pairwise(before))
    if ("none", "the") in pairs or (before and before[-1] in ("how", "however")):
        return True
    if tree.lower(word - 1) == "ever" and {"not", "n't", "if"} & set(before):
        return True  # "I don't know that I ever regretted it"
    if ("no", "longer") in pairs or ("no", "more") in pairs or pairs & _INSTEAD:
        return True
    if ("ought", "to") in pairs or before[-2:] == ["without", "any"] or (before and before[-1] in ("without", "no")):
        return True
    return _on_stage(tree, word) or any(
        tree.lower(k) in ("nothing", "nobody") for k in tree.related(word, "obl", "obj") if tree.upos(word) == "VERB"
    )


def _on_stage(tree: Tree, word: int) -> bool:
    sentence, low = tree.page.words.sentence, word
    while low and word - low < 12 and sentence[low - 1] == sentence[word]:
        low -= 1
    text = [tree.lower(k) for k in range(low, word)]
    return any(w == "stage" and "on" in text[max(0, k - 2) : k] for k, w in enumerate(text))


def _ended(tree: Tree, known: Lexicon, word: int) -> bool:
    """Whether a feeling is said to pass: "his fear was gone"."""
    head = tree.head(word)
    if tree.page.relation(word) not in (*SUBJECTS, "obj") or tree.lower(head) not in known.classes["ending"]:
        return False
    return not any(tree.lower(k) in ("not", "n't", "never", "no") for k in tree.related(head, "advmod", "det"))


def _degree(text: Sequence[str], page: Page, word: int) -> float:
    """What the words before make of a feeling's strength."""
    sentence = page.words.sentence
    before = {text[k] for k in range(max(0, word - 2), word) if sentence[k] == sentence[word]}
    return 0.6 if before & _WEAKER else 1.25 if before & _STRONGER else 1.0
