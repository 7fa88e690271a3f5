"""How a passage stands in its story: shown, told, remembered, threatened, imagined, denied, or a figure of speech.

Read off the dependency tree, climbing from the word that shows something to what governs it (negation, modality,
conditionals, comparisons, verbs of wanting, fearing, reporting, denying), after the cues for factuality of Saurí and
Pustejovsky (FactBank, 2009), and off the quotation that the passage is in.
"""

from __future__ import annotations

from dataclasses import dataclass

from fabula.reading.content.framed import is_framed
from fabula.reading.content.lexicon import inflections
from fabula.reading.tree import Tree
from fabula.story import ContentStanding, UtteranceKind

_IRREGULAR = {
    lemma: frozenset(forms.split())
    for lemma, forms in {
        "swear": "swore sworn", "think": "thought", "forget": "forgot forgotten", "tell": "told", "say": "said",
        "hear": "heard", "write": "wrote written", "mean": "meant", "forbid": "forbade forbidden", "dream": "dreamt",
        "see": "saw seen", "feel": "felt", "find": "found", "leave": "left", "bear": "bore borne", "seek": "sought",
        "die": "dying", "shoot": "shot", "slay": "slew slain", "wring": "wrung", "speak": "spoke spoken",
        "hit": "hitting", "let": "letting", "beg": "begged begging",
    }.items()
}  # fmt: skip


def _forms(lemmas: str) -> frozenset[str]:
    """All forms of verbs and nouns: a governor is told by its form, since its lemma may be a guess."""
    return frozenset(form for lemma in lemmas.split() for form in inflections(lemma, _IRREGULAR))


_NEGATIONS = frozenset("not n't never neither nor hardly scarcely barely nobody none nothing".split())
_NEARLY = frozenset("nearly almost half near nigh".split())
_FOCUS = frozenset("even only merely just simply solely".split())
"""After "not", these deny that it is all, not that it is so."""
_THE = frozenset("the this that these those my your his her its our their".split())
_NOBODY = frozenset("nobody none no-one neither".split())
_IF = frozenset("if unless lest whether supposing".split())
_WILL = frozenset("will shall 'll wo sha".split())
_UNTIL = frozenset("until till".split())
_MAY = frozenset("can could ca may might must should ought".split())
_WANTING = _forms(
    "want wish desire hope long fear dread imagine picture envision fancy dream fantasise fantasize consider "
    "contemplate plan plot intend mean suppose expect suggest propose pretend like love afraid ready prepare offer "
    "order command ask beg demand let urge need dare deserve worry wonder doubt think hesitate tempt eager anxious "
    "about idea thought fantasy threaten vow swear promise"
)
_THREATENING = _forms("threaten vow swear promise threat")
_THINKING = _forms("think dream talk speak joke")
"""What governs "of" or "about" doing something, without its being done."""
_DENYING = _forms(
    "deny refuse avoid prevent stop fail forbid save rescue decline resist forbear refrain help escape quit"
)
_SAVING = _forms("save rescue prevent deny avoid escape")
_FANCY = _forms("fear dread imagine want dream wish")
_THOUGHT_TRUE = _forms("think mean promise swear")
_TRYING = _forms("try attempt seek")
_REPORTING = _forms(
    "say tell hear read report claim learn announce explain admit confess write rumour rumor state declare insist "
    "whisper mention relate recount allege accuse"
)
_SAYING = _forms("say tell warn whisper shout")
_RECALLING = _forms("remember recall recollect forget memory relive")
_FEELING = _forms("feel")
_PERCEIVING = _forms(
    "see hear feel smell taste watch find stop help leave bear remember forget believe know understand realise realize "
    "notice learn discover guess regret mind care"
)
"""What one could or could not do of something that is so for all that."""
_QUESTIONS = frozenset("who what why how when where which whom whose".split())
_DATING = frozenset("before after since until till".split())
_ONE = frozenset("one someone somebody those".split())
_FIRST = frozenset("i we me us".split())
_SECOND = frozenset("you ye thou thee".split())
_HYPERBOLE = _forms("kill murder strangle throttle slap shoot die smack slay wring hit")
_DYING = _forms("die perish drown")
_COMPLEMENTS = frozenset("xcomp ccomp obj iobj obl nmod conj amod nsubj nsubj:pass csubj compound appos root".split())
_STOPS = frozenset(". ! ? ; … ...".split())


@dataclass(frozen=True, slots=True)
class Claim:
    """How a passage stands, how sure that is, and whether what it says is only attempted."""

    standing: ContentStanding
    sure: float
    attempted: bool = False


