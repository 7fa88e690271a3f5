"""HTML and Markdown, the Archive's downloads among them."""

from itertools import pairwise

import pytest

from fabula.source import from_bytes, from_text
from fabula.source.map import source_bytes
from tests.source.books import FILL, epub

AO3 = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>The Last Bridge - adapell - Original Work</title>
<style type="text/css">p.message {{ text-align: center; }}</style></head>
<body>
<div id="preface">
  <p class="message">Posted originally on the <a href="http://archiveofourown.org/">Archive of Our Own</a> at
  <a href="http://archiveofourown.org/works/123456">http://archiveofourown.org/works/123456</a>.</p>
  <div class="meta">
    <dl class="tags">
      <dt>Rating:</dt><dd><a href="#">Teen And Up Audiences</a></dd>
      <dt>Archive Warning:</dt><dd><a href="#">No Archive Warnings Apply</a></dd>
      <dt>Category:</dt><dd><a href="#">F/M</a></dd>
      <dt>Fandom:</dt><dd><a href="#">Original Work</a></dd>
      <dt>Relationship:</dt><dd><a href="#">Mara Quill/Tom Reed</a></dd>
      <dt>Characters:</dt><dd><a href="#">Mara Quill</a>, <a href="#">Tom Reed</a></dd>
      <dt>Additional Tags:</dt><dd><a href="#">Floods</a>, <a href="#">Slow Burn</a></dd>
      <dt>Language:</dt><dd>English</dd>
      <dt>Stats:</dt><dd>Published: 2015-03-02 Completed: 2015-04-01 Words: 1,234 Chapters: 2/2</dd>
    </dl>
    <h1>The Last Bridge</h1>
    <div class="byline">by <a rel="author" href="#">adapell</a>, <a rel="author" href="#">nedreed</a></div>
    <p>Summary</p><blockquote class="userstuff"><p>Mara crosses the river.</p></blockquote>
    <p>Notes</p><blockquote class="userstuff"><p>For Ida.</p></blockquote>
  </div>
</div>
<div id="chapters" class="userstuff">
  <div class="meta group"><h2 class="heading">Chapter 1: The Gate</h2>
    <p>Chapter Summary</p><blockquote class="userstuff"><p>In which a gate is shut.</p></blockquote>
    <p>Chapter Notes</p><blockquote class="userstuff"><p>Sorry for the wait.</p></blockquote></div>
  <!--chapter content-->
  <div class="userstuff"><p>{FILL}</p><p>“It&rsquo;s <em>gone</em>,” she said.</p><hr /><p>{FILL}</p></div>
  <div id="endnotes1"><p>Chapter End Notes</p><blockquote class="userstuff"><p>More soon.</p></blockquote></div>
  <div class="meta group"><h2 class="heading">Chapter 2</h2></div>
  <div class="userstuff"><p>{FILL}</p></div>
