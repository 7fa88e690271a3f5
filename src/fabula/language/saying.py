"""Verbs that report speech: how a story says that somebody says something."""

from __future__ import annotations

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
choke gulp lisp intercede interrogate
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
    "brag": "bragged brags bragging",
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
