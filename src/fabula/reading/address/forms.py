"""The forms by which a person is named or called, and what kind of form each is, told by its words.

A form is set beside the other names its bearer has: "Tommy" is a given name where nobody says "Thomas" of him, and a
nickname where somebody does.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np

from fabula.language.names import is_given_name, one_edit, parse_name, pet_form, same_given
from fabula.reading.page import PERSON, PROP, Page
from fabula.story import FormKind

ENDEARMENTS = frozenset(
    "dear dearest dearie deary darling darlin love lover luv beloved sweetheart sweetie sweet sweeting sweetling honey "
    "hon baby babe babes bae angel treasure precious sugar cupcake pumpkin poppet petal pet duck ducky lamb lambkin "
    "dove kitten flower heart soul joy sunshine cherie chérie chéri mignonne liebling cariad mo-chroi acushla "
    "mavourneen macushla habibi habibti querida querido cara caro bella amore bunny button chick chickadee "
    "cherub doll dollface "
    "handsome gorgeous beautiful snookums starlight moonbeam minx".split()
)
INSULTS = frozenset(
    "idiot idiots fool imbecile moron dolt dunce dimwit halfwit nitwit twit simpleton blockhead bonehead numbskull "
    "knucklehead muttonhead dummy stupid thickhead clod oaf lout lummox clown buffoon ass jackass donkey mule jerk git "
    "prat berk wanker tosser pillock plonker arse arsehole asshole bastard bitch cow hag witch harpy shrew crone "
    "slut whore hussy baggage wench trollop harlot scum scumbag filth vermin rat snake worm toad louse cur dog hound "
    "mongrel swine pig hog goat brute beast monster villain scoundrel rascal rogue knave wretch blackguard cad "
    "swindler cheat cheater liar thief traitor turncoat murderer killer coward weakling crybaby milksop whelp "
    "brat pup puppy "
    "runt shrimp pipsqueak peasant pauper beggar loser creep freak weirdo nerd geek snitch sneak tattletale bully "
    "hypocrite snob prig bore nuisance pest menace devil fiend demon lunatic madman maniac nutter nutcase muppet "
    "lunkhead slacker layabout wastrel drunkard sot popinjay coxcomb varlet churl ingrate turd dipstick dork "
    "dingus doofus goon goose ninny noodle nincompoop ruffian savage upstart".split()
)
ABUSIVE = frozenset(
    "absolute bloody stupid damn damned complete utter silly wretched filthy dirty foolish lazy rotten miserable ugly "
    "worthless faithless lying cheating thieving pathetic useless ungrateful impossible insufferable vile cursed "
    "infernal blasted blithering fat mad crazy insolent impudent cowardly treacherous wicked horrid nasty goddamn "
    "fucking pompous arrogant selfish heartless cruel idiotic ridiculous total great".split()
)
KIN = frozenset(
    "mother father mama mamma mamá papa papá mum mummy mam ma mom mommy momma dad daddy da pa pop pops brother sister "
    "bro sis son daughter sonny child grandmother grandfather grandma grandpa granny gran nana nan nonna nonno gramps "
    "granddad grandad grandson granddaughter grandchild aunt auntie aunty uncle nephew niece cousin coz husband wife "
    "hubby stepmother stepfather godmother godfather godson goddaughter twin".split()
)
_KIN_BEFORE_NAME = frozenset(
    "aunt auntie aunty uncle cousin grandmother grandfather grandma grandpa granny gran nana nonna papa mama".split()
)
TITLES = frozenset(
    "sir sire madam madame ma'am mam'selle mademoiselle mlle monsieur mister missus missis mistress master miss marm "
    "milady milord m'lord m'lady lord lady lordship ladyship highness majesty grace excellency eminence worship honour "
    "honor holiness liege doctor doc professor prof captain cap'n skipper commander colonel general major lieutenant "
    "sergeant sarge corporal private ensign admiral commodore marshal judge justice sheriff inspector detective "
    "constable officer chief agent coach deputy warden headmaster headmistress nurse matron reverend vicar parson "
    "padre bishop rabbi abbot abbess prior prioress president senator governor minister mayor councillor king queen "
    "prince duke duchess count countess baron baroness emperor empress señor señora señorita signor signora signorina "
    "herr frau fräulein sensei maestro teacher chancellor ambassador squire alderman boss guv guvnor counsellor".split()
)
OWNED = frozenset("lordship ladyship highness majesty grace excellency eminence worship honour honor holiness".split())
"""Titles that are one's own only: "Your Grace", and no call where they stand alone."""
ROLES = frozenset(
    "friend stranger boy girl lad laddie lass lassie man woman fellow chap mate pal buddy bud dude bruv kid kiddo "
    "champ sport tiger chum partner comrade citizen neighbour neighbor gentleman traveller traveler sailor "
    "soldier driver "
    "waiter barman bartender landlord innkeeper cook princess hero genius scholar youngster youngling cap "
    "human mortal priest wizard guard guardsman ranger pilot rookie newbie blondie ginger red slim shorty".split()
)
"""What a stranger, a friend or an equal is called."""
MY_TITLES = frozenset("lord lady liege king queen prince princess captain".split())
_PET_SUFFIX = re.compile(r"(?:-(?:\w+)|kins|bug|bear|boo|baby|pie|poo|poppet|cakes|belle|bird|bean|chan|kun)$")
_EPITHET_WORDS = frozenset("old young poor little good big great lil the".split())
_DEAR = frozenset("dear dearest darling sweet beloved precious".split())
_DETERMINERS = frozenset("the a an this that these those his her their its some".split())
_JOINING = frozenset("and or who whom whose that which when while to soon as than with if".split())
PLURALS = frozenset("boys girls lads gentlemen ladies men women children friends all everyone everybody".split())
"""Calls to several people, which are no one's form."""
_EXCLAIMED = frozenset("lord lawd gawd god gentlemen ladies lor heavens goodness".split())
_PARTICLES = frozenset("de du des la le of the von van der den da di del y el al bin ibn ap 's ’s".split())
_ADJECTIVES = frozenset("my our his her your poor old little young dear good big great silly brave foolish".split())
LONGEST_FORM = 5
"""A description of more words tells of somebody and is no form of theirs."""
_STAMMER = re.compile(r"\b((?:(\w{1,3})[-–—…]+\s?)+)(?=\2\w)", re.IGNORECASE)


