"""Verbs that report speech: how a story says that somebody says something."""

from __future__ import annotations

from collections.abc import Sequence

_LEMMAS = """
say ask reply answer cry exclaim whisper murmur mutter shout call add continue return observe remark inquire enquire
demand repeat declare begin go interrupt rejoin respond announce suggest insist protest retort explain agree admit
scream yell shriek gasp sob sigh groan moan growl snap hiss bark snarl roar bellow laugh chuckle giggle grin smile
stammer stutter falter mumble whimper wail plead beg implore urge warn advise assure promise confess concede argue
object complain grumble scold chide tease joke quip drawl purr coo croak rasp breathe pant splutter sputter blurt
interpose interject intone echo conclude finish resume proceed pursue persist venture ejaculate vociferate utter
speak tell command order bid invite propose comment note state assert affirm aver avow deny acknowledge pronounce
mouth think wonder muse reflect decide recite read sing chant pray swear curse thunder storm boom squeak squeal
chirp pipe quaver correct counter challenge confirm offer greet bawl holler howl shrug nod scoff sneer sniff snort
huff hum lie grunt hazard reiterate supplement volunteer apologise apologize bleat babble ramble croon gush deadpan
confide corroborate entreat intervene quote rebuke reprove remonstrate expostulate exhort admonish enjoin inform
soliloquise soliloquize ruminate reassure console coax cajole wheedle jeer gibe simper titter snicker snigger screech
squawk yelp lament bemoan exult gloat boast brag gabble jabber prattle opine surmise theorise theorize speculate amend
clarify elaborate demur disagree acquiesce assent concur summarise summarize emphasise emphasize rant rave fume wheeze
choke gulp lisp intercede interrogate question query whine cackle crow drone threaten vow remind taunt mock chime
bluster blubber snivel sniffle yawn hoot chortle declaim asseverate enthuse moralise moralize interpolate chorus
burble twitter trill whoop grouse tut vouchsafe
""".split()

_IRREGULAR = {
    "say": "said says saying saith", "go": "went goes going", "begin": "began begins beginning begun",
    "speak": "spoke speaks speaking spoken", "tell": "told tells telling", "think": "thought thinks thinking",
    "read": "read reads reading", "sing": "sang sings singing", "swear": "swore swears swearing",
    "bid": "bade bid bids", "lie": "lied lies lying", "beg": "begged begs begging", "snap": "snapped snaps snapping",
    "hum": "hummed hums humming", "nod": "nodded nods nodding", "chat": "chatted", "quip": "quipped quips",
    "admit": "admitted admits admitting", "grin": "grinned grins grinning", "repeat": "repeated repeats repeating",
    "shrug": "shrugged shrugs", "mouth": "mouthed mouths", "deny": "denied denies denying",
    "sob": "sobbed sobs sobbing", "concur": "concurred concurs concurring", "demur": "demurred demurs demurring",
    "brag": "bragged brags bragging", "snivel": "snivelled snivels snivelling", "tut": "tutted tuts tutting",
}  # fmt: skip


def _forms(lemma: str) -> list[str]:
    if lemma in _IRREGULAR:
        return [lemma, *_IRREGULAR[lemma].split()]
    if lemma.endswith("e"):
        return [lemma, lemma + "d", lemma + "s", lemma[:-1] + "ing"]
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return [lemma, lemma[:-1] + "ied", lemma[:-1] + "ies", lemma + "ing"]
    plural = "es" if lemma.endswith(("s", "sh", "ch", "x")) else "s"
    return [lemma, lemma + "ed", lemma + plural, lemma + "ing"]


SAYING: dict[str, str] = {form: lemma for lemma in _LEMMAS for form in _forms(lemma)}
"""Each inflected form of a verb of saying, and its lemma."""

PARTICLES = frozenset("in out on up back off forth again".split())
"""What may stand between a verb of saying and its subject after it: “…,” put in Tom."""

