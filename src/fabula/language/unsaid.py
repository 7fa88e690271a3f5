"""Words that a story quotes and nobody said: “I might have said, …”, “…,” he felt like answering."""

from __future__ import annotations

import re

_SAY = (
    r"(?:(?:\w+ly\s)?(?:say|ask|tell|answer|reply|add|exclaim|cry(?:\sout)?|remark|observe|shout|whisper|quote|retort|"
    r"said|asked|told|answered|replied|added|exclaimed|cried|remarked|observed|shouted|quoted|retorted|saying|asking|"
    r"telling|answering|replying|adding|exclaiming|remarking|shouting|whispering|quoting|retorting)\b)"
)
_SOMEBODY = r"(?:[\w’'-]+\.?\s){1,4}?"


def _saying(*leads: str) -> str:
    """A pattern of one of several beginnings and a verb of saying: those verbs once, as they take long to compile."""
    return f"(?:{'|'.join(leads)}){_SAY}"


_UNSAID = re.compile(
    "|".join(
        (
            _saying(
                r"\b(?:would|might|could|should)\s(?:\w+ly\s|never\s|not\s)?have\s",
                r"\bas\s(?:much|good)\sas\s(?:to\s)?",
                r"\bas\s(?:if|though)\s(?:to|(?:[\w’']+\s){1,3}had)\s",
                r"\bas\swho\sshould\s",
            ),
            r"(?<!half\s)\b(?:nearly|almost|all\sbut)\s(?:said|asked|told|answered|replied|added|exclaimed)\b",
            _saying(
                r"\b(?:going|about|ready|tempted|inclined|long(?:ed|ing)|want(?:ed|ing)|wish(?:ed|ing)|hesitated|"
                r"dared?\snot|temptation|impulse|desire|forbore|failed|forgot)\sto\s",
                r"\b(?:tempted|longed|wanted|wished)\sto\s[^,.;:!?]{1,40}\sand\s",
                r"\bwant(?:ed|s)?\s(?:him|her|them|you|me|us|[A-Z]\w+)\sto\s(?:[^,.;:!?]{1,30}\sand\s)?",
                r"\b(?:on\s(?:the\s(?:tip|end)\sof\s)?\w+\s(?:tongue|lips)|no\spower)\s(?:to|of)\s",
                r"\b(?:capable\sof|(?:feel|felt)\s(?:\w+\s)?like|on\sthe\s(?:point|verge)\sof)\s",
                rf"\b(?:fancy|imagine|imagined|picture|pictured)\s{_SOMEBODY}",
                r"\bseem(?:ed|s|ing)?\sto\s",
                r"\b(?:nearly|almost)\s[^,.;:!?]{1,30}\sand\s",
                r"\b(?:useless|been\seasy|impossible|absurd|idle|all\svery\swell)\sto\s",
                rf"\b(?:far|prevented\s{_SOMEBODY})\s?from\s",
                rf"\bhow\s(?:could|can)\s{_SOMEBODY}",
            ),
            rf"\bwhether\s{_SOMEBODY}said\b",
            _saying(rf"\bwhy\s(?:did|do|does|had)\s{_SOMEBODY}not\s"),
            r"\b(?:eyes?|eyebrows?|looks?|glances?|gaze|smile|face|attitude|gesture|silence)(?:,[^,.;:]{1,30},)?\s"
            r"(?:say|ask|said|asked|answered|told)\b",
        )
    ),
    re.I,
)
_UNSAID_BEFORE = re.compile(
    rf"\b(?:instead\sof|without)\s{_SAY}|"
    r"\b(?:implied|implying|indicated|indicating|signified|signifying|expressed|meant|to\smean|as\sthe\ssaying\s(?:is|was|goes)|"
    r"as\s(?:people|they)\s(?:say|said))[\s:,—–-]*$",
    re.I,
)
_SAYS_AFTER_ALL = re.compile(r"\b(?:something|anything)\b|;|, .*,")
_CLAUSE = re.compile(r"[\s_*]*([^.;:!?\"“”]{1,90}+)(?![\"“])")


def unsaid_before(lead: str) -> int | None:
    """Where in the clause that leads up to quoted words it ends that says nobody said them; None where none does."""
    found = _UNSAID.search(lead) or _UNSAID_BEFORE.search(lead)
    return None if found is None or _SAYS_AFTER_ALL.search(lead, found.end()) else found.end()


def unsaid_after(text: str, end: int, *, after_comma: bool) -> bool:
    """Whether the clause that begins at `end`, after quoted words, says that nobody said them: “…,” he felt like
    answering. A capital there begins a sentence of its own, unless the words end with a comma."""
    clause = _CLAUSE.match(text, end)
    return (
        clause is not None
        and (after_comma or clause[1][:1].islower())
        and bool(_UNSAID.search(clause[1].partition(",")[0]))
    )
