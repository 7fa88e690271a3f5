"""The forms of writing, told from a paragraph's own words: salutations, signatures, dates, chat, telegrams."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fabula.language.word_names import MONTHS, WEEKDAYS
from fabula.story import DocumentKind


def _kinds(**nouns: str) -> dict[str, DocumentKind]:
    return {noun: kind for kind, many in nouns.items() for noun in many.split()}  # type: ignore[misc]


NOUNS: dict[str, DocumentKind] = _kinds(
    letter="letter letters epistle missive dispatch despatch postcard epistles",
    note="note notes memo memorandum",
    diary="diary journal logbook diaries journals",
    message="message messages text texts email e-mail emails telegram telegrams wire cable dm voicemail",
    inscription="inscription epitaph lintel plaque tablet gravestone headstone tombstone stone sign signboard "
    "monument engraving placard banner graffiti",
    spell="spell incantation charm grimoire spells rune runes",
    newspaper="newspaper newspapers cutting clipping clippings article headline headlines gazette bulletin cuttings",
    other="scroll parchment manuscript proclamation will leaflet pamphlet poster notice label",
)
"""What a piece of writing is called, and its kind."""

PAPERS = frozenset("envelope card page paper sheet slip scrap packet handwriting parcel screen line".split())
"""What writing stands on: a document of no kind by itself."""

BOOKS = frozenset(
    "novel poem poems verse verses song ballad hymn psalm play script bible scripture story tale fable romance sonnet "
    "chapter storybook".split()
)
"""What is read aloud and is no document of the story."""

CALLED = frozenset(NOUNS) - frozenset("lintel stone sign charm rune runes will wire cable text".split())
"""The nouns that refer to a document where they stand with "the", "his" or a name's possessive."""

KIN = frozenset(
    "mum mom mother mama mamma dad daddy father papa uncle aunt auntie nan gran granny grandma grandpa sister brother "
    "son daughter cousin nephew niece sir madam ma'am friend friends child darling love boy girl wife husband".split()
)
"""What a letter may call its addressee, or its writer, without a name."""

_TITLE = r"(?:Mr|Mrs|Ms|Dr|St|Capt|Col|Lt|Rev|Prof|Sr|Jr|Messrs|Hon)\."
_WORD = rf"(?:{_TITLE}|[A-Z]\.(?:\s?[A-Z]\.)*|[A-ZÀ-Þ][\w'’-]*)"
_NAME = rf"{_WORD}(?:\s+(?:(?:of|the|de|von|van|and|&|du|la)\s+){{0,2}}{_WORD}){{0,5}}"
_SIR = (
    r"(?:Sirs?|Madam|Gentlemen|Mesdames|Monsieur|Madame|Señor|Señora|Your (?:Majesty|Grace|Excellency|Highness|Honour))"
)
_DEAR = (
    r"(?:(?:My|Our|My\s+own|My\s+very)\s+)?(?:[Dd]ear(?:est)?|[Dd]arling|[Bb]eloved|[Hh]onou?red|[Ee]steemed)\b"
    r"(?:,?\s+(?:and\s+)?[\w'’-]+\.?){0,6}?"
)
_TO = rf"To\s+(?:who[\w]*\b[^.!?\n]{{3,50}}?|(?:the|my|all)\s+[^.!?\n]{{3,40}}?|{_NAME})"
_HELLO = rf"(?:Hi|Hello|Hey|Greetings),?\s+{_NAME}"
_MY = r"My\s+(?:own\s+)?(?:love|darling|sweet|child|son|daughter|friends?|brother|sister|lord|lady)"
_SALUTE = rf"(?:{_DEAR}|{_SIR}(?:\s+{_NAME})?|{_TO}|{_HELLO}|{_MY})"
SALUTATION = re.compile(rf"(?P<salute>{_SALUTE})\s*(?:[,:;]\s*[—–-]*|[—–]|-{{1,2}}|!)\s*$")
"""A salutation that is a paragraph or a line of its own."""
RUN_IN = re.compile(rf"(?P<salute>{_SALUTE})\s*(?:[,:]\s*[—–-]+|[,:](?!\s+(?:my\s+)?dear)|[—–]|-{{2}})\s*(?=\S)")
"""A salutation that the letter's words follow on the same line."""
NAME_ALONE = re.compile(rf"(?P<salute>{_NAME})\s*[,:—–-]+\s*$")
_EXCLAMATION = re.compile(r"(?:my\s+)?dear(?:est)?,?\s*(?:me|god|lord|heavens?|oh?|dear|gods?)\b", re.I)
_ADDRESS_WORDS = re.compile(
    r"(?:To|Hi|Hello|Hey|Greetings|My|Our|own|very|[Dd]ear(?:est)?|[Dd]arling|[Bb]eloved|[Hh]onou?red|[Ee]steemed|and|"
    r"[Oo]ld|[Ss]weet|[Ll]ittle|[Pp]oor|[Gg]ood|Sir|Sirs|Madam|Both|All|Everyone|Everybody|Friends?|Reader|Diary),?$",
    re.I,
)

