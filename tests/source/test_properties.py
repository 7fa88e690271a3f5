"""What holds for any input."""

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabula.errors import EmptyStory, FabulaError
from fabula.source import from_bytes, from_text
from fabula.source.map import source_bytes

LINES = st.sampled_from(
    ["Chapter 1", "Chapter 2: The Gate", "I", "II", "III.", "***", "* * *", "---", "CONTENTS", "PREFACE",
     "PART ONE", "Title: x",
     "A/N: hi", "(A/N", "Author's Note:", "Summary: y", "Transcriber's Note", "by Ada Pell", "THE GATE", "", "",
     "", "# One", "## Two", "===",
     "*** START OF THE PROJECT GUTENBERG EBOOK X ***", "*** END OF THE PROJECT GUTENBERG EBOOK X ***",
     "The Project Gutenberg Etext",
     "“Come in,” she *said*.", "The road went _down_ to the river & on — naïvely.", "<p>one <i>two</i>",
     "<h1>Head</h1>", "<hr>", "&eacute;",
     "<div id='preface'>", "<dl class='tags'>", "\r", "\x0c", "\x85", "\ufeff", "\ud800",
     "    indented and long enough to be a line."]
)  # fmt: skip
TEXTS = st.one_of(st.text(st.characters(exclude_categories=[])), st.lists(LINES, max_size=40).map("\n".join))
NAMES = st.sampled_from(["a.txt", "a.md", "a.html", "text", "a.epub", "a.docx"])
FAST = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(found, data):
    text, size = found.text, len(found.text)
    at = 0
    for s in found.source.segments:
        assert s.start == at < s.end and 0 <= s.byte_start <= s.byte_end <= len(data)
        at = s.end
        if s.verbatim:
            assert data[s.byte_start : s.byte_end].decode(found.source.encoding) == text[s.start : s.end]
            middle = (s.start + s.end) // 2
            for a, b in ((s.start, middle), (middle, s.end), (middle, middle + 1)):
                if s.start <= a < b <= s.end:
                    _, first, last = source_bytes(found, a, b)
                    assert data[first:last].decode(found.source.encoding) == text[a:b]
    assert at == size
    last = 0
    for p in found.paragraphs:
        assert last <= p.start < p.end <= size
        assert not text[last : p.start].strip()
        assert text[p.start : p.end] == text[p.start : p.end].strip()
        last = p.end
    assert not text[last:].strip()
    for spans in (found.emphasis, found.divisions):
        assert all(0 <= s.start < s.end <= size for s in spans)
        assert [s.start for s in spans] == sorted(s.start for s in spans)
    assert not any(c in text for c in "\r\x0c\x85\u2028\x00")


@FAST
@given(TEXTS, NAMES)
def test_any_text(text, name):
    with contextlib.suppress(EmptyStory):
        found = from_text(text, name)
        data = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
        check(found, data)


@FAST
@given(
    st.one_of(
        st.binary(max_size=400),
        TEXTS.map(lambda t: t.encode("utf-16", "replace")),
        TEXTS.map(lambda t: t.encode("cp1252", "replace")),
    ),
    NAMES,
)
def test_any_bytes(data, name):
    with contextlib.suppress(FabulaError):
        check(from_bytes(data, name), data)


@FAST
@given(TEXTS)
def test_reading_twice_is_the_same(text):
    with contextlib.suppress(EmptyStory):
        assert from_text(text) == from_text(text)
