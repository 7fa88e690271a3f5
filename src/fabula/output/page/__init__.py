"""The reading as one web page: the text set like a book, with layers that can be switched, the cast, the whole at a
glance, search, and corrections. One file that loads nothing.

Places. Each block of the text (a paragraph, a heading, a scene break) is an element with the id `b{start}`, `start`
being the offset of its first character; `places.anchors(story)` gives a function from any offset to the id of the block
that holds it, and links are `href="#b1234"`. An element with `data-at="1234"` leads to that very offset.

People. An element with `data-c="7"` stands for entity 7: a click on it (or Enter) chooses that entity everywhere on the
page, and while another is chosen the page gives it the class `dim`. Several ids, separated by spaces, may stand there.

Colours. `places.colours(story)` gives the class of an entity, `c0` to `c7`, or "" for who has none; inside such a
class `var(--c)` is the colour, for text as for lines. Elsewhere `--ink`, `--dim`, `--rule`, `--paper`, `--sheet` (the
panel) and `--accent` are there, in light and dark. Feelings: the classes `f-joy`, `f-love`, `f-sadness`, `f-anger`,
`f-fear`, `f-disgust`, `f-surprise` set `--f`; `--good` and `--bad` are the ends of valence. The policy of the page
forbids style attributes: marks are coloured by class, or by presentation attributes such as `fill="var(--c)"`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from fabula.output.blocks import chapters
from fabula.output.charts import SCRIPT, STYLE, Chart, charts
from fabula.output.facts import length, names
from fabula.output.page.cast import CARDS, cards
from fabula.output.page.data import dumps
from fabula.output.page.places import anchors, colours
from fabula.output.page.text import body
from fabula.story import Document, Story

_TEMPLATES = Environment(
    loader=PackageLoader("fabula.output.page", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_TEMPLATES.get_template("card.html")  # which the other includes: it takes a while, and this module is read in time
TEMPLATE = _TEMPLATES.get_template("reading.html")
LISTED = 48
"""How many characters of a letter the contents quote."""
STYLES = ("base.css", "text.css", "panel.css", "why.css", "other.css")
SCRIPTS = (
    "data.js", "make.js", "marks.js", "feelings.js", "corrected.js", "why.js", "chosen.js", "panel.js", "search.js",
    "corrections.js", "keys.js",
)  # fmt: skip


def render(story: Story) -> str:
    """The page, as UTF-8 HTML. A novel of 300,000 words takes seconds and some ten megabytes."""
    style = "".join(_file(name) for name in STYLES) + STYLE
    first, script = _file("first.js"), "".join(_file(name) for name in SCRIPTS) + SCRIPT
    shown, parts, anchor = names(story), chapters(story), anchors(story)
    return TEMPLATE.render(
        story=story,
        language=_language(story.metadata.language),
        style=Markup(style),  # our own files
        first=Markup(first),
        script=Markup(script),
        digests=[_digest(one) for one in (style, first, script)],
        facts=length(story),
        feelings=bool(story.feelings),
        charts=Markup(_glance(story)),
        edits=any(utterance.edits for utterance in story.utterances),
        cards=[(card, anchor(card.first)) for card in cards(story, shown)],
        others=[(c.entity, shown[c.entity], c.mentions) for c in story.characters[CARDS:]],
        contents=[(i, " ".join((c.title or c.kind.capitalize()).split()), c.kind) for i, c in enumerate(parts)],
        letters=[(anchor(d.fragments[0].start), _letter(story, d, shown)) for d in story.documents if d.fragments],
        body=Markup("".join(body(story, shown))),  # every piece of the text is escaped where it is cut
        data=Markup(dumps(story, shown)),  # JSON without "<"
    )


def _language(declared: str | None) -> str:
    """The language's tag (BCP 47), "und" where what the file declares is neither a tag nor English's name."""
    if not declared or declared.casefold().startswith("english"):
        return "en"
    return declared if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", declared) else "und"


def _letter(story: Story, document: Document, shown: dict[int, str]) -> str:
    """What a letter is listed as: its kind, its writer where one is known, and how it begins."""
    start, end = document.fragments[0].start, document.fragments[0].end
    words = " ".join(story.text[start:end].split())
    begins = words if len(words) <= LISTED else f"{words[: LISTED - 1].rstrip()}…"
    writer = f" from {shown[document.writer]}" if document.writer is not None else ""
    return f"{document.kind.capitalize()}{writer}: {begins}"


def _glance(story: Story) -> str:
    """The charts, as figures; those that this story has nothing for say why, after the others."""
    found = sorted(charts(story, anchors(story), colours(story)), key=lambda chart: not chart.markup)
    return "".join(map(_figure, found)) if any(chart.markup for chart in found) else ""


def _figure(chart: Chart) -> str:
    """A chart in the page; its caption is escaped here, its markup where it is made."""
    title = escape(chart.title)
    drawn = f'<div class="scroll" tabindex="0" role="region" aria-label="{title}">{chart.markup}</div>'
    return (
        f'<figure class="chart {chart.name}"><figcaption><b>{title}</b> <span>{escape(chart.caption)}</span>'
        f"</figcaption>{drawn if chart.markup else ''}</figure>\n"
    )


@cache
def _file(name: str) -> str:
    return (files("fabula.output.page") / "templates" / name).read_text("utf-8")


def _digest(content: str) -> str:
    """A hash by which a content security policy knows an inline style or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
