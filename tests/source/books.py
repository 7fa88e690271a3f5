"""EPUBs made for the tests."""

import io
import zipfile

FILL = "The road went down between the hedges, and nobody had walked on it since the autumn."
CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def page(body, head=""):
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{head}<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head><body>{body}</body></html>'
    )


PAGES = {
    "cover.xhtml": page('<div><img src="c.jpg" alt="no"/>Cover</div>'),
    "nav.xhtml": page('<nav epub:type="toc"><h1>Contents</h1><ol><li><a href="c1.xhtml">Chapter 1</a></li></ol></nav>'),
    "titlepage.xhtml": page("<h1>The Last Bridge</h1><p>Ada Pell</p>"),
    "c1.xhtml": page(f"<h2>Chapter 1</h2><p>{FILL} Caf\u00e9 <i>no</i>.</p>"),
    "c2.xhtml": page(f"<h2>Chapter 2</h2><p>{FILL}</p>"),
}


def epub(pages=PAGES, extra=(), container=CONTAINER, encoding="utf-8", spine=None):
    items = "".join(
        f'<item id="i{k}" href="{name}" media-type="application/xhtml+xml"'
        f'{" properties=" + chr(34) + "nav" + chr(34) if name.startswith("nav") else ""}/>'
        for k, name in enumerate(pages)
    )  # fmt: skip
    refs = "".join(f'<itemref idref="i{k}"/>' for k in (spine if spine is not None else range(len(pages))))
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'version="3.0"><metadata><dc:title>The Last Bridge</dc:title><dc:creator>Ada Pell</dc:creator>'
        "<dc:language>en</dc:language><dc:date>2011-05-04T00:00:00</dc:date><dc:subject>Floods</dc:subject>"
        f"<dc:description>&lt;p&gt;Mara crosses.&lt;/p&gt;</dc:description></metadata><manifest>{items}</manifest>"
        f"<spine>{refs}</spine></package>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        if container:
            file.writestr("META-INF/container.xml", container)
        file.writestr("OEBPS/content.opf", package)
        for name, text in pages.items():
            file.writestr(f"OEBPS/{name}", text.encode(encoding) if isinstance(text, str) else text)
        for name, data in extra:
            file.writestr(name, data)
    return made.getvalue()