@dataclass(slots=True)
class _Signs:
    """What the climb from a word has met."""

    negations: int = 0
    modal: str = ""
    perfect: bool = False
    conditional: bool = False
    imagined: bool = False
    threatened: bool = False
    attempted: bool = False
    told: bool = False
    recalled: bool = False
    simile: bool = False
    either: bool = False
    presupposed: bool = False
    top: int = -1


def stand(
    tree: Tree, word: int, pieces: list[int], quoted: UtteranceKind | None, *, harm: bool, state: bool = False
) -> Claim:
    """How what a word shows stands in the story.

    `pieces` gives each word's quotation, -1 outside; `quoted` is the kind of this word's. `harm`: it is something that
    one may threaten. `state`: a noun that shows the thing by being there.
    """
    if _compared(tree, word):
        return Claim("figurative", 0.8)
    signs = _climb(tree, word, pieces)
    if signs.simile or _exaggerates(tree, word, signs, quoted is not None):
        return Claim("figurative", 0.75)
    if quoted is None and is_framed(tree, word):
        return Claim("imagined", 0.7)
    verbal = tree.upos(word) in ("VERB", "AUX", "ADJ", "ADV")
    if verbal and tree.page.relation(word) == "acl" and _is_nobody(tree, tree.head(word)):
        signs.negations += 1  # "nobody here will touch you", read as "nobody" and a clause about him
    if _asked(tree, word, signs):
        return Claim("imagined", 0.6)
    if harm and quoted is not None and (threat := _threat(tree, word, signs, verbal)):
        return Claim("threatened", threat, signs.attempted)
    if signs.negations % 2:
        return Claim("denied", 0.8)
    if signs.threatened:
        return Claim("threatened" if harm else "imagined", 0.8)
    if signs.conditional or signs.imagined or (signs.modal and not _habit(tree, word, signs)):
        return Claim("imagined", 0.75)
    if signs.recalled or (quoted == "thought" and _past(tree, signs.top)):
        return Claim("remembered", 0.75, signs.attempted)
    if quoted is not None:
        return Claim("told", 0.85, signs.attempted)
    if signs.perfect:
        return Claim("remembered", 0.85, signs.attempted)
    if signs.told:
        return Claim("told", 0.8, signs.attempted)
    if state and tree.case(word) in _DATING:
        return Claim("told", 0.75)  # "before the war" only says when
    happens = float(tree.page.encoding.event[word])
    if verbal:
        return Claim("shown", 0.75 + 0.2 * happens, signs.attempted)
    if state or happens > 0.3:
        return Claim("shown", 0.7 + 0.2 * happens, signs.attempted)
    return Claim("told", 0.7, signs.attempted)


def _climb(tree: Tree, word: int, pieces: list[int]) -> _Signs:
    """What the words that depend on a word, and on those that govern it, say of how it stands."""
    signs, at = _Signs(top=word), word
    # "It was not the murder that troubled him": there was one.
    owned = [tree.lower(k) for k in tree.related(word, "det", "nmod", "nmod:poss") if k < word]
    signs.presupposed = tree.upos(word) == "NOUN" and any(low in _THE for low in owned)
    open_negation, open_modal = not signs.presupposed, True
    for _ in range(6):
        _gather(tree, word, at, signs, open_negation, open_modal)
        signs.top = at
        head, relation = tree.head(at), tree.page.relation(at)
        if head == at or pieces[head] != pieces[at]:
            break
        governor = tree.lower(head)
        _govern(tree, at, head, governor, relation, signs)
        if relation in ("advcl", "acl", "parataxis", "acl:relcl", "csubj"):
            signs.presupposed = True
            break
        if relation not in _COMPLEMENTS:
            break
        if relation == "conj" or (relation == "ccomp" and tree.related(at, "cc")):
            own = {tree.lower(k) for k in tree.related(at, "aux")}
            if tree.related(at, "nsubj", "nsubj:pass") or own & _WILL:
                break
            joined = {tree.lower(k) for k in tree.related(at, "cc")}
            open_negation = open_negation and bool(joined & {"or", "nor"})
        elif relation in ("nsubj", "nsubj:pass", "obl", "nmod", "csubj", "amod"):
            open_negation = open_negation and relation == "amod"
            signs.presupposed = signs.presupposed or relation != "amod"
        state = governor in _FEELING and relation == "xcomp" and tree.upos(at) == "ADJ"  # "not feeling happy"
        if governor in _PERCEIVING and not state:
            open_modal = False
            open_negation = open_negation and governor in _DENYING
        at = head
    return signs


