"""What the words around a document tell: what is done with it and by whom, whose it is, whose phone buzzes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fabula.language.labels import PRONOUN_CLASSES, UPOS
from fabula.reading.documents.letters import NOUNS, PAPERS
from fabula.reading.documents.reports import DICTATED, HAND, MODAL, WROTE
from fabula.reading.documents.sheet import Fragment, Place, Sheet
from fabula.reading.page import PERSON, PRON, PROP
from fabula.reading.speech.subjects import subject_of

BEFORE, AFTER = 90, 45
"""How many words before a document and after it may say whose it is."""
READ = frozenset("read reads reading re-read reread".split())
OPENED = frozenset(
    "opened unfolded tore slit unrolled unsealed found peeled drew pulled spread took received got discovered fished "
    "retrieved snatched glanced thumbed checked scraped unpinned flattened had picked accepted woke broke swiped "
    "held ran copied saw noticed".split()
)
_HE, _SHE = ([PRONOUN_CLASSES.index(c) for c in classes] for classes in (("he", "male title"), ("she", "female title")))
_THINGS = frozenset("obj obl nsubj:pass".split())
_CAME = frozenset("arrived came come comes brought received had got reached delivered arrives".split())
NOBODY = frozenset("somebody someone anybody anyone nobody who whoever one".split())
_UNREAD = MODAL - {"to", "can", "could"}
FORGED = frozenset("forged faked counterfeited forging".split())
_KEPT = frozenset("kept put set noted entered listed marked".split())
"""What one does in ink or in chalk when one writes."""
WRITES = WROTE | frozenset({"write", "writing"})
TITLES = frozenset(
    "mr mrs ms miss dr sir lady lord st captain capt colonel col general doctor mister madam rev "
    "reverend hon the".split()
)
Deed = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Names:
    """Who bears which name: the entities of each whole name and of each word of one, with how often; and the entities
    that have a name at all."""

    whole: dict[str, Counter[int]]
    word: dict[str, Counter[int]]
    named: frozenset[int]


def names_of(sheet: Sheet) -> Names:
    """The names of the persons that the page mentions."""
    page = sheet.page
    whole: defaultdict[str, Counter[int]] = defaultdict(Counter)
    word: defaultdict[str, Counter[int]] = defaultdict(Counter)
    m = page.mentions
    for i in np.flatnonzero((m.kind == PROP) & (m.type == PERSON)):
        tokens = name_words(page.words.text[m.start[i] : m.end[i]])
        e = int(page.clusters.entity[i])
        whole[" ".join(tokens)][e] += 1
        for t in tokens:
            if t not in TITLES:
                word[t][e] += 1
    return Names(dict(whole), dict(word), frozenset(e for c in whole.values() for e in c))


def name_words(words: Sequence[str]) -> list[str]:
    """The words of a name in lower case, without points and possessives."""
    out = [w.lower().strip("._*'’") for w in words if w not in ("'s", "’s")]
    return [w for w in out if w and (w[0].isalnum())]


def bearer(names: Names, name: str) -> int | None:
    """The one person who can be meant by a name: who bears it whole, or alone has all its words, or its initial."""
    tokens = [t for t in name_words(name.replace("-", " - ").split()) if t not in ("the", "rev", "reverend", "hon")]
    if not tokens:
        return None
    if found := names.whole.get(" ".join(tokens)):
        return found.most_common(1)[0][0]
    content = [t for t in tokens if t not in TITLES]
    if not content:
        return None
    sets = [set(names.word.get(t, ())) for t in content]
    common = set.intersection(*sets)
    if len(common) == 1:
        return common.pop()
    if not common and len(content) > 1 and (one := _by_given(names, content)) is not None:
        return one
    if len(content) == 1 and len(content[0]) == 1:
        some = {e for w, c in names.word.items() if w.startswith(content[0]) for e in c}
        return some.pop() if len(some) == 1 else None
    if len(common) > 1 and len(content) == 1:
        return names.word[content[0]].most_common(1)[0][0]
    return None


def _by_given(names: Names, tokens: Sequence[str]) -> int | None:
    """The one person with a given name, if no family name told of that person is another: Clara, for "Clara Hart"."""
    bearers = names.word.get(tokens[0], Counter())
    if len(tokens[0]) < 3 or not bearers or bearers.most_common(1)[0][1] < 0.9 * bearers.total():
        return None
    who = bearers.most_common(1)[0][0]
    told = [name.split() for name, known in names.whole.items() if who in known]
    families = {words[-1] for words in told if len(words) > 1 and words[0] == tokens[0]}
    return who if not families or tokens[-1] in families else None


def short_for(names: Names, name: str, person: int) -> bool:
    """Whether a name may be the pet form of a person's: "Bea" for Beatrix, "Jo" for Josephine."""
    tokens = [t for t in name_words(name.split()) if t not in TITLES]
    return len(tokens) == 1 and any(
        person in bearers and (w.startswith(tokens[0]) or (len(w) > 2 and tokens[0].startswith(w)))
        for w, bearers in names.word.items()
        if w[:2] == tokens[0][:2]
    )


