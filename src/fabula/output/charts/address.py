"""The address matrix: who calls whom what, and what is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fabula.output.charts.svg import Chart, Marks, plain, written
from fabula.output.facts import callings
from fabula.story import Address, Story

MOST, FORMS = 12, 4
"""How many people have a row and a column, and how many forms stand in a cell."""

NAME = "address"


def address(story: Story, marks: Marks) -> Chart:
    """A table: a row for each who calls, a column for each who is called, the forms where they meet."""
    title = "Who calls whom what"
    found = {(speaker, called): forms for speaker, called, forms in callings(story) if speaker != called}
    calls: Counter[int] = Counter()
    for (speaker, called), forms in found.items():
        for one in (speaker, called):
            calls[one] += sum(max(len(form.uses) + len(form.refused), 1) for form in forms)
    rank = {character.entity: place for place, character in enumerate(story.characters)}
    people = sorted((one for one in calls if one in rank), key=lambda one: (-calls[one], rank[one]))[:MOST]
    people.sort(key=rank.__getitem__)
    found = {pair: forms for pair, forms in found.items() if pair[0] in people and pair[1] in people}
    if not found:
        return Chart(NAME, title, "Nobody known is called by a name to the face, so there is no table.")
    callers = [one for one in people if any(pair[0] == one for pair in found)]
    columns = [one for one in people if any(pair[1] == one for pair in found)]
    head = "".join(f'<th scope="col" {marks.person(one)}>{marks.chooser(one)}</th>' for one in columns)
    rows = "".join(_row(one, columns, found, marks) for one in callers)
    caption = (
        "Each row is a speaker, each column the one spoken to; a cell holds the forms of address between them, the "
        "most frequent first, with how often each is used."
    )
    if any(form.refused for forms in found.values() for form in forms):
        caption += " A form struck through is one that somebody refuses to be called by, or takes back."
    if len(calls) > len(people):
        caption += f" Of {len(calls)} people who call or are called, the {len(people)} most concerned are shown."
    markup = (
        f'<table class="matrix"><caption>{written(title)}</caption><thead><tr><td><span class="small">speaker ↓ '
        f"calls →</span></td>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    return Chart(NAME, title, caption, markup)


def _row(speaker: int, called: Sequence[int], found: dict[tuple[int, int], list[Address]], marks: Marks) -> str:
    cells = []
    for one in called:
        if one == speaker:
            cells.append('<td class="self"></td>')
            continue
        forms = sorted(found.get((speaker, one), ()), key=lambda a: (-len(a.uses), -len(a.refused), a.form))
        shown = [f"<li>{_form(form, marks)}</li>" for form in forms[:FORMS]]
        if len(forms) > FORMS:
            shown.append(f'<li class="small">and {len(forms) - FORMS} more</li>')
        cells.append(f"<td><ul>{''.join(shown)}</ul></td>" if shown else "<td></td>")
    return f'<tr><th scope="row" {marks.person(speaker)}>{marks.chooser(speaker)}</th>{"".join(cells)}</tr>'


def _form(form: Address, marks: Marks) -> str:
    """A form, linked to its first use, struck where it is refused."""
    text = written(form.form) or "?"
    if form.refused:
        text = f'<s>{text}</s><span class="visually-hidden"> (refused)</span>'
    places = form.uses or form.refused
    count = f" <small>{len(form.uses)}×</small>" if len(form.uses) > 1 else ""
    if not places:
        return f"{text}{count}"
    kind = written(plain(form.kind))
    return f'<a href="#{marks.anchor(places[0].start)}" data-at="{places[0].start}" title="{kind}">{text}</a>{count}'
