"""Mending the register of holders."""

from typing import Any
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from competition.accounts.principal import Principal
from competition.registry.corrections import correct_holder
from competition.registry.schemas import CorrectHolder
from competition.registry.vault import Vault


@post("/api/holders/{holder:uuid}/correct", operation_id="correctHolder", status_code=204)
async def correct(
    holder: FromPath[UUID],
    data: JSONBody[CorrectHolder],
    principal: NamedDependency[Principal],
    vault: NamedDependency[Vault],
) -> None:
    await correct_holder(principal, vault, holder, data)


ROUTES: list[Any] = [correct]
