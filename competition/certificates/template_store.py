"""Templates in force and those that papers were issued by; pictures that papers are printed with.

Both are kept by their digest and never changed, so that a certificate is drawn years later as on the day of its issue.
"""

import hashlib

import msgspec

from competition.certificates.tables import PinnedTemplate, PrintedImage, TemplateEdition
from competition.certificates.template import Kind, Template, builtin, digest_of, encoded
from competition.clock import now
from competition.db.unit_of_work import Work
from competition.errors import NotFound
from rules.values import Text

_templates: dict[str, Template] = {}


async def template_in_force(kind: Kind) -> Template:
    """The newest edition of the organiser's, or the one that comes with the program."""
    row = (
        await TemplateEdition.select(TemplateEdition.template)
        .where(TemplateEdition.kind == kind)
        .order_by(TemplateEdition.number, ascending=False)
        .first()
    )
    return await pinned_template(row["template"]) if row else builtin(kind)


async def pin_template(work: Work, template: Template) -> str:
    """The template can be found again by this digest, for good."""
    digest = digest_of(template)
    await work.connection.execute(
        "INSERT INTO pinned_template (digest, document) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        digest,
        encoded(template),
    )
    return digest


async def pinned_template(digest: str) -> Template:
    """Raises `NotFound`."""
    if digest not in _templates:
        row = await PinnedTemplate.select(PinnedTemplate.document).where(PinnedTemplate.digest == digest).first()
        if row is None:
            raise NotFound(Text("证书模板", "template"), digest)
        _templates[digest] = msgspec.json.decode(row["document"], type=Template)
    return _templates[digest]


async def keep_image(work: Work, content: bytes) -> str:
    """The picture can be found again by this digest, for good."""
    digest = hashlib.sha256(content).hexdigest()
    await work.connection.execute(
        "INSERT INTO printed_image (digest, content, kept_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        digest,
        content,
        now(),
    )
    return digest


async def image(digest: str) -> bytes:
    """Raises `NotFound`."""
    row = await PrintedImage.select(PrintedImage.content).where(PrintedImage.digest == digest).first()
    if row is None:
        raise NotFound(Text("图片", "picture"), digest)
    content: bytes = row["content"]
    return content


async def seal_of(template: Template) -> bytes | None:
    """The picture of the seal that the template names."""
    return await image(template.seal.image) if template.seal and template.seal.image else None