_RELATIONS = "brother sister son daughter friend mother father wife husband uncle aunt cousin nephew niece".split()
_KIN = (
    "servant own loving affectionate obedient humble faithful devoted sincere fond ever neighbour neighbor subject "
    "pupil child boy girl grateful happy unhappy loyal constant true admirer well-wisher comrade lover old "
    "sincerely truly patient"
).split() + _RELATIONS
_CLOSING = (
    r"(?:(?:(?i:and|i|we|am|remain|beg|to|be|have|the|honou?r|believe|me|as|always|ever|still|your|dear)\s*,?\s+){0,9}"
    rf"(?:[Yy]our['’]?s|[Yy]our(?:\s+(?:(?:most|very|dear|ever|and|{'|'.join(_KIN)})\b,?\s*)+)"
    rf"|[Yy]our\s+[a-z-]+(?:,?\s+and\s+[a-z-]+)?\s+(?:{'|'.join(_RELATIONS)})(?=\s*(?:[,.\n—–-]|$))|[Ee]ver)"
    r"(?:\s*,?\s*(?:ever|most|very|truly|sincerely|faithfully|affectionately|respectfully|obediently|devotedly|gratefully|lovingly|cordially|fondly|always|etc\.?|&c\.?|"
    r"in haste|for ever|forever|in hope|in love|and ever)\b)*"
    r"|(?:With\s+)?(?:[Aa]ll\s+)?(?:my\s+|much\s+|best\s+|lots\s+of\s+)?[Ll]ove(?:\s+(?:always|from|and kisses))?"
    r"|(?:Very\s+)?(?:[Ss]incerely|[Ff]aithfully|[Rr]espectfully|[Aa]ffectionately|[Tt]ruly)(?:\s+yours)?"
    r"|(?:With\s+)?(?:[Kk]ind(?:est)?\s+|[Bb]est\s+|[Ww]arm(?:est)?\s+)?(?:[Rr]egards|[Ww]ishes|[Rr]espects)|Best|Cheers"
    r"|God bless(?: you)?|In haste|Adieu|Farewell|Until then|Signed)"
)
_SIGNED = r"(?P<name>(?:A\s+[Ff]riend|An?\s+(?:[\w-]+\s+){1,3}of\s+(?:the\s+)?(?:late\s+)?|The\s+)?(?:NAME)?)".replace(
    "NAME", _NAME
)
CLOSING_LINE = re.compile(rf"(?P<closing>{_CLOSING})\s*[,.!—–-]*\s*$")
CLOSED = re.compile(
    rf"(?:^|(?<=[.!?,;—–-])\s*|\n\s*)(?P<closing>{_CLOSING})[,.]?[\s\"“”'’_*—–-]*"
    rf"{_SIGNED}(?:,[^.\n]{{2,40}})?[.!]?\s*$"
)
DASHED = re.compile(rf"[—–-]+\s*{_SIGNED}[.!]?\s*$")
NAME_LINE = re.compile(rf"{_SIGNED}(?:,\s[A-Z][^.!?\n]{{1,40}})?[.]?\s*$")
LAST_NAME = re.compile(rf"[.!?]\s+[—–-]*\s*(?P<name>{_WORD}(?:\s{_WORD}){{0,2}})\.?$")
POSTSCRIPT = re.compile(r"P(?:\.\s?P)*\.?\s?S\b\.?", re.I)

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}|{_MONTH}\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?)"
    r"(?:,?\s+\d{4})?"
)
DATED = re.compile(rf"(?:{_DAY},?\s+(?:the\s+)?)?(?:{_DATE})|(?:Day|Entry|Log)\s+\d+\b|{_DAY}(?=\s*[.,:—–-]?\s*$)")
DATELINE = re.compile(
    rf"(?:[\w.'’ -]+,\s*){{0,3}}(?:{_DAY},?\s+)?(?:{_DATE}|{_DAY}(?:\s(?:night|morning|evening))?)[.,]?\s*$"
)

