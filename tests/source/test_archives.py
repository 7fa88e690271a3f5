"""EPUB and DOCX, sound and hostile."""

import io
import zipfile

import pytest

from fabula.errors import BrokenFile, NotText
from fabula.source import archive, from_bytes
from fabula.source.map import source_bytes
from tests.source.books import CONTAINER, FILL, PAGES, epub, page


def member(data, name):
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def of(found, kind):
    return [" ".join(found.text[d.start : d.end].split()) for d in found.divisions if d.kind == kind]


def test_an_epub():
    data = epub()
    found = from_bytes(data, "a.epub")
    facts = found.metadata
    assert (facts.title, facts.authors, facts.language, facts.published) == (
        "The Last Bridge",
        ("Ada Pell",),
        "en",
        "2011-05-04",
    )
    assert (facts.summary, facts.tags) == ("Mara crosses.", ("Floods",))
    assert [d.title for d in found.divisions if d.kind == "chapter"] == ["Chapter 1", "Chapter 2"]
    assert of(found, "front matter") == ["Cover", "The Last Bridge Ada Pell"] and of(found, "contents") == [
        "Contents Chapter 1"
    ]
    at = found.text.index("Café")
    where, a, b = source_bytes(found, at, at + 4)
    assert where == "OEBPS/c1.xhtml" and member(data, where)[a:b].decode() == "Café"
    assert [found.text[s.start : s.end] for s in found.emphasis] == ["no"]
    with pytest.raises(ValueError, match="two members"):
        source_bytes(found, at, len(found.text))


def test_the_spine_gives_the_order():
    text = from_bytes(
        epub({k: v for k, v in PAGES.items() if k[0] == "c" and k[1] in "12"}, spine=(1, 0)), "a.epub"
    ).text
    assert text.index("Chapter 2") < text.index("Chapter 1")


def test_pages_in_other_encodings_map_too():
    pages = {
        "c1.xhtml": page("<p>Plain</p>"),
        "c2.xhtml": page("<p>Caf\u00e9 ol\u00e9</p>").replace("utf-8", "iso-8859-1").encode("cp1252"),
    }
    data = epub(pages)
    found = from_bytes(data, "a.epub")
    assert found.text == "Plain\n\nCafé olé"
    at = found.text.index("Café")
    where, a, b = source_bytes(found, at, at + 4)
    assert member(data, where)[a:b].decode("cp1252") == "Café"
    for s in found.source.segments:
        if s.verbatim:
            assert (
                member(data, s.member)[s.byte_start : s.byte_end].decode(found.source.encoding)
                == found.text[s.start : s.end]
            )


def test_an_epub_by_its_content():
    assert from_bytes(epub(), "a.txt").source.format == "epub"


BOMB = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04 but no more", "damaged"),
        (b"not an archive", "no EPUB"),
        (epub()[:-200], "damaged"),
        (epub(container=None), "missing"),
        (epub(container="<container/>"), "names no package"),
        (epub(container="<container>"), "damaged"),
        (epub(container=f"{BOMB}{CONTAINER.partition('?>')[2]}"), "entities"),
        (epub({"c1.xhtml": page("<p>&b;</p>", BOMB)}), "entities"),
        (epub(extra=[("../evil.txt", "x")]), "unsafe path"),
        (epub(extra=[("/etc/evil", "x")]), "unsafe path"),
        (epub(extra=[("C:/evil", "x")]), "unsafe path"),
        (epub({"../../out.xhtml": page("x")}), "unsafe path"),
        (epub({}), "no pages"),
        (
            epub(extra=[("META-INF/encryption.xml", '<encryption><EncryptedData>'
                         '<EncryptionMethod Algorithm="aes"/><CipherData>'
                         '<CipherReference URI="OEBPS/c1.xhtml"/></CipherData></EncryptedData></encryption>')]),
            "copy-protected",
        ),
    ],
)  # fmt: skip
def test_broken_and_hostile_epubs(data, says):
    with pytest.raises(BrokenFile, match=says) as error:
        from_bytes(data, "a.epub")
    assert str(error.value).startswith("a.epub") and "\n" not in str(error.value)


def test_scrambled_fonts_are_no_lock():
    fonts = ('<encryption><EncryptedData><EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/><CipherData>'
             '<CipherReference URI="OEBPS/a.otf"/></CipherData></EncryptedData></encryption>')  # fmt: skip
    assert from_bytes(epub(extra=[("META-INF/encryption.xml", fonts)]), "a.epub").text


