"""Whose a name is, by its parts: which of the people known so far can bear it, one function a kind of name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from fabula.language.bearers import (
    FAMILIAR,
    OFTEN,
    PRESENT,
    Work,
    add,
    eldest,
    has_two_men,
    is_another,
    is_by_marriage,
    is_elder,
    is_elders,
    is_familiar,
    is_family_name,
    is_his,
    new,
    plain_name,
)
from fabula.language.names import Name, is_given_name, is_short_for, pet_form, same_given
from fabula.language.titles import (
    ELDERS,
    FOREIGN,
    KIN,
    NOBLE,
    NOBODYS,
    OFFICERS,
    WITH_GIVEN,
    clash,
    rank_of,
    ranks,
)

DOMINANT = 8
"""Somebody named so many times as often as another bearer of a name is the one it means."""


def place_full(work: Work, name: Name, families: set[str]) -> None:
    """A given name and a family name, titled or not; `families` are the words that are plainly family names."""
    given, family = name.words[0], name.words[-1]
    people = list(enumerate(work.people))
    if is_his(work, name):
        found = [k for k, p in people if given in p.husband and _fits(p.family, family)]
        if len(found) == 1:
            add(work, name, found[0], family=family)
        else:
            new(work, name, family=family, husband=given)
        return
    gender = name.gender or work.borne(given)
    begun = [k for k, p in people if any(_begins(name.words, n.words) for n in p.names) and _agree(p.gender, gender)]
    if gender == "m":
        # "George Orr Bell", of Orrs and Bells, is a Bell, and may have an uncle George Orr.
        begun = [
            k for k in begun if family in work.people[k].family or not families >= {family, *work.people[k].family}
        ]
    if len(begun) == 1:
        add(work, name, begun[0], given=given, family=family)
        return
    found = [
        k
        for k, p in people
        if _fits(p.family, family) and any(same_given(given, g) for g in p.given) and _agree(p.gender, gender)
    ]
    exact = [k for k in found if given in work.people[k].given]
    choices = found if len(found) == 1 else exact
    if len(choices) == 1:
        add(work, name, choices[0], given=given, family=family)
    else:
        new(work, name, given=given, family=family)


def place_titled(work: Work, name: Name, courtesies: set[str]) -> None:
    """A title with one word: of a family ("Mr. Orr") or a given name ("Sir Giles", "Miss Susannah", "Aunt Nelly").

    `courtesies` are the titles that the word bears in the work.
    """
    people, rank = work.people, ranks(name)
    word, gender = name.words[0], name.gender or work.hints.get(name.words[0], "")
    if is_his(work, name):
        hers = [k for k, p in enumerate(people) if word in p.husband]
        if len(hers) == 1:
            add(work, name, hers[0])
        elif not hers:
            new(work, name, husband=word)
        else:
            work.out[name] = tuple(hers)
        return
    by_family = [k for k, p in enumerate(people) if word in p.family and _agree(p.gender, gender)]
    by_given = [k for k, p in enumerate(people) if any(_is_form(word, g) for g in p.given) and _agree(p.gender, gender)]
    exact = [k for k in by_given if word in people[k].given]
    bearers = len(by_family)
    borne = {k: people[k].titles - ({"miss"} if people[k].wed == word else set()) for k in by_family}
    by_family = [k for k in by_family if not clash(borne[k], rank, alone=bearers == 1)]
    exact = [k for k in exact if not clash(people[k].titles, rank, alone=True)]
    if rank & KIN:
        by_family = [k for k in by_family if people[k].gender]  # "Mother Orr" makes a Professor Orr no woman
    if rank == {"miss"}:
        by_family = eldest(work, name, by_family)
    if rank == {"mrs"}:
        by_family = [k for k in by_family if not is_by_marriage(work, name, people[k])]
    if "mrs" in rank and "miss" in courtesies:
        by_family = [k for k in by_family if people[k].titles & {"mrs"}]  # their mother, or a brother's wife
    if work.counts[name] >= 5 and "mr" in rank and has_two_men(work, word):
        # "Mr. John Bell", time and again, is so called to tell him from "Mr. Bell".
        often = max(3.0, OFTEN * work.counts[name])
        others = [k for k in by_family if people[k].formal["mr"] < often and not is_familiar(work, k)]
        if others or len(by_family) == 1 or work.narrated[name] >= PRESENT:
            by_family = others  # what is only said, not told, may be either's
    if work.narrated[name] >= PRESENT:
        by_family = _unfamiliar(work, name, by_family)
    if "mr" in rank and courtesies & {"miss", "mrs"}:
        # A given name whose gender nothing tells is not taken for the man's: he is seldom called by his.
        by_family = [k for k in by_family if people[k].gender or people[k].titles & {"mr"}]
    by_family, exact, by_given = (
        [k for k in some if not is_another(work, name, k)] for some in (by_family, exact, by_given)
    )
    if rank & {"mr", "mrs", "lady"}:
        # whom her name or the pronouns show to be a woman may well be "Mrs. Bell"
        by_family = [k for k in by_family if (rank == {"mrs"} and people[k].gender)
                     or not is_elder(work, name, k, courtesies)]  # fmt: skip
    by_family = [k for k in by_family if not is_elders(work, name, k)]
    if rank & ELDERS and len(by_given) > 1 and work.narrated[plain_name(word)] >= FAMILIAR:
        # Of two Neds, whom the narration calls just that is not Uncle Ned.
        young = _most_present(work, by_given, word)
        exact, by_given = ([k for k in some if k != young] for some in (exact, by_given))
    choices = by_family or exact or by_given
    if len(choices) > 1 and gender:
        choices = [k for k in choices if people[k].gender == gender] or choices
    if len(choices) > 1 and rank - {"miss"}:
        choices = [k for k in choices if people[k].titles & rank] or choices
    if len(choices) > 1:
        choices = _dominant(choices, [people[k].count for k in choices])
    if len(choices) > 1:
        presence = [people[k].count + sum(work.alone[g] for g in people[k].given) for k in choices]
        if work.counts[name] >= 3 * max(people[k].count for k in choices):
            # A form in everyday use is one person's: of those who are hardly named in full the most present one's.
            choices = _dominant(choices, presence, 3)
            if len(choices) > 1 and work.counts[name] >= max(presence):
                new(work, name, family=word)
                return
    if len(choices) == 1:
        k = choices[0]
        add(work, name, k, family=word if k in by_family else "", given="" if k in by_family else word)
    elif choices:
        work.out[name] = tuple(choices)
    elif (
        (word in work.full and not rank - (WITH_GIVEN | {"mr", "mrs"}) and not is_family_name(work, word))
        or (name.titles[-1] in KIN and not is_family_name(work, word))
        or (is_given_name(word) and name.titles[-1] not in ("mr", "mrs", "miss"))
    ):
        new(work, name, given=word)
    else:
        new(work, name, family=word)


def _unfamiliar(work: Work, name: Name, some: list[int]) -> list[int]:
    """Of several who may be "Mr. Orr", or "Major Orr" who is mostly "the Major", those whom the narration does not call
    "Ned" all the time; all where there is no such man."""
    men = [k for k in some if work.people[k].gender != "f" and not is_familiar(work, k)]
    rank = ranks(name)
    if "mr" in rank and any(work.people[k].gender for k in men):
        return men
    called = work.narrated[replace(name, titles=("the", *name.titles), words=())] if rank & OFFICERS else 0
    return men if men and called >= FAMILIAR else some


def _most_present(work: Work, bearers: list[int], word: str) -> int:
    """Of some who bear a given name, the one who is named most, in full or by another form of it."""
    people = work.people
    return max(bearers, key=lambda k: people[k].count + sum(work.alone[g] for g in people[k].given if g != word))


def place_young(work: Work, name: Name, courtesies: set[str]) -> None:
    """Young Mr. Bell: of the family another than "Mr. Bell", where there is one."""
    word = name.words[0]
    plain = replace(name, titles=tuple(t for t in name.titles if t != "young"))
    known = work.out.get(plain)
    if known is None:
        (place_titled(work, name, courtesies) if name.titled else place_single(work, name))
        return
    elder = known if len(known) == 1 else work.out.get(Name(("mr",), name.words, "m"), ())
    fitting = [
        k
        for k, p in enumerate(work.people)
        if word in p.family and p.given and (k,) != elder and p.gender == (name.gender or "m")
    ]
    choices = fitting if len(elder) == 1 and word in work.people[elder[0]].family and fitting else list(known)
    if len(choices) == 1:
        add(work, name, choices[0])
    else:
        work.out[name] = tuple(choices)


def place_single(work: Work, name: Name) -> None:
    """One word, or an epithet and a word: "Bessy", "old Maddox"."""
    people, word = work.people, name.words[0]
    gender = work.borne(word)
    by_given = [k for k, p in enumerate(people) if word in p.given]
    by_family = [k for k, p in enumerate(people) if word in p.family]
    if 5 * sum(people[k].given[word] for k in by_given) < sum(people[k].family[word] for k in by_family):
        # "the Everard Port" makes Everard no given name, nor does "Mr. Everard Orr", once, beside a Colonel Everard
        by_given = []
    known = bool(by_given or by_family)
    if not known and word not in work.described:
        by_given = [
            k
            for k, p in enumerate(people)
            if _is_form_of(word, [g for g in p.given if g not in work.described])
            and _agree(p.gender, gender)
            and not (p.plain == 0 and p.titles & NOBLE)  # a Lady Susannah whom nobody calls so is not Suky
        ]
        by_given = [k for k in by_given if any(is_short_for(word, g) for g in people[k].given)] or by_given
    if not by_given and not by_family and not is_given_name(word):
        by_family = [k for k, p in enumerate(people) if any(_pet_of_family(word, f) for f in p.family)]
    choices = by_given or by_family
    if by_family and not by_given:
        # A bare family name is a man's, or the only bearer's, as novels use it.
        men = [k for k in by_family if people[k].gender != "f"]
        choices = men or by_family
    if len(choices) > 1:
        # Bearers that are hardly ever named in full do not make a name of every page doubtful.
        rare = work.counts[name] >= 10 * max(people[k].count for k in choices)
        choices = (
            [_most_present(work, choices, word)] if rare else _dominant(choices, [people[k].count for k in choices])
        )
    if len(choices) == 1 and not known and is_another(work, name, choices[0]):
        choices = []
    if len(choices) == 1:
        k = choices[0]
        add(work, name, k, given=word if k in by_given else "", family="" if k in by_given else word)
    elif choices:
        work.out[name] = tuple(choices)
    else:
        new(work, name, given=word)


def place_bare(work: Work, name: Name) -> None:
    """A title alone: "the General" is the only general there is, or a name; "Admiral" the one admiral known by name;
    "Captain" among several, like "Mamma", says nothing by itself."""
    definite = "the" in name.titles
    titles = [t for t in name.titles if t != "the"]
    if titles and titles[-1] in FOREIGN and work.narrated[name] >= PRESENT:
        # A narrator who calls somebody "Mademoiselle" means the one who is called so with her name.
        for_her = Counter(
            {work.out[n][0]: c for n, c in work.counts.items() if n.words and n.titles == name.titles and n in work.out}
        )
        known = _dominant([*for_her], [*for_her.values()], 3) if len(for_her) > 1 else [*for_her]
        if len(known) == 1:
            add(work, name, known[0])
        return
    if not titles or (titles[-1] in NOBODYS and not definite):
        return
    rank = rank_of(titles[-1])
    ranked = [k for k, p in enumerate(work.people) if rank in p.titles]
    if len(ranked) > 1:
        ranked = _dominant(ranked, [work.people[k].count for k in ranked], 3)
    if len(ranked) == 1:
        add(work, name, ranked[0])
    elif definite and not ranked:
        new(work, name)
        work.people[-1].titles.add(rank)


def _is_form(word: str, given: str) -> bool:
    """Whether a word and a given name can be one, neither of them an initial."""
    return min(len(word), len(given)) > 1 and same_given(word, given)


def _is_form_of(word: str, given: Sequence[str]) -> bool:
    """Whether a word can be a form of somebody's given names: a short one of any of them, a fuller one of all, since
    "Carrie" may be short for Carrick, but hers who is Carol too is not."""
    fitting = [g for g in given if _is_form(word, g) or (len(g) > 1 and pet_form(word, g))]
    return bool(fitting) and (len(fitting) == len(given) or any(len(g) >= len(word) for g in fitting))


def _begins(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether the longer of two names begins with all of the other: "Anna Pavlovna" and "Anna Pavlovna Orlova"."""
    shorter, longer = sorted((a, b), key=len)
    return 2 <= len(shorter) < len(longer) and tuple(longer[: len(shorter)]) == tuple(shorter)


def _pet_of_family(word: str, family: str) -> bool:
    """Whether a word is a family name with a pet ending: "Skaggsy" of Skaggs."""
    return len(family) >= 4 and word != family and word.rstrip("yie") == family


def _fits(counter: Counter[str], word: str) -> bool:
    return not counter or word in counter


def _agree(a: str, b: str) -> bool:
    return not a or not b or a == b


def _dominant(choices: list[int], weights: Sequence[int], times: int = DOMINANT) -> list[int]:
    """The one person far more present than the others, if there is one."""
    ordered = sorted(zip(weights, choices, strict=True), key=lambda c: (-c[0], c[1]))
    return [ordered[0][1]] if ordered[0][0] >= times * ordered[1][0] else choices