CHAT = re.compile(
    r"(?P<time>[\[(]?\d{1,2}[:.]\d\d(?:\s?[ap]m)?[\])]?\s+)?<?(?P<who>[\w][\w.'’-]*(?:\s[\w.'’-]+){0,2})>?\s*"
    r"(?P<after>\(\d{1,2}[:.]\d\d\)|\[\d{1,2}[:.]\d\d\])?:\s+(?P<said>\S.*)",
)
SCREENS = frozenset(
    "phone screen chat typed texted text texts message messages messaged messenger keyboard channel laptop computer dm "
    "dms email group online server thread terminal tablet mobile cell buzzed pinged dinged chimed notification".split()
)
OWNED = re.compile(
    rf"(?:(?:The\s+)?[Pp]roperty of|This (?:book|diary|journal)\b[\w ]* belongs to|Ex libris)\s+(?P<owner>{_NAME})"
)
"""What somebody writes in a book to say whose it is."""
_PLACE = (
    r"(?:[A-Z\d][\w'’-]*|of|the|near|at|on|in|and|by|night|morning|evening|afternoon|noon|o['’]clock|half-past|past)"
)
HEADLINE = re.compile(
    rf"[\[(]To (?P<to>{_NAME})\.?[\])]$|(?=.*(?:,$|\b{_MONTH}|{_DAY}|\d)){_PLACE}(?:[ ,._-]+{_PLACE}){{0,11}}[,._]*$"
)
"""A line over a salutation: whom the letter is to, or its place and date."""
_PLACES = r"(?:,\s[A-Z][\w'’ .&-]{1,30}){0,3}?,?"
HEADED = re.compile(
    rf"(?:LETTER|Letter|EPISTLE|Epistle)\b[^\n]{{0,20}}$|"
    rf"(?:(?P<kind>Letter|Telegram|Note|Message|Email|Postcard|Memorandum|Cable)[,:.—–-]*\s+)?(?i:from\s+)?"
    rf"(?P<writer>{_NAME}){_PLACES}\s+(?:(?i:in continuation)\b.*$|(?:to|To|TO)\s+"
    rf"(?P<to>(?:the\s+)?(?:[Hh]er|[Hh]is|[Tt]he)?\s*{_NAME}|(?:her|his)\s+\w+)(?:\s*[.,:—–-].*)?$)",
    re.S,
)
CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
KEPT = re.compile(
    rf"(?:(?i:from|extracts? from|the)\s+)*(?P<writer>{_NAME}?)['’](?:s|S)?\s+(?:(?i:private|secret|own)\s+)?"
    r"(?i:journal|diary|log|log-?book|memorandum|note-?book)\b[\s.:—–_*-]*(?i:\(?_?continued_?\)?)?[\s.:—–_*-]*"
    r"(?:\(_?[\w ,]+_?\)\.?)?$"
)
"""A heading over the entries of somebody's diary."""
STOPS = re.compile(r"\bSTOP\b|(?<=[.!?])\s+Stop\.")