def _gather(tree: Tree, word: int, at: int, signs: _Signs, open_negation: bool, open_modal: bool) -> None:
    """Adds what the dependents of one word say."""
    for k in tree.children(at):
        relation, low = tree.page.relation(k), tree.lower(k)
        if k < at and relation in ("advmod", "cc", "det", "cc:preconj", "dep"):
            focus = low == "not" and k + 1 < len(tree.page.words) and tree.lower(k + 1) in _FOCUS
            shared = low == "nor" and relation == "cc" and not tree.related(at, "nsubj", "nsubj:pass")
            if focus or shared:  # "neither glad nor sorry" is denied once, by its first half
                continue
            if open_negation and (low in _NEGATIONS or low in _NEARLY or (low == "no" and relation != "cc")):
                signs.negations += 1
        elif open_negation and (
            (relation in ("case", "mark") and low == "without")
            or (relation in ("nsubj", "nsubj:pass") and k < at and _is_nobody(tree, k))
        ):
            signs.negations += 1
        if relation in ("mark", "advmod", "case") and k < at:
            if low in _IF or (low in _UNTIL and tree.xpos(at) in ("VBP", "VBZ")):
                signs.conditional = True
            elif low == "like" and tree.upos(at) != "VERB" and k < word:
                signs.simile = True
        if relation == "cc" and low == "or":
            signs.either = True
        if relation == "aux" and k < at:
            tag = tree.xpos(k)
            if low in _WILL and open_modal:
                signs.modal = signs.modal or "will"
            elif (low == "would" or (low == "'d" and tag == "MD")) and open_modal:
                signs.modal = signs.modal or "would"
            elif low in _MAY and open_modal:
                signs.modal = signs.modal or ("could" if low in ("could", "might") else "may")
            elif low in ("had", "'d"):
                signs.perfect = True


def _is_nobody(tree: Tree, word: int) -> bool:
    return tree.lower(word) in _NOBODY or any(tree.lower(k) in ("no", "neither") for k in tree.related(word, "det"))


def _govern(tree: Tree, at: int, head: int, governor: str, relation: str, signs: _Signs) -> None:
    """Adds what a governor makes of what it governs."""
    preposition = tree.case(at)
    clause = relation in ("xcomp", "ccomp", "acl", "advcl") and (relation != "advcl" or preposition in ("to", "of"))
    if (clause and relation == "xcomp") or (clause and relation == "acl" and preposition in ("to", "of")):
        signs.threatened = signs.threatened or governor in _THREATENING
        signs.attempted = signs.attempted or governor in _TRYING
    if relation == "xcomp" and governor in ("going", "gon", "goin", "goin'", "gonna") and tree.related(head, "aux"):
        signs.modal = signs.modal or "will"
    if clause and governor in _WANTING and governor not in _THREATENING:
        # To think that somebody died is no fancy; to think of dying is.
        signs.imagined = signs.imagined or not (relation == "ccomp" and governor in _THOUGHT_TRUE)
    if relation in ("advcl", "obl", "nmod", "obj") and preposition in ("of", "about") and governor in _THINKING:
        signs.imagined = True
    if relation in ("obj", "obl", "xcomp") and governor in _FANCY:
        signs.imagined = True
    if relation == "ccomp" and signs.modal and governor in _SAYING | _THREATENING and _is_own(tree, at, head):
        signs.threatened = True  # "he said he would kill me"
    if relation == "ccomp":
        signs.told = signs.told or governor in _REPORTING
    if governor in _RECALLING:
        signs.recalled = True
    if governor in _DENYING and relation in ("xcomp", "ccomp", "obj", "advcl", "obl"):
        bare = relation in ("xcomp", "ccomp") or governor in _SAVING
        if bare and not (governor in ("stop", "stopped", "stops") and preposition == "to"):
            signs.negations += 1
    if relation in ("nmod", "obl") and preposition in ("about", "against"):
        signs.told = True


def _is_own(tree: Tree, deed: int, saying: int) -> bool:
    """Whether whoever says that something will be done is to do it."""
    doer, teller = tree.subject(deed), tree.subject(saying)
    if doer is None or teller is None:
        return False
    who = tree.entity(doer)
    return tree.lower(doer) == tree.lower(teller) or (who is not None and who == tree.entity(teller))


def _compared(tree: Tree, word: int) -> bool:
    """Whether a comparison stands before a word in its clause: "as if", "as though", "like a", "as pale as"."""
    words, sentence = tree.page.words, tree.page.words.sentence
    for k in range(word - 1, max(-1, word - 11), -1):
        if sentence[k] != sentence[word] or words.text[k] in _STOPS:
            return False
        low = tree.lower(k)
        if low in ("if", "though") and k and tree.lower(k - 1) == "as":
            return True
        someone = low in ("as", "like") and k + 2 < len(words) and tree.lower(k + 1) in _ONE
        if someone and tree.lower(k + 2) in ("who", "whose", "that", "which"):
            return True  # "as one who has been beaten"
        near = word - k <= 4 and tree.upos(word) in ("NOUN", "ADJ", "VERB")
        if low == "like" and near and tree.upos(k) not in ("VERB", "AUX") and _joined(tree, k, word):
            return True
        if low == "as" and near and tree.upos(word) == "NOUN" and tree.page.relation(k) == "case":
            return tree.head(k) == word and k > 0 and tree.upos(k - 1) in ("ADJ", "ADV")
    return False