def whom(sheet: Sheet, names: Names, mention: int) -> int:
    """The entity of a mention; for a pronoun of somebody without a name, the named person it may well mean."""
    clusters = sheet.page.clusters
    who = int(clusters.entity[mention])
    if who in names.named or sheet.page.mentions.kind[mention] != PRON or who == clusters.teller[mention]:
        return who
    others = {e: p for e, p in clusters.others.get(mention, {}).items() if e in names.named and p >= 0.15}
    return max(others, key=lambda e: (others[e], -e)) if others else who


def owner_of_phone(sheet: Sheet, around: Sequence[int]) -> int | None:
    """Whose phone it is that buzzes: "his phone", "Ravi's screen"; else who looks at it."""
    page = sheet.page
    for i in reversed(around):
        if page.words.lower[i] in ("phone", "screen", "mobile", "tablet", "laptop", "pocket", "cell"):
            for k in (i - 1, i - 2):
                held = sheet.by_start.get(k)
                if (
                    held is not None
                    and page.mentions.end[held] in (k + 1, i, i + 1)
                    and page.mentions.kind[held] == PRON
                ):
                    return int(page.clusters.entity[held])
            if (who := subject_of(page, i, sheet.by_end)) is not None and who >= 0:
                return int(page.clusters.entity[who])
    return None


def acts_next(sheet: Sheet, word: int, limit: int) -> int | None:
    """The first person mentioned in the narration right after a document, who is taken to have read it."""
    m = sheet.page.mentions
    at = int(np.searchsorted(m.start, word))
    near = at < len(m) and m.start[at] < min(word + 3, limit) and m.quotation[at] < 0 and m.type[at] == PERSON
    return int(sheet.page.clusters.entity[at]) if near else None


def find_deeds(sheet: Sheet, around: Sequence[int]) -> Iterator[Deed]:
    """The verbs around a document that tell what is done with it, each with the mention of who does it."""
    page = sheet.page
    wanted = READ | OPENED | FORGED | WRITES | DICTATED | _KEPT
    quoted = page.mentions.quotation
    for i in around:
        w = page.words.lower[i]
        if w in _KEPT:
            if not _by_hand(page.words.text[i + 1 : i + 7]):
                continue
            w = "wrote"  # "She kept them in chalk"
        if w not in wanted or (w == "had" and UPOS[int(page.encoding.upos[i])] != "VERB"):
            continue
        before = {*page.words.lower[max(0, i - 3) : i]}
        if (w in READ and before & _UNREAD) or (w in WRITES and before & (MODAL - {"to"})):
            continue
        who = subject_of(page, i, sheet.by_end)
        if (who is None or who < 0) and i + 1 in sheet.by_start and w in READ:
            who = sheet.by_start[i + 1]
        if who is None or who < 0 or quoted[who] >= 0:
            continue
        if w in READ and {*page.words.lower[i + 1 : i + 4]} & {
            "face",
            "palm",
            "mind",
            "lips",
            "signs",
        }:
            continue
        yield i, w, who


def _by_hand(words: Sequence[str]) -> bool:
    """Whether these words, up to their sentence's end, say with what something is written: "in chalk"."""
    for before, w in pairwise(words):
        if w in ".!?":
            return False
        if before.lower() in ("in", "with") and w.lower() in HAND:
            return True
    return False


def about_writing(sheet: Sheet, verb: int) -> bool:
    """Whether a verb's object may be the document: a noun of writing, or "it" where nothing else was spoken of in the
    sentence, stands close after the verb."""
    page = sheet.page
    low = int(np.searchsorted(page.words.sentence, page.words.sentence[verb]))
    things = [k for k in range(low, verb) if UPOS[int(page.encoding.upos[k])] == "NOUN" and page.relation(k) in _THINGS]
    other = bool(things) and things[-1] not in sheet.nouns
    for w in page.words.text[verb + 1 : verb + 10]:
        if w in ".!?" or (other and w.lower() in ("it", "them")):
            return False
        if (
            w.lower() in NOUNS
            or w.lower() in PAPERS
            or w.lower() in ("it", "them", "moss", "sheet", "seal", "notebook", "screen")
        ):
            return True
    return False