def test_bombs_are_not_unpacked(monkeypatch):
    bomb = epub({"c1.xhtml": page("<p>" + "a" * (8 << 20) + "</p>")})
    assert len(bomb) < 50_000
    with pytest.raises(BrokenFile, match="unsafe size"):
        from_bytes(bomb, "a.epub")
    monkeypatch.setattr(archive, "UNPACKED", 1000)
    with pytest.raises(BrokenFile, match="unsafe size"):
        from_bytes(epub(), "a.epub")
    monkeypatch.setattr(archive, "MEMBERS", 3)
    with pytest.raises(BrokenFile, match="members"):
        from_bytes(epub(), "a.epub")


def test_a_flipped_byte_is_noticed():
    data = bytearray(epub())
    at = data.index(b"OEBPS/c1.xhtml") + 60
    data[at] ^= 0xFF
    with pytest.raises(BrokenFile):
        from_bytes(bytes(data), "a.epub")


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = (
    f'<w:styles {W}><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="Thought"><w:name w:val="Thought"/><w:rPr><w:i/></w:rPr></w:style></w:styles>'
)
CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>The Last Bridge</dc:title><dc:creator>Ada Pell</dc:creator>'
    "<dc:language>en-GB</dc:language></cp:coreProperties>"
)


def paragraph(text, style="", run=""):
    props = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{props}<w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def docx(body, prolog='<?xml version="1.0" encoding="UTF-8"?>', core=CORE, encoding="utf-8"):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr(
            "word/document.xml", f"{prolog}<w:document {W}><w:body>{body}</w:body></w:document>".encode(encoding)
        )
        file.writestr("word/styles.xml", STYLES)
        if core:
            file.writestr("docProps/core.xml", core)
    return made.getvalue()


BODY = (
    paragraph("The Last Bridge", "Titel")
    + paragraph("Chapter 1", "berschrift1")
    + f"<w:p><w:r><w:t>{FILL} </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>Caf\u00e9</w:t></w:r>"
    '<w:r><w:rPr><w:i w:val="0"/></w:rPr><w:t xml:space="preserve"> &amp; \u201cno\u201d</w:t><w:br/>'
    "<w:t>line</w:t><w:tab/>"
    "<w:t>end</w:t></w:r><w:del><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del></w:p><w:p/>"
    + '<w:p><w:pPr><w:pBdr><w:bottom w:val="single"/></w:pBdr></w:pPr></w:p>'
    + paragraph("Hm", run='<w:rStyle w:val="Thought"/>')
    + paragraph("Chapter 2", "berschrift1")
    + paragraph(FILL)
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_docx(encoding):
    data = docx(BODY, f'<?xml version="1.0" encoding="{encoding}"?>', encoding=encoding)
    found = from_bytes(data, "a.docx")
    assert (found.metadata.title, found.metadata.authors, found.metadata.language) == (
        "The Last Bridge",
        ("Ada Pell",),
        "en-GB",
    )
    assert [d.title for d in found.divisions if d.kind == "chapter"] == ["Chapter 1", "Chapter 2"]
    assert f"{FILL} Café & “no”\nline\tend\n\n* * *\n\nHm" in found.text and "gone" not in found.text
    assert of(found, "scene break") == ["* * *"] and of(found, "front matter") == ["The Last Bridge"]
    assert [found.text[s.start : s.end] for s in found.emphasis] == ["Café", "Hm"]
    inner = member(data, "word/document.xml")
    for s in found.source.segments:
        if s.verbatim:
            assert inner[s.byte_start : s.byte_end].decode(found.source.encoding) == found.text[s.start : s.end]
    at = found.text.index("&")
    where, a, b = source_bytes(found, at, at + 1)
    assert where == "word/document.xml" and inner[a:b].decode(found.source.encoding) == "&amp;"


def test_the_title_style_names_the_work():
    assert from_bytes(docx(BODY, core=None), "a.docx").metadata.title == "The Last Bridge"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (docx(BODY)[:-100], "damaged"),
        (docx(BODY.replace("</w:p>", "", 1)), "damaged"),
        (docx(BODY, '<!DOCTYPE x [<!ENTITY a "b">]>'), "entities"),
        (b"plain words", "no DOCX"),
    ],
)
def test_broken_docx(data, says):
    with pytest.raises(BrokenFile, match=says):
        from_bytes(data, "a.docx")


def test_other_archives_are_not_text():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("a.txt", "x")
    with pytest.raises(NotText, match="ZIP"):
        from_bytes(made.getvalue(), "a.zip")
