"""What makes a drawn page an archival file: PDF/A-3b (ISO 19005-3, level B).

Part 3 and not part 2, because the credential is attached as JSON: part 2 allows attachments that are themselves
PDF/A only. In everything else the two parts ask for the same: embedded fonts, an output intent, metadata as XMP that
says what the information dictionary says, streams that end on a line, nothing encrypted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

PRODUCER = "Jinji (reportlab)"
CREATOR = "Jinji"


@dataclass(frozen=True, slots=True)
class About:
    """What a viewer shows of the file; `made_at` is the moment that the file gives as its own."""

    title: str
    author: str
    subject: str
    keywords: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the file, with a name in ASCII. It is the data that the page shows."""

    name: str
    media_type: str
    content: bytes
    description: str


def make_archival(canvas: "Canvas", about: About, attached: Sequence[Attachment] = ()) -> None:
    """The finished canvas will be written as PDF/A-3b. To be called after the last page, before it is saved."""
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString

    _end_streams_on_a_line()
    document: Any = canvas._doc  # type: ignore[attr-defined]
    document._pdfVersion = (1, 7)
    for page in document.Pages.pages:
        page.Trans = None
    _inform(canvas, about)
    catalog = document.Catalog
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents", "AF", "Perms", "DSS"]
    catalog.Metadata = PDFStream(
        PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}), content=xmp(about), filters=[]
    )
    profile = PDFStream(PDFDictionary({"N": 3}), content=srgb())
    intent = {
        "Type": PDFName("OutputIntent"),
        "S": PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": PDFString("sRGB"),
        "Info": PDFString("sRGB IEC61966-2.1"),
        "DestOutputProfile": document.Reference(profile),
    }
    catalog.OutputIntents = PDFArray([PDFDictionary(intent)])
    if attached:
        _attach(document, attached, about.made_at)


@cache
def _end_streams_on_a_line() -> None:
    """`endstream` follows an end of line (ISO 19005-3, 6.1.7.1), which reportlab leaves out of every file it writes."""
    from reportlab.pdfbase.pdfdoc import PDFStream

    written: Callable[[Any, Any], bytes] = PDFStream.format

    def ended(stream: Any, document: Any) -> bytes:
        return written(stream, document).removesuffix(b"endstream\n") + b"\nendstream\n"

    PDFStream.format = ended  # type: ignore[assignment, method-assign]


def _inform(canvas: "Canvas", about: About) -> None:
    canvas.setTitle(about.title)
    canvas.setAuthor(about.author)
    canvas.setSubject(about.subject)
    canvas.setKeywords(about.keywords)
    canvas.setCreator(CREATOR)
    canvas.setProducer(PRODUCER)
    canvas.setDateFormatter(lambda *_: pdf_date(about.made_at))


def _attach(document: Any, attached: Sequence[Attachment], at: datetime) -> None:
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString, PDFZCompress

    tree: list[Any] = []
    specifications = []
    for one in attached:
        stream = PDFStream(
            PDFDictionary(
                {
                    "Type": PDFName("EmbeddedFile"),
                    "Subtype": "/" + one.media_type.replace("/", "#2F"),  # PDFName would escape the escape
                    "Params": PDFDictionary({"Size": len(one.content), "ModDate": PDFString(pdf_date(at))}),
                }
            ),
            content=one.content,
            filters=[PDFZCompress],
        )
        reference = document.Reference(stream)
        specification = PDFDictionary(
            {
                "Type": PDFName("Filespec"),
                "F": PDFString(one.name),
                "UF": PDFString(one.name),
                "Desc": PDFString(one.description),
                "AFRelationship": PDFName("Data"),
                "EF": PDFDictionary({"F": reference, "UF": reference}),
            }
        )
        referred = document.Reference(specification)
        specifications.append(referred)
        tree += [PDFString(one.name), referred]
    document.Catalog.AF = PDFArray(specifications)
    document.Catalog.Names = PDFDictionary({"EmbeddedFiles": PDFDictionary({"Names": PDFArray(tree)})})


def pdf_date(at: datetime) -> str:
    return at.strftime("D:%Y%m%d%H%M%SZ")


def xmp(about: About) -> bytes:
    """The metadata packet; it says what the information dictionary says."""
    moment = about.made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    said = {name: escape(str(getattr(about, name))) for name in ("title", "author", "subject", "keywords")}
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{said["title"]}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{said["author"]}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{said["subject"]}</rdf:li></rdf:Alt></dc:description>
<pdf:Keywords>{said["keywords"]}</pdf:Keywords><pdf:Producer>{PRODUCER}</pdf:Producer>
<xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()


@cache
def srgb() -> bytes:
    """littlecms's built-in sRGB profile, which Pillow carries; its date of making is set to a fixed one."""
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    version_4_2, day = bytes([4, 0x20, 0, 0]), bytes([7, 0xEA, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])
    return profile[:8] + version_4_2 + profile[12:24] + day + profile[36:]