def unstammered(form: str) -> str:
    """A form with the stammer before its words taken away: "T-T-Tom" is "Tom". White space is collapsed."""
    return " ".join(_STAMMER.sub("", form.replace("_", "").replace("*", "")).split())


def words_of(form: str) -> tuple[str, ...]:
    """The words of a form, lower case, with straight apostrophes and without other marks."""
    return tuple(w for w in (p.strip(".,!?;:_*'\"") for p in form.lower().replace("’", "'").split()) if w)


@dataclass(frozen=True, slots=True)
class Bearer:
    """The given names and family names of one person, lower case; `base` is the given name that others are variants of.
    `religious` says that "Father", "Sister" or the like is this person's title."""

    given: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    base: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    religious: bool = False


def bearers(page: Page) -> dict[int, Bearer]:
    """The name parts of each entity that has a proper name; what the narration says counts three times what is
    said in speech. An insult in speech is no name, even where it was read as one: “Brat,” said Tamsin."""
    m = page.mentions
    weights: dict[int, Counter[tuple[str, ...]]] = {}
    for i in np.flatnonzero((m.kind == PROP) & (m.type == PERSON)):
        form = tuple(page.words.text[m.start[i] : m.end[i]])
        if m.quotation[i] >= 0 and len(form) == 1 and form[0].lower() in INSULTS:
            continue
        weights.setdefault(int(page.clusters.entity[i]), Counter())[form] += 3 if m.quotation[i] < 0 else 1
    return {entity: _bearer(forms) for entity, forms in weights.items()}


def _bearer(forms: Counter[tuple[str, ...]]) -> Bearer:
    given: Counter[str] = Counter()
    family: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    religious = False
    for form, count in forms.items():
        name = parse_name([unstammered(w) for w in form])
        religious |= bool(name.words) and bool({"father", "sister", "brother", "mother"} & set(name.titles))
        if len(name.words) >= 2:
            given[name.words[0]] += count
            family[name.words[-1]] += count
        elif name.words:
            first_name = set(name.titles) & ({"sir", "lady", "dame"} | KIN) or not name.titled
            (alone if first_name else family)[name.words[0]] += count
    for word in [w for w in family if alone[w] > family[w] and is_given_name(w) and w not in given]:
        del family[word]  # "Miss Kitty" is Kitty
    singles = Counter({w: c for w, c in alone.items() if w not in family or w in given})
    pool = given or singles
    base = max(pool, key=lambda w: (pool[w], is_given_name(w), -len(w), w), default="")
    for other in (*given, *singles):
        if len(other) > len(base) and base and same_given(base, other):
            base = other  # of two forms of a name, the longer is the name
    return Bearer(
        frozenset(given) | {base} - {""}, frozenset(family), base, tuple((singles + given).items()), religious
    )


NOBODY = Bearer()