NO_NAME = (
    MONTHS
    | WEEKDAYS
    | frozenset(
        "evening morning night noon midnight later afterwards afternoon dawn finis end continued journal diary".split()
    )
)
"""Words that stand alone in a line of a letter and sign nothing."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Where a letter closes in a text: the character after its last, and the span of the name, if one is there."""

    end: int
    name: tuple[int, int] | None


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space, quotation and emphasis marks around it."""
    while start < end and (text[start].isspace() or text[start] in "\"“”‘’'_*«»„"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\"“”‘’'_*«»„"):
        end -= 1
    return start, end


def chat_lines(text: str) -> list[tuple[int, int]]:
    """The lines that look like somebody's messages by who sends them, in runs of two or more: "mira: where are you"."""
    out: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    at = 0
    for line in [*text.split("\n"), ""]:
        if CHAT.fullmatch(line.rstrip()):
            run.append((at, at + len(line)))
        elif line.strip() or at >= len(text):
            out += run if len(run) > 1 else []
            run = []
        at += len(line) + 1
    return out


def is_typed(said: str) -> bool:
    """Whether a line looks typed in haste: it begins with a small letter, or ends without a mark."""
    return said[:1].islower() or said[-1:].isalnum()


def salutation(text: str, start: int, end: int, *, alone: bool) -> tuple[int, int] | None:
    """The span of the salutation that opens text[start:end]; `alone`: it must be the whole of the first line."""
    stop = min(end, start + 160)
    line = text.find("\n", start, stop)
    first = stop if line < 0 else line
    whole = text[start:first].strip(" _*")
    whole = whole.title() if whole.isupper() else whole
    if len(whole) <= 70 and first <= end and (found := SALUTATION.match(whole)):
        return None if _EXCLAMATION.match(whole) else (start, start + found.end("salute"))
    if alone:
        return None
    run = RUN_IN.match(text, start, stop)
    return (start, run.end("salute")) if run and not _EXCLAMATION.match(text, start) else None


def addressed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name inside a salutation's span, None where it says only "Dear Sir" or "To whoever finds this"."""
    words = [(m.start(), m.end()) for m in re.finditer(r"\S+", text[start:end])]
    while words and _ADDRESS_WORDS.match(text[start + words[0][0] : start + words[0][1]]):
        words.pop(0)
    if not words:
        return None
    a, b = start + words[0][0], start + words[-1][1]
    return bare(text, a, b) if text[a].isupper() else None


def closing(text: str, start: int, end: int) -> Signed | None:
    """The closing formula with a name that ends text[start:end]; the name's span is None where none is there."""
    a, b = bare(text, start, end)
    low = max(a, b - 200)
    part = text[low:b]
    found = CLOSED.search(part)
    if found and (found["name"] or not part[found.end("closing") :].strip(" .,!—–-")):
        return Signed(end, _moved(found.span("name"), low) if found["name"] else None)
    dash = max(part.rfind(mark) for mark in "—–-")
    if dash < 0:
        return None
    lead = part[:dash].rstrip("—–- ")
    found = DASHED.match(part, len(lead) + len(part[len(lead) : dash]) - len(part[len(lead) : dash].lstrip()))
    if found and found["name"] and (not lead or lead[-1] in ".!?\n"):
        return Signed(end, _moved(found.span("name"), low))
    return None


def _moved(place: tuple[int, int], by: int) -> tuple[int, int]:
    return place[0] + by, place[1] + by


def is_headline(text: str) -> bool:
    """Whether a paragraph is set in capitals throughout, of three words or more."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 10 and len(text.split()) >= 3 and all(c.isupper() for c in letters)