def _joined(tree: Tree, like: int, word: int) -> bool:
    """Whether "like" brings in a word, or what that word depends on."""
    head = tree.head(like)
    return head == word or tree.head(word) == head or any(tree.head(k) == word for k in range(like + 1, word))


def _exaggerates(tree: Tree, word: int, signs: _Signs, quoted: bool) -> bool:
    """Whether what could be done is said in jest: "I could strangle you", "she could have died"."""
    if signs.modal != "could" or tree.lower(word) not in _HYPERBOLE:
        return False
    subject = tree.subject(word)
    if subject is None:
        return False
    who = tree.lower(subject)
    have = any(tree.lower(k) in ("have", "'ve") for k in tree.related(word, "aux"))
    return who in _FIRST or (not quoted and have and who in ("she", "he"))


def _asked(tree: Tree, word: int, signs: _Signs) -> bool:
    """Whether a question is put that leaves it open; "Why did you hit him?" takes the blow for granted."""
    words, paragraph = tree.page.words, tree.page.words.paragraph
    mark = ""
    for k in range(word + 1, min(len(words), word + 40)):
        if paragraph[k] != paragraph[word]:
            break
        if words.text[k] in _STOPS:
            mark = words.text[k]
            break
        if words.text[k] in ("”", '"', "’", "»"):
            break
    if mark != "?" or signs.presupposed:
        return False
    if tree.upos(word) == "NOUN" and any(tree.lower(k) in ("the", "this", "that") for k in tree.related(word, "det")):
        return False
    first = words.sentence[signs.top]
    start = signs.top
    while (
        start and words.sentence[start - 1] == first and words.text[start - 1] not in _STOPS and signs.top - start < 12
    ):
        start -= 1
    opening = [w for k in range(start, min(len(words), start + 4)) if (w := tree.lower(k))]
    return ("what" in opening[:3] and "if" in opening) or not set(opening) & _QUESTIONS


def _threat(tree: Tree, word: int, signs: _Signs, verbal: bool) -> float:
    """How surely something said is a threat of it, 0 where it is none."""
    top = signs.top
    verbs = (word, top) if verbal else (top,)
    subjects = [s for s in (tree.subject(v) for v in verbs) if s is not None]
    whose = {tree.lower(s) for s in subjects}
    touched = {tree.lower(k) for v in verbs for k in tree.objects(v)}
    plea = any(tree.lower(k) in ("do", "does") for k in tree.related(word, "aux"))
    if signs.negations % 2:
        return 0.65 if verbal and plea and not whose and touched & (_FIRST | {"him", "her", "them"}) else 0.0
    if signs.modal == "will" and not signs.conditional:
        if whose & _FIRST and not touched & {"myself"} and tree.lower(word) not in _DYING:
            return 0.85
        return 0.75 if whose & _SECOND or touched & _SECOND else 0.0
    if verbal and tree.xpos(word) == "VBP" and whose & _FIRST and touched & _SECOND:
        return 0.75  # "Touch the rope, and I shoot you"
    if signs.either and not signs.modal and verbal and tree.xpos(word) in ("VB", "VBP", "VBZ"):
        return 0.7
    bare = verbal and tree.upos(word) == "VERB" and tree.xpos(word) in ("VB", "VBP") and not subjects
    if bare and tree.page.relation(word) in ("root", "ccomp", "parataxis", "conj") and tree.objects(word):
        return 0.6 if not tree.related(word, "aux", "mark") else 0.0
    return 0.0


def _habit(tree: Tree, word: int, signs: _Signs) -> bool:
    """Whether "would" tells of a habit: "every night he would hit her"."""
    if signs.modal != "would" or any(tree.lower(k) in ("have", "'ve") for k in tree.related(word, "aux")):
        return False
    sentence = tree.page.words.sentence
    near = range(max(0, word - 12), min(len(sentence), word + 12))
    often = {tree.lower(k) for k in near if sentence[k] == sentence[word]}
    return bool(often & {"every", "often", "always", "sometimes", "nights", "whenever", "each"})


def _past(tree: Tree, verb: int) -> bool:
    return verb >= 0 and tree.xpos(verb) == "VBD"