def is_form(form: str) -> bool:
    """Whether the words of a mention are a name or a description that may stand for somebody: no clause ("Joe when
    Tom"), no pair ("Ann and Tom"), no exclamation ("Lord"), nothing indefinite ("a man") or of several ("ladies")."""
    words = form.split()
    low = [w.lower() for w in words]
    if not words or len(words) > LONGEST_FORM or low[0] in ("a", "an", "some", "any", "no", "another"):
        return False
    if "," in form or ";" in form or "--" in form or set(low) & _JOINING:
        return False
    if set(low) <= _EXCLAIMED or low[-1] in PLURALS:
        return False
    named = words[0][:1].isupper() and low[0] not in _DETERMINERS
    return not named or all(w[:1].isupper() or w in _PARTICLES for w in words) or low[0] in _DEAR | _ADJECTIVES


def form_kind(form: str, bearer: Bearer = NOBODY, *, called: bool = False) -> tuple[FormKind, str | None]:
    """The kind of a form, and the name it stands for where it is a misspelling or a pet name of one.

    `called` says that the form is used to the face: "Captain" is then a title, where "the captain" is an epithet.
    """
    words = words_of(form)
    if words and words[0] == "o" and len(words) > 1:
        words = words[1:]
    if not words:
        return "epithet", None
    plain = words[1:] if len(words) > 1 and words[0] in ("my", "our", "you", "your", "ye") else words
    told = words[0] in _DETERMINERS
    common = _common_kind(words, plain, bearer, told=told, called=called)
    if common is not None:
        return common, None
    name = parse_name(form.split())
    if not name.words or not any(w[:1].isupper() for w in form.split()) or told:
        return ("insult" if words[0] == "you" and ABUSIVE & set(plain) else "epithet"), None
    if name.titles and set(name.titles) & _KIN_BEFORE_NAME:
        return "kinship", None
    if name.titles and set(name.titles) <= _DEAR | _EPITHET_WORDS:
        return ("pet name" if set(name.titles) & _DEAR else "epithet"), None
    if name.titled:
        return "titled", None
    if words[-1] in ("dear", "darling", "love") and len(words) > 1:
        return "pet name", None
    if len(name.words) >= 2:
        return "full", None
    return _name_kind(name.words[0], bearer)


def _common_kind(
    words: tuple[str, ...], plain: tuple[str, ...], bearer: Bearer, *, told: bool, called: bool
) -> FormKind | None:
    """The kind of a form made of common words, or None for one that has a name in it."""
    head, owner = plain[-1], words[0]
    if head in bearer.given or head in bearer.family:
        return None
    if head == "child" and plain[0] in _DEAR:
        return "pet name"
    if head in KIN and (len(plain) == 1 or plain[0] not in _KIN_BEFORE_NAME):
        holy = bearer.religious and head in ("father", "sister", "brother", "mother") and owner != "my"
        return "titled" if holy and called else "kinship"
    if head in INSULTS and not (owner == "my" or plain[0] in ("little", "dear") or head in _LIKED_ALONE):
        return "insult"
    known = head in ENDEARMENTS or head in ROLES or head in TITLES or head in INSULTS
    if (plain[0] in _DEAR and known) or head in ENDEARMENTS:
        return "pet name"
    if head in TITLES or (owner == "my" and head in MY_TITLES and len(plain) == 1):
        described = len(plain) > 1 and plain[0] in _EPITHET_WORDS | {"fair", "kind", "gentle"}
        return "epithet" if told or described else "titled"
    if called and known and plain[0] == "little":
        return "pet name"
    if head in ROLES or head in INSULTS:
        return "insult" if ABUSIVE & set(plain[:-1]) - {"great"} else "epithet"
    if called and (owner == "my" or (plain[0] == "little" and len(plain) > 1)):
        return "pet name"
    return None


_LIKED_ALONE = frozenset({"goose", "pup", "puppy"})


def _name_kind(word: str, bearer: Bearer) -> tuple[FormKind, str | None]:
    """The kind of a single name beside the bearer's other names."""
    base = bearer.base
    if word in bearer.family and word not in bearer.given:
        return "family", None
    if not base or word in bearer.given:
        return "given", None
    counts = dict(bearer.counts)
    stem = word.partition("-")[0]
    if _PET_SUFFIX.search(word) and len(base) >= 3:
        known = max((n for n in counts if stem.startswith(n)), key=len, default="")
        if known or stem.startswith(base[:3]) or pet_form(word, base) or same_given(stem, base):
            return "pet name", (known if known and known != word else base).capitalize()
    if same_given(base, word) and is_given_name(word):
        return "nickname", None
    if _misspelt(word, base) and counts.get(base, 0) >= 3 * counts.get(word, 1):
        return "misspelling", base.capitalize()
    return "nickname", None


def _misspelt(word: str, base: str) -> bool:
    """Whether a word can be a slip for a name: one letter wrong, and not simply a shorter or longer form of it."""
    if len(base) < 5 or is_given_name(word) or base.startswith(word) or word.startswith(base):
        return False
    return one_edit(word, base) or (word[:-1] == base[:-2] and word[-1] == "y" and base[-2:] == "ie")