</div>
<div id="afterword"><div id="endnotes"><p>End Notes</p>
<blockquote class="userstuff"><p>Thank you.</p></blockquote></div>
<p class="message">Please drop by the Archive and comment!</p></div>
</body></html>"""


def of(found, kind):
    return [" ".join(found.text[d.start : d.end].split()) for d in found.divisions if d.kind == kind]


def chapters(found):
    return [d.title for d in found.divisions if d.kind == "chapter"]


def words(found):
    return [found.text[s.start : s.end] for s in found.emphasis]


def test_an_archive_download():
    found = from_bytes(AO3.encode(), "The_Last_Bridge.html")
    data = found.metadata
    assert data.title == "The Last Bridge" and data.authors == ("adapell", "nedreed")
    assert data.rating == "Teen And Up Audiences" and data.warnings == ("No Archive Warnings Apply",)
    assert data.fandoms == ("Original Work",) and data.relationships == ("Mara Quill/Tom Reed",)
    assert data.characters == ("Mara Quill", "Tom Reed") and data.tags == ("Floods", "Slow Burn")
    assert (data.language, data.published, data.summary) == ("English", "2015-03-02", "Mara crosses the river.")
    assert data.url == "http://archiveofourown.org/works/123456"
    assert chapters(found) == ["Chapter 1: The Gate", "Chapter 2"]
    assert of(found, "summary") == ["Summary Mara crosses the river.", "Chapter Summary In which a gate is shut."]
    notes = " | ".join(of(found, "author's note"))
    for note in ("For Ida.", "Sorry for the wait.", "More soon.", "Thank you."):
        assert note in notes
    assert FILL not in notes and of(found, "scene break") == ["* * *"]
    front = " ".join(of(found, "front matter"))
    assert "Posted originally" in front and "Please drop by" in front and FILL not in front
    assert words(found) == ["gone"] and not found.warnings
    story = [d for d in found.divisions if d.kind == "chapter"]
    assert found.text[story[-1].start : story[-1].end].endswith(FILL)


def test_an_archive_download_as_an_epub():
    head, body = AO3[: AO3.index("<body>") + 6], AO3[AO3.index("<body>") + 6 : AO3.index("</body>")]
    cuts = [0, body.index('<div id="chapters"'), body.index('<div class="meta group"><h2 class="heading">Chapter 2'),
            body.index('<div id="afterword"'), len(body)]  # fmt: skip
    pages = {f"p{k}.xhtml": f"{head}{body[a:b]}</body></html>" for k, (a, b) in enumerate(pairwise(cuts))}
    found = from_bytes(epub(pages), "a.epub")
    assert found.metadata.rating == "Teen And Up Audiences" and found.metadata.authors == ("adapell", "nedreed")
    assert chapters(found) == ["Chapter 1: The Gate", "Chapter 2"]
    assert len(of(found, "author's note")) == 4 and len(of(found, "summary")) == 2


def test_html_blocks_white_space_and_entities():
    page = (
        '<html><head><title>A  Bridge</title><meta name="author" content="Ada Pell"></head><body>'
        "<nav>Menu</nav><header>Banner</header><script>var a = '<p>no</p>';</script><style>p {}</style>"
        "<p>One\r\n   two<b> three</b>.<br>Four &amp; five&nbsp;&mdash; AT&T &bogus; x < y</p>\n<!-- no --><div>Six"
        "<p>seven<p>eight</div><pre>  a\n   b</pre><footer>Legal</footer></body></html>"
    )
    found = from_text(page, "a.html")
    assert found.text == (
        "One two three.\nFour & five\u00a0— AT&T &bogus; x < y\n\nSix\n\nseven\n\neight\n\n  a\n   b"
    )  # fmt: skip
    assert (found.metadata.title, found.metadata.authors) == ("A Bridge", ("Ada Pell",))
    data = page.encode()
    for part in ("three", "Four", "&", "—", "bogus", "eight", "b"):
        at = found.text.rindex(part)
        _, a, b = source_bytes(found, at, at + len(part))
        assert data[a:b].decode() == {"&": "&", "—": "&mdash;"}.get(part, part)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_html_maps_back_in_any_encoding(encoding):
    page = f'<html><head><meta charset="{encoding}"></head><body>'
    page += "<p>Caf\u00e9 \u201cno\u201d \u2014 <i>na\u00efve</i> end</p></body></html>"
    data = page.encode(encoding)
    found = from_bytes(data, "a.html")
    assert found.text == "Café “no” — naïve end" and words(found) == ["naïve"]
    for k, char in enumerate(found.text):
        _, a, b = source_bytes(found, k, k + 1)
        assert data[a:b].decode(found.source.encoding) == char


def test_italics():
    found = from_text('<p>a <em>b c</em> d <i>e</i>, <span style="font-style: italic">f</span> '
                      '<cite>g</cite> <b>h</b></p>'
                      "<p><i>i</p><p>j</p>", "a.html")  # fmt: skip
    assert words(found) == ["b c", "e", "f", "g", "i"]


def test_html_headings():
    page = f"<h1>The Last Bridge</h1><h2>Part One</h2><h3>The Gate</h3><p>{FILL}</p><h3>The Well</h3><p>{FILL}</p>"
    found = from_text(f"<html><body>{page}</body></html>", "a.html")
    assert found.metadata.title == "The Last Bridge" and of(found, "front matter") == ["The Last Bridge"]
    assert "The Well" in chapters(found) and [d.kind for d in found.divisions if d.title == "Part One The Gate"] == [
        "part"
    ]


def test_html_chapters_by_level():
    page = "".join(f"<h2>{t}</h2><p>{FILL}</p>" for t in ("The Gate", "The Well", "The Road"))
    found = from_text(f"<html><head><title>x</title></head><body><h1>Bridge</h1>{page}</body></html>", "a.html")
    assert chapters(found) == ["The Gate", "The Well", "The Road"]


def test_unclosed_markup_loses_nothing():
    found = from_text("<p>one <b two <i>three</i> <a href='x>four</a> &amp five <!-- six", "a.html")
    for word in ("one", "three", "five", "six"):
        assert word in found.text


MD = """---
title: "The Last Bridge"
author: Ada Pell
tags: [floods, slow burn]
---

# The Last Bridge

## Chapter 1

She *ran* to the _well_, and **stopped**; snake_case and 2 * 3 stay, \\*so\\* do these.
[The road](http://example.org/a) was &mdash; gone.

* * *

> Quoted words.

Chapter 2
---------

The ***end*** of <em>it</em>.
"""


def test_markdown():
    found = from_text(MD, "a.md")
    assert (found.metadata.title, found.metadata.authors, found.metadata.tags) == (
        "The Last Bridge", ("Ada Pell",), ("floods", "slow burn"),
    )  # fmt: skip
    assert chapters(found) == ["Chapter 1", "Chapter 2"]
    assert of(found, "scene break") == ["* * *"]
    assert words(found) == ["ran", "well", "end", "it"]
    body = " ".join(found.text[found.text.index("She ran") :].split())
    assert body == ("She ran to the well, and stopped; snake_case and 2 * 3 stay, *so* do these. The road was — "
                    "gone. * * * Quoted words. Chapter 2 The end of it.")  # fmt: skip
    data = MD.encode()
    for part in ("ran to", "The road was", "*so*", "Quoted", "gone"):
        at = found.text.index(part)
        _, a, b = source_bytes(found, at, at + len(part))
        assert data[a:b].decode().startswith(part[0])
    front = of(found, "front matter")[0]
    assert front.startswith("---") and front.endswith("# The Last Bridge"[2:])


def test_markdown_without_marks_is_plain():
    text = f"{FILL}\n\n{FILL} It was 5 * 4 and a_b_c.\n"
    found = from_text(text, "a.md")
    assert found.text == text and found.divisions == () and found.emphasis == ()


def test_a_rule_under_prose_is_a_scene_break():
    found = from_text(f"{FILL}\n---\n{FILL}\n\n***\n\n{FILL}", "a.md")
    assert of(found, "scene break") == ["* * *", "* * *"] and chapters(found) == []


def test_toml_front_matter():
    found = from_text(f'+++\ntitle = "Bridge"\nauthors = ["Ada", "Ned"]\n+++\n\n{FILL}\n', "a.md")
    assert found.metadata.title == "Bridge" and found.metadata.authors == ("Ada", "Ned")
