"""The body's signing keys over HTTP, to be looked at."""

from typing import Any

from litestar import get
from litestar.di import NamedDependency

from competition.accounts.principal import Principal
from competition.certificates.body_keys import BodyKeysView, body_keys
from competition.certificates.credential import Issuer
from competition.certificates.signing import PaperSigner


@get("/api/body/keys", operation_id="readBodyKeys", sync_to_thread=False)
def read_keys(
    principal: NamedDependency[Principal], paper_signer: NamedDependency[PaperSigner], issuer: NamedDependency[Issuer]
) -> BodyKeysView:
    return body_keys(principal, paper_signer, issuer)


ROUTES: list[Any] = [read_keys]
