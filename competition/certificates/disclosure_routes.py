"""What the public is told of a holder: read and settled at the desk."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from competition.accounts.principal import Principal
from competition.certificates.disclosure import disclose, disclosure_view
from competition.certificates.schemas import Disclose, DisclosureView


@get("/api/desk/disclosure", operation_id="readDisclosure")
async def read_disclosure(principal: NamedDependency[Principal]) -> DisclosureView:
    return await disclosure_view(principal)


@post("/api/desk/disclosure", operation_id="settleDisclosure", status_code=200)
async def settle_disclosure(data: JSONBody[Disclose], principal: NamedDependency[Principal]) -> DisclosureView:
    await disclose(principal, data.shown, data.reason)
    return await disclosure_view(principal)


ROUTES = [read_disclosure, settle_disclosure]