_MORE_THAN_SAYING = frozenset("call go read lie order pipe".split())
"""Verbs that are told of things too, where they stand before their subject: “Crack!” went the whip."""
_SAYS_ALONE = frozenset(
    "say ask reply answer exclaim whisper murmur mutter shout remark inquire enquire retort question query demand cry "
    "scream yell declare protest insist".split()
)
_PAUSES = frozenset(", - -- — –".split())
_ENDS = frozenset(', . ; : ! ? … ... - -- — – ( ) " “ ” « » _ *'.split())
_BETWEEN = frozenset("then also only now just once had again".split())
_AT_LENGTH = (["at", "length"], ["at", "last"], ["at", "once"])
_ARTICLES = frozenset("a an the another some".split())
_NOBODY = frozenset("voice voices".split())
"""What speaks and is nobody yet: “…,” said a voice."""


def speaker_places(words: Sequence[str], quotations: Sequence[tuple[int, int]]) -> dict[int, range]:
    """The words that mentions of speakers start at, since a verb of saying beside a quotation says so (“…,” said old
    Tom; “…,” old Tom said), and for each the last words that the mention may have. `quotations` are word spans, in
    order."""
    places: dict[int, range] = {}
    for n, (_, end) in enumerate(quotations):
        stop = min(len(words), quotations[n + 1][0] if n + 1 < len(quotations) else len(words))
        k = end
        while k < stop and words[k] in _PAUSES:
            k += 1
        last = k
        while last < stop and words[last] not in _ENDS:
            last += 1
        lemma = SAYING.get(words[k].lower(), "") if k < last else ""
        if lemma and words[k].islower() and not words[k].endswith("ing"):
            first = k + 1
            while first < last and words[first].lower() in PARTICLES:
                first += 1
            if lemma not in _MORE_THAN_SAYING or first > k + 1:
                places[first] = range(first, last)
            continue
        lemmas = ((v, SAYING.get(words[v].lower())) for v in range(k + 1, min(last, k + 7)))
        goes_on = words[end - 2] == ","  # “…,” Tom went on
        verb = next((v for v, says in lemmas if says and (goes_on or says in _SAYS_ALONE)), k)
        while verb > k + 1 and (words[verb - 1].endswith("ly") or words[verb - 1].lower() in _BETWEEN):
            verb -= 1
        verb -= 2 * (words[verb - 2 : verb] in _AT_LENGTH)
        if verb > k:
            places[k] = range(verb - 1, verb)
    return {first: ends for first, ends in places.items() if ends and not _is_voice(words, first)}


_SUPPOSING = frozenset(
    "if though unless whether when pretend suppose think thinks say says said wish till until".split()
)
_AM, _IS = frozenset({"am", "'m", "’m"}), frozenset({"is", "'s", "’s"})
_NAME_ENDS = frozenset(', . ; : ! … ... - -- — – ” " ) and of from'.split())


def names_self(words: Sequence[str], start: int, end: int) -> bool:
    """Whether the words [start, end) are the name that somebody says is his own: “I’m Dot,” “My name is Dot,” “Call me
    Dot.”"""
    if end >= len(words) or words[end] not in _NAME_ENDS:
        return False
    low = [w.lower() for w in words[max(0, start - 5) : start] if w not in ("_", "*")]
    if low[-2:-1] == ["i"] and low[-1] in _AM:
        return _SUPPOSING.isdisjoint(low[:-2])
    if low[-1:] == ["just"]:  # “Nell, just Nell”; but not “It’s just Nell”
        before = max(0, 2 * start - end - 2)
        return [w.lower() for w in words[before : start - 2]] == [w.lower() for w in words[start:end]]
    if low[-2:] == ["call", "me"]:
        return low[-3:-2] == ["just"] or not low[-3:-2] or not low[-3][-1].isalpha()
    return low[-3:-1] == ["my", "name"] and low[-1] in _IS


def _is_voice(words: Sequence[str], first: int) -> bool:
    return words[first].lower() in _ARTICLES and not _NOBODY.isdisjoint(w.lower() for w in words[first + 1 : first + 4])