def find_told(
    sheet: Sheet, names: Names, around: Sequence[int], fragments: Sequence[Fragment]
) -> tuple[int | None, int | None, int | None, Place | None]:
    """What the words around tell: the writer's mention, the addressee, the entity of whose kin the writer is said to
    be, and the writer's name where it is no mention.

    "The letter from her son", "Priya's email", "it was from Kit", "a letter to Clara".
    """
    page = sheet.page
    words, m = page.words.text, page.mentions
    writer = to = owner = name = None
    best = 10_000
    first, last = fragments[0].first, fragments[-1].last
    for i in around:
        w = words[i].lower()
        distance = first - i if i < first else i - last + 20
        if w == "from" and i + 1 in sheet.by_start and distance < best:
            found = sheet.by_start[i + 1]
            came = m.kind[found] == PROP and _came(sheet, i)
            if m.kind[found] != PRON and (came or _named_before(sheet, i)):
                writer, best = found, distance
                owner = _possessor(sheet, found)
        elif w == "from" and _named_before(sheet, i) and distance < best and _capital(sheet, i + 1):
            name = int(page.words.start[i + 1]), int(page.words.end[i + 1])
        elif w in ("'s", "’s") and _owns(sheet, i) and distance < best:
            ends = sheet.by_end.get(i, sheet.by_end.get(i + 1))
            if ends is not None and words[m.start[ends]].lower() not in NOBODY:
                writer, best = ends, distance
                owner = _possessor(sheet, ends)
        elif w == "sent" and i < first and distance < best and (who := subject_of(page, i, sheet.by_end)) is not None:
            if who >= 0 and words[i + 1].lower() == "to" and i + 2 in sheet.by_start and sheet.noun(i, 60) >= 0:
                writer, best, to = who, distance, whom(sheet, names, sheet.by_start[i + 2])
        elif w == "for" and i + 1 in sheet.by_start and i < first and _came(sheet, i, 4):
            to = whom(sheet, names, sheet.by_start[i + 1])
        elif w == "to" and i + 1 in sheet.by_start and i and i < first:
            verb = words[i - 1].lower()
            if ((verb in WRITES or verb in NOUNS) and m.kind[sheet.by_start[i + 1]] != PRON) or verb in WRITES:
                to = whom(sheet, names, sheet.by_start[i + 1])
        elif w in ("diary", "journal") and i and (owning := sheet.by_start.get(i - 1)) is not None and distance < best:
            writer, best = owning, distance
        elif w in ("diary", "journal") and i < first and writer is None:
            kept = subject_of(page, i - 2, sheet.by_end) if words[i - 2].lower() == "kept" else None
            if kept is not None and kept >= 0:
                writer, best = kept, distance
    return writer, to, owner, name


def _came(sheet: Sheet, word: int, reach: int = 25) -> bool:
    """Whether writing is said to come in the words of the sentence before one: "a letter arrived for her from Kit"."""
    page = sheet.page
    low = max(word - reach, int(np.searchsorted(page.words.sentence, page.words.sentence[word])))
    before = {*page.words.lower[low:word]}
    noun = sheet.noun(word, word - int(np.searchsorted(page.words.sentence, page.words.sentence[word])))
    return bool(before & _CAME) and noun >= 0 and sheet.kind(noun) in ("letter", "note", "message")


def gender(sheet: Sheet, entity: int) -> str:
    """The gender that the pronouns and titles of an entity say: "m", "f", or "" where they do not."""
    m = sheet.page.mentions
    said = m.pronoun[sheet.page.clusters.entity == entity]
    he, she = (int(np.isin(said, classes).sum()) for classes in (_HE, _SHE))
    return "m" if he > 2 * she else "f" if she > 2 * he else ""


def _capital(sheet: Sheet, word: int) -> bool:
    """Whether a word is a name by its capital alone, and no place, day or month by what the model says of it."""
    words = sheet.page.words.text
    return word < len(words) and words[word][:1].isupper() and UPOS[int(sheet.page.encoding.upos[word])] == "PROPN"


def _named_before(sheet: Sheet, word: int) -> bool:
    """Whether "from" stands after a noun of writing, or after "was", "came" or "is" where one was spoken of."""
    words = sheet.page.words.text
    before = [w.lower() for w in words[max(0, word - 3) : word]]
    if not before or any(w in NOUNS or w == "word" for w in before[-2:]):
        return bool(before)
    if before[-1] not in ("was", "is", "came", "be") and before[-2:] not in (["it", "'s"], ["it", "’s"]):
        return False
    return sheet.noun(word, BEFORE) >= 0 or any(
        w.lower() in ("phone", "screen") for w in words[max(0, word - 30) : word]
    )


def _owns(sheet: Sheet, word: int) -> bool:
    """Whether a possessive's noun is one of writing, or the hand it is written in: "Noor's purple ink"."""
    words = [w.lower() for w in sheet.page.words.text[word + 1 : word + 4]]
    for k, w in enumerate(words):
        if w in NOUNS or w in HAND:
            return True
        if not w.isalpha() or k == 2:
            break
    before = [w.lower() for w in sheet.page.words.text[max(0, word - 5) : word]]
    return bool({"handwriting", "hand"} & set(before)) and bool({"was", "is"} & set(before))


def _possessor(sheet: Sheet, mention: int) -> int | None:
    """The entity that a kin's mention begins with: "her" of "her son"."""
    m, start = sheet.page.mentions, int(sheet.page.mentions.start[mention])
    for i in range(mention, min(mention + 3, len(m))):
        if m.start[i] == start and m.kind[i] == PRON and m.end[i] == start + 1:
            return int(sheet.page.clusters.entity[i])
    return None
