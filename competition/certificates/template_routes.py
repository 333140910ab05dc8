"""Templates of papers over HTTP: what is in force, trying one out, storing it, seals."""

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from competition.accounts.principal import Principal
from competition.certificates.schemas import PreviewTemplate, SealStored, StoreSeal, TemplateView
from competition.certificates.template import Kind, Template
from competition.certificates.templates_desk import previewed, store_seal, store_template, template_view
from competition.errors import NotFound
from competition.standings.projection import Projection
from rules.values import Text


@get("/api/desk/templates/{kind:str}", operation_id="readTemplate")
async def read_template(kind: FromPath[str], principal: NamedDependency[Principal]) -> TemplateView:
    return await template_view(principal, _kind(kind))


@put("/api/desk/templates/{kind:str}", operation_id="storeTemplate")
async def write_template(
    kind: FromPath[str], data: JSONBody[Template], principal: NamedDependency[Principal]
) -> TemplateView:
    await store_template(principal, _kind(kind), data)
    return await template_view(principal, _kind(kind))


@post("/api/desk/template-previews", operation_id="previewTemplate", status_code=200, media_type="image/png")
async def preview_template(
    data: JSONBody[PreviewTemplate], principal: NamedDependency[Principal], projection: NamedDependency[Projection]
) -> Response[bytes]:
    media_type, content = await previewed(principal, data, projection.board)
    return Response(content, media_type=media_type, headers={"Cache-Control": "private, no-store"})


@post("/api/desk/seals", operation_id="storeSeal")
async def write_seal(data: JSONBody[StoreSeal], principal: NamedDependency[Principal]) -> SealStored:
    return await store_seal(principal, data.content)


def _kind(said: str) -> Kind:
    match said:
        case "promotion" | "award" | "transcript":
            return said
    raise NotFound(Text("证书种类", "kind of paper"), said[:40])


ROUTES = [read_template, write_template, preview_template, write_seal]
