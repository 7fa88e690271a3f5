"""The words that say how something is said, in the clause that reports it and about the voice beside it, and what an
utterance's own typography says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from fabula.language.labels import UPOS
from fabula.language.saying import SAYING
from fabula.reading.page import PRON, Page
from fabula.reading.speech.subjects import covering
from fabula.reading.voice.thought import paragraph_words, word_at
from fabula.story import Manner, MannerKind, Span, Utterance

Source = Literal["verb", "adverb", "noun", "typography"]

_VERBS: dict[MannerKind, dict[str, float]] = {
    "shout": {
        "shout": 0.95, "yell": 0.95, "scream": 0.95, "shriek": 0.9, "roar": 0.9, "bellow": 0.95, "bawl": 0.85,
        "holler": 0.9, "howl": 0.7, "thunder": 0.8, "boom": 0.7, "vociferate": 0.7, "call": 0.6, "screech": 0.85,
        "hoot": 0.5,
    },
    "whisper": {"whisper": 0.97, "breathe": 0.7, "hiss": 0.65, "mouth": 0.6},
    "murmur": {"murmur": 0.9, "mutter": 0.9, "mumble": 0.85},
    "sob": {"sob": 0.95, "weep": 0.9, "blubber": 0.85, "wail": 0.6, "whimper": 0.7, "snivel": 0.7, "sniffle": 0.6,
            "choke": 0.5},
    "laugh": {"laugh": 0.95, "chuckle": 0.9, "giggle": 0.9, "chortle": 0.9, "titter": 0.85, "snigger": 0.85,
              "snicker": 0.85, "cackle": 0.8, "guffaw": 0.9},
    "sigh": {"sigh": 0.95},
    "stammer": {"stammer": 0.95, "stutter": 0.95, "falter": 0.75, "splutter": 0.6, "sputter": 0.6},
    "snap": {"snap": 0.95, "bark": 0.75, "snarl": 0.8, "growl": 0.65, "spit": 0.65},
    "plead": {"plead": 0.95, "beg": 0.9, "implore": 0.95, "beseech": 0.9, "entreat": 0.9},
    "tease": {"tease": 0.95},
    "sing": {"sing": 0.9, "chant": 0.7, "croon": 0.7, "hum": 0.6, "carol": 0.7},
    "interrupts": {"interrupt": 0.95, "interject": 0.7, "interpose": 0.6},
}  # fmt: skip
OTHER_SAYING: dict[str, str] = {
    form: forms.split()[0]
    for forms in (
        "sob sobs sobbed", "weep weeps wept", "blubber blubbers blubbered", "snivel snivels snivelled sniveled",
        "sniffle sniffles sniffled", "choke chokes choked", "chortle chortles chortled", "titter titters tittered",
        "snigger sniggers sniggered", "snicker snickers snickered", "cackle cackles cackled", "guffaw guffaws guffawed",
        "spit spits spat", "beseech beseeches beseeched besought", "entreat entreats entreated", "cut cuts",
        "carol carols carolled caroled", "screech screeches screeched", "hoot hoots hooted", "break breaks broke",
    )
    for form in forms.split()
}  # fmt: skip
"""Forms of verbs that SAYING leaves out, since mostly they do other things than report, and their lemmas."""

_ADVERBS: dict[str, tuple[MannerKind, float]] = {
    "loudly": ("shout", 0.6), "softly": ("murmur", 0.6), "quietly": ("murmur", 0.65), "lowly": ("murmur", 0.5),
    "sharply": ("snap", 0.65), "curtly": ("snap", 0.65), "brusquely": ("snap", 0.65), "testily": ("snap", 0.65),
    "crossly": ("snap", 0.6), "irritably": ("snap", 0.6), "snappishly": ("snap", 0.8), "tearfully": ("sob", 0.75),
    "sobbingly": ("sob", 0.8), "laughingly": ("laugh", 0.85), "teasingly": ("tease", 0.9), "playfully": ("tease", 0.5),
    "pleadingly": ("plead", 0.9), "imploringly": ("plead", 0.9), "beseechingly": ("plead", 0.9),
    "haltingly": ("stammer", 0.6), "stammeringly": ("stammer", 0.85),
}  # fmt: skip
_TONES: dict[str, MannerKind] = {
    "loud": "shout", "raised": "shout", "booming": "shout", "thunderous": "shout", "low": "murmur", "soft": "murmur",
    "quiet": "murmur", "hushed": "whisper", "whispering": "whisper", "whispered": "whisper", "pleading": "plead",
    "imploring": "plead", "beseeching": "plead", "begging": "plead", "teasing": "tease", "singsong": "sing",
    "sing-song": "sing", "sharp": "snap", "tearful": "sob", "sobbing": "sob", "stammering": "stammer",
    "faltering": "stammer", "murmuring": "murmur", "laughing": "laugh",
}  # fmt: skip
_NOUNS: dict[str, MannerKind] = {
    "whisper": "whisper", "whispers": "whisper", "murmur": "murmur", "mutter": "murmur", "mumble": "murmur",
    "undertone": "murmur", "undertones": "murmur", "shout": "shout", "yell": "shout", "scream": "shout",
    "shriek": "shout", "roar": "shout", "bellow": "shout", "sob": "sob", "sobs": "sob", "whimper": "sob",
    "laugh": "laugh", "chuckle": "laugh", "giggle": "laugh", "snigger": "laugh", "titter": "laugh", "sigh": "sigh",
    "snarl": "snap", "growl": "snap", "stammer": "stammer", "stutter": "stammer", "sing-song": "sing",
    "singsong": "sing",
}  # fmt: skip
PARTICIPLES: dict[str, MannerKind] = {
    "laughing": "laugh", "chuckling": "laugh", "giggling": "laugh", "sobbing": "sob", "weeping": "sob", "crying": "sob",
    "sighing": "sigh", "whispering": "whisper", "murmuring": "murmur", "muttering": "murmur", "shouting": "shout",
    "screaming": "shout", "yelling": "shout", "stammering": "stammer", "stuttering": "stammer", "pleading": "plead",
    "begging": "plead", "teasing": "tease", "singing": "sing",
}  # fmt: skip

_OWN = r"(?:his|her|my|their|its|our|your)"
_SOME = r"(?:an?|his|her|my|their)?\s*(?:[\w’'-]+,?\s+(?:and\s+)?){0,2}?"
_ABOVE = r"(?:(?:just|hardly|scarcely|barely|little|not|no|nothing|never)\s+)?(?:above|more\s+than|louder\s+than)\s+"


def _either(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


_PHRASE = re.compile(
    rf"""\b(?:
      (?P<above>{_ABOVE}(?:an?\s+)?(?:whisper|murmur))\b
    | (?:in|with|through|between|amid|amidst)\s+{_SOME}(?P<noun>{_either(_NOUNS)})\b(?!\s+(?:of|in\s+the)\b)
    | in\s+(?:an?|his|her|my|their)\s+(?:[\w’'-]+,?\s+(?:and\s+)?)??(?P<tone>{_either(_TONES)})(?:,?\s+[\w-]+)?
      \s+(?:voice|tone|tones)\b
    | (?P<low>under\s+{_OWN}\s+breath|sotto\s+voce)\b
    | (?P<top>at\s+the\s+(?:very\s+)?top\s+of\s+{_OWN}\s+(?:voice|lungs)|raising\s+{_OWN}\s+voice)\b
    | (?P<lowered>lowering\s+{_OWN}\s+voice|dropping\s+{_OWN}\s+voice)\b(?!\s+to\s+a)
    | (?P<tears>(?:through|in|amid|between|with)\s+(?:{_OWN}\s+)?(?:streaming\s+)?tears)\b(?!\s+in\b)
    | (?P<mirth>(?:through|between|amid|with)\s+(?:{_OWN}\s+)?(?:laughter|giggles))\b
    | voice\s+(?P<broken>cracking|breaking|cracked|thick\s+with\s+tears|choked\s+with\s+tears)\b
    | voice\s+(?:\w+ing\s+|\w+ed\s+)?to\s+{_SOME}(?P<sunk>whisper|murmur|shout|scream|roar|shriek)\b
    )""",
    re.I | re.X,
)
_VOICE = re.compile(
    rf"""\b(?P<whose>{_OWN}|[A-Z]\w+['’]s)\s+(?:\w+\s+)?voice\s+(?:
      (?:had\s+)?(?:was|dropped|fell|sank|came|came\s+out|rose|died|died\s+away)\b[^,;.!?]{{0,24}}?
        \b(?P<noun>whisper|murmur|mumble|shout|scream|shriek|roar|bellow|sob|snarl|growl)
    | (?:had\s+)?(?P<broken>cracked|broke)
    )\b(?!\s+(?:the|into)\b)""",
    re.I | re.X,
)
_MOVED = re.compile(
    rf"\b(?P<verb>raised|lowered|dropped)\s+(?P<whose>{_OWN})\s+voice\b(?:\s+to\s+(?P<rest>an?\s+\w+))?", re.I
)
_DOING = re.compile(
    rf"(?P<whose>\b[\w’'-]+)\s+(?:was|were)\s+(?:(?:now|still|already|all\s+but|almost|nearly|\w+ly)\s+)?"
    rf"(?P<doing>{_either(PARTICIPLES)})\b(?:\s+(?:now|again|too|openly|outright|aloud))?[.!]"
)
_DENIED = re.compile(
    r"(?:n['’]t\b|\b(?:not|never|without|rather than|instead of|almost|nearly|all but|no longer|neither|nor|less|as if|"
    r"as though|like|had he|something|(?:would|could|might) have|(?:tr(?:y|ied|ying)|want(?:ed|ing)?|wish(?:ed|ing)?|"
    r"long(?:ed|ing)|meant|refus(?:ed|ing)|fail(?:ed|ing)|about|ready|threaten(?:ed|ing)) to|(?:chok|hold|held|bit)\w* "
    r"(?:back|down|in)|bit(?:ing)?|hid(?:ing)?|fought|fighting|stopp\w+|check(?:ed|ing)|stifl\w+|suppress\w+|swallow\w+|"
    r"resist\w*|repress\w+|smother\w+)\b)[\s,]*(?:[\w’'-]+[\s,]+){0,3}$",
    re.I,
)
"""What stands before words of manner that are denied, held back, wished for or only resembled."""

_STILL = frozenset("still now half quietly softly openly almost nearly and outright loudly silently".split())

_CAPITALS = r"[^\W\d_a-z]+(?:['’-][^\W\d_a-z]+)*"
_CAPITAL_RUN = re.compile(rf"(?<![\w’'-]){_CAPITALS}(?:[\s,!?.…—–-]+{_CAPITALS})*(?![\w’'-])!?")
_CAPITAL_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ACRONYMS = frozenset(
    "usa uk us un eu uae fbi cia nsa nasa nato swat lapd nypd bbc cnn nbc abc itv nhs atm tv cd dvd vcr er icu mri ceo "
    "cfo cto id iq ufo vip aka asap eta diy faq ira irs kgb gps ai pa pi mia awol usb led lsd emt ems ied hiv aids sos "
    "ok okay am pm ad bc io ussr scuba radar wasp raf uss hms ss ms mr mrs dr xi xii vi iv vii viii ii iii ix od dea "
    "epa fda aol mit ucla nba nfl mp qc dna rna ptsd adhd rip omg wtf lol imo".split()
)
_DRAWN = re.compile(r"\b[^\W\d_]*[^\W\d_aeiou]([aeiou])\1{2,}[^\W\d_]*!", re.I)
_BANGS = re.compile(r"[!?]*!{2,}[!?]*")


@dataclass(frozen=True, slots=True)
class Clause:
    """Words [first, last) in which a verb reports an utterance, the word after its subject, and how surely it does."""

    first: int
    verb: int
    last: int
    after_subject: int
    strength: float


def of_clause(page: Page, clause: Clause) -> Iterator[Manner]:
    """What the reporting clause says: its verb, its adverbs and its phrases."""
    words = page.words
    start, end = int(words.start[clause.first]), int(words.end[clause.last - 1])
    text = page.text[start:end]
    verb = _by_verb(page, clause, text, start)
    if verb is not None:
        yield verb
    for match in _PHRASE.finditer(text):
        kind, source, sure = _phrase(match)
        if _denied(text, match.start()) and not match["above"]:
            continue
        yield Manner(kind, start + match.start(), start + match.end(), source, sure)
    for k in range(clause.first, clause.last):
        word = words.text[k].lower()
        if word in _ADVERBS and not _denied(text, int(words.start[k]) - start):
            kind, sure = _ADVERBS[word]
            yield Manner(kind, int(words.start[k]), int(words.end[k]), "adverb", sure)
        elif (
            word in PARTICIPLES
            and k != clause.verb
            and _is_free(page, clause, k)
            and not _denied(text, int(words.start[k]) - start)
        ):
            yield Manner(PARTICIPLES[word], int(words.start[k]), int(words.end[k]), "verb", 0.75)


def _by_verb(page: Page, clause: Clause, text: str, start: int) -> Manner | None:
    at, end = int(page.words.start[clause.verb]), int(page.words.end[clause.verb])
    word = page.words.lower[clause.verb]
    lemma = SAYING.get(word) or OTHER_SAYING.get(word, "")
    following = page.words.lower[clause.verb + 1] if clause.verb + 1 < clause.last else ""
    noun = UPOS[int(page.encoding.upos[clause.verb])] == "NOUN" or page.relation(clause.verb) == "amod"
    named = lemma == "call" and following in ("it", "them", "him", "her", "me", "us", "you", "this", "that")
    if noun or named or _denied(text, at - start):
        return None  # "with a laugh", "her sighing accents", "they call them"
    if lemma in ("cry", "sing") and following == "out":
        return Manner("shout", at, int(page.words.end[clause.verb + 1]), "verb", 0.65)
    if lemma in ("cut", "break") and following == "in":
        return Manner("interrupts", at, int(page.words.end[clause.verb + 1]), "verb", 0.8)
    for kind, lemmas in _VERBS.items():
        if lemma in lemmas:
            sure = lemmas[lemma] if clause.strength >= 0.9 else min(0.6, lemmas[lemma])
            return Manner(kind, at, end, "verb", sure)
    return None


def _phrase(match: re.Match[str]) -> tuple[MannerKind, Source, float]:
    if match["noun"]:
        return _NOUNS[match["noun"].lower()], "noun", 0.85
    if match["above"] or match["sunk"]:
        return _NOUNS[(match["above"] or match["sunk"]).lower().split()[-1]], "noun", 0.85
    if match["tone"]:
        return _TONES[match["tone"].lower()], "noun", 0.7
    if match["low"]:
        return "murmur", "noun", 0.9
    if match["top"]:
        return "shout", "noun", 0.9 if match["top"].lower().startswith("at") else 0.6
    if match["lowered"]:
        return "murmur", "noun", 0.65
    if match["mirth"]:
        return "laugh", "noun", 0.8
    return "sob", "noun", 0.85 if match["tears"] else 0.6


def _denied(text: str, at: int) -> bool:
    return bool(_DENIED.search(text[max(0, at - 60) : at]))


def _is_free(page: Page, clause: Clause, word: int) -> bool:
    """Whether a participle stands by itself, of the clause's subject: "said Dell, laughing"."""
    k = word - 1
    while k > clause.first and page.words.lower[k] in _STILL:
        k -= 1
    opens = word == clause.first or k < clause.first or page.words.text[k] == ","
    after_subject = k in (clause.after_subject - 1, clause.verb)
    following = page.words.text[word + 1] if word + 1 < len(page.words) else ""
    return (opens or after_subject) and not following[:1].isupper()


def of_voice(page: Page, u: Utterance, piece: int) -> Iterator[Manner]:
    """What the sentence before or after a quoted stretch says of its speaker's voice: "His voice sank to a whisper"."""
    first, last = page.piece_words[piece]
    if u.speaker is None or first >= last:
        return
    low, high = paragraph_words(page, first)
    low = max(low, page.piece_words[piece - 1][1]) if piece else low
    high = min(high, page.piece_words[piece + 1][0]) if piece + 1 < len(page.pieces) else high
    places = []
    if low < first:
        start = max(int(page.words.start[low]), int(page.words.start[first]) - 160)
        before = page.text[start : page.words.start[first]]
        cut = max((m.end() for m in re.finditer(r"[.!?]\s", before.rstrip())), default=0)
        places.append((start + cut, before[cut:]))
    if last < high:
        start = int(page.words.start[last])
        after = page.text[start : min(int(page.words.end[high - 1]), start + 160)]
        places.append((start, re.split(r"(?<=[.!?])\s", after)[0]))
    for start, text in places:
        for pattern in (_VOICE, _MOVED, _DOING):
            match = pattern.search(text)
            if match is None or _denied(text, match.start(match.lastgroup or 0)):
                continue
            mention = covering(page, word_at(page, start + match.start("whose")))
            if mention is None:
                continue
            # Between two parts of one turn "her voice" is the speaker's, whoever else "her" may be.
            inside = u.spans[0].end <= start and start + len(text) <= u.spans[-1].start
            own = inside and page.mentions.kind[mention] == PRON
            if not own and int(page.clusters.entity[mention]) != u.speaker:
                continue
            kind = _voiced(match)
            if kind is not None:
                yield Manner(kind, start + match.start(), start + match.end(), "noun", 0.7)


def _voiced(match: re.Match[str]) -> MannerKind | None:
    """The manner that a sentence about a voice states."""
    groups = match.groupdict()
    if "doing" in groups:
        return PARTICIPLES[groups["doing"]]
    if "verb" in groups:
        rest = (groups["rest"] or "").split()[-1:]
        if rest:
            return _NOUNS.get(rest[0].lower())
        return "shout" if groups["verb"].lower() == "raised" else "murmur"
    return "sob" if groups["broken"] else _NOUNS.get(groups["noun"].lower())


def capitals_tell(page: Page) -> bool:
    """Whether capitals say anything in this work: not where its narration is in capitals too."""
    quoted = {k for first, last in page.piece_words for k in range(first, last)}
    narrated = [w for k, w in enumerate(page.words.text[:20_000]) if len(w) > 1 and w.isalpha() and k not in quoted]
    return sum(w.isupper() for w in narrated) <= 0.5 * len(narrated)


def of_typography(page: Page, u: Utterance, *, capitals: bool) -> Iterator[Manner]:
    """What an utterance's own letters and marks say: capitals, a drawn-out cry, several exclamation marks."""
    for s in u.spans:
        text = page.text[s.start : s.end]
        if capitals:
            for run in _CAPITAL_RUN.finditer(text):
                sign = run.group() == text and text[-1].isalpha()  # NO ENTRY
                if _is_loud(run.group()) and not sign and not _is_signature(page, s):
                    yield Manner("capitals", s.start + run.start(), s.start + run.end(), "typography", 0.9)
                    break
        for pattern, sure in ((_DRAWN, 0.6), (_BANGS, 0.6)) if "!" in text else ():
            match = pattern.search(text)
            if match:
                yield Manner("shout", s.start + match.start(), s.start + match.end(), "typography", sure)


def _is_signature(page: Page, span: Span) -> bool:
    """Whether words are no more than a name: a letter's signature is set in capitals."""
    first, last = word_at(page, span.start), word_at(page, span.end - 1) + 1
    tags = {int(page.encoding.upos[k]) for k in range(first, last) if page.words.text[k][0].isalpha()}
    return last - first <= 6 and tags == {UPOS.index("PROPN")}


def _is_loud(run: str) -> bool:
    """Whether capitals are a raised voice: two words or more, or one with an exclamation mark, beyond acronyms, sounds
    and "I"."""
    words = [w for w in _CAPITAL_WORD.findall(run) if len(w) > 1]
    real = [w for w in words if w.casefold() not in _ACRONYMS and set(w.casefold()) & set("aeiouy")]
    return bool(real) and ((len(words) > 1 and len(real) > len(words) / 2) or "!" in run)
