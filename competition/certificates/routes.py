"""Decisions with their certificates, the papers themselves, and the public answer about one."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from competition.accounts.principal import Principal
from competition.certificates.actions import issue_certificate
from competition.certificates.credential import Issuer, did_document
from competition.certificates.errors import CertificateUnknown
from competition.certificates.life_cycle import deliver, replace, revoke
from competition.certificates.queries import (
    certificate_view,
    credential_for,
    decision_history,
    pdf_of,
    published_status_list,
    with_certificates,
)
from competition.certificates.schemas import (
    CertificateView,
    DecisionHistory,
    ReplaceCertificate,
    RevokeCertificate,
    Verification,
    VerifiedCertificate,
    VerifyDigest,
    VerifyHolder,
    VerifyText,
)
from competition.certificates.signing import PaperSigner
from competition.certificates.turnstile import Turnstile
from competition.certificates.verification import (
    verified,
    verified_digest,
    verified_holder,
    verified_paper,
    verified_text,
)
from competition.errors import NotFound
from competition.papers.answers import handed_out
from competition.promotion.actions import approve, refuse
from competition.promotion.queries import decision, decisions_of, history_of
from competition.promotion.schemas import ApproveDecisions, Decisions, DecisionView, HolderHistory, RefuseDecision
from competition.registry.vault import Vault
from competition.standings.projection import Projection
from rules.values import Text

PUBLIC = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
"""Keys and status lists are for every checker, in whatever page it runs."""


@get("/api/events/{event:uuid}/decisions", operation_id="listDecisions")
async def list_decisions(event: FromPath[UUID], principal: NamedDependency[Principal]) -> Decisions:
    return Decisions(event=str(event), decisions=await with_certificates(await decisions_of(principal, event)))


@post("/api/decisions/{decision_id:uuid}/approve", operation_id="approveDecision", status_code=200)
async def approve_decision(decision_id: FromPath[UUID], principal: NamedDependency[Principal]) -> DecisionView:
    await approve(principal, [decision_id])
    return await _view(principal, decision_id)


@post("/api/events/{event:uuid}/decisions/approve", operation_id="approveDecisions", status_code=200)
async def approve_decisions(
    event: FromPath[UUID], data: JSONBody[ApproveDecisions], principal: NamedDependency[Principal]
) -> Decisions:
    await approve(principal, [_as_uuid(one) for one in data.decisions])
    return Decisions(event=str(event), decisions=await with_certificates(await decisions_of(principal, event)))


@get("/api/holders/{holder:uuid}/history", operation_id="readHistory")
async def read_history(holder: FromPath[UUID], principal: NamedDependency[Principal]) -> HolderHistory:
    return await history_of(principal, holder)


@post("/api/decisions/{decision_id:uuid}/refuse", operation_id="refuseDecision", status_code=200)
async def refuse_decision(
    decision_id: FromPath[UUID], data: JSONBody[RefuseDecision], principal: NamedDependency[Principal]
) -> DecisionView:
    await refuse(principal, decision_id, data.reason)
    return await _view(principal, decision_id)


@post("/api/decisions/{decision_id:uuid}/certificate", operation_id="issueCertificate")
async def issue(
    decision_id: FromPath[UUID],
    principal: NamedDependency[Principal],
    vault: NamedDependency[Vault],
    issuer: NamedDependency[Issuer],
) -> DecisionView:
    await issue_certificate(principal, vault, issuer, decision_id)
    return await _view(principal, decision_id)


@get("/api/decisions/{decision_id:uuid}/history", operation_id="readDecisionHistory")
async def read_decision_history(decision_id: FromPath[UUID], principal: NamedDependency[Principal]) -> DecisionHistory:
    return await decision_history(principal, decision_id)


@get("/api/certificates/{file:str}", operation_id="readCertificate", media_type="application/pdf")
async def read_certificate(
    file: FromPath[str],
    principal: NamedDependency[Principal],
    vault: NamedDependency[Vault],
    paper_signer: NamedDependency[PaperSigner],
) -> Response[bytes]:
    number = file.removesuffix(".pdf")
    return handed_out(await pdf_of(principal, vault, paper_signer, number), f"{number}.pdf")


@get("/api/desk/certificates/{number:str}", operation_id="readCertificateHistory")
async def read_history_of_certificate(number: FromPath[str], principal: NamedDependency[Principal]) -> CertificateView:
    return await certificate_view(principal, number)


@post("/api/desk/certificates/{number:str}/deliver", operation_id="deliverCertificate", status_code=200)
async def deliver_certificate(number: FromPath[str], principal: NamedDependency[Principal]) -> CertificateView:
    await deliver(principal, number)
    return await certificate_view(principal, number)


@post("/api/desk/certificates/{number:str}/revoke", operation_id="revokeCertificate", status_code=200)
async def revoke_certificate(
    number: FromPath[str], data: JSONBody[RevokeCertificate], principal: NamedDependency[Principal]
) -> CertificateView:
    await revoke(principal, number, data.reason, data.authority)
    return await certificate_view(principal, number)


@post("/api/desk/certificates/{number:str}/replace", operation_id="replaceCertificate")
async def replace_certificate(
    number: FromPath[str],
    data: JSONBody[ReplaceCertificate],
    principal: NamedDependency[Principal],
    vault: NamedDependency[Vault],
    issuer: NamedDependency[Issuer],
    projection: NamedDependency[Projection],
) -> CertificateView:
    """The view is the new certificate's."""
    newer = await replace(principal, vault, issuer, projection.board, number, data.reason)
    return await certificate_view(principal, newer)


@post("/api/verify", operation_id="verifyText", status_code=200)
async def verify_text(
    data: JSONBody[VerifyText],
    client: NamedDependency[str],
    vault: NamedDependency[Vault],
    turnstile: NamedDependency[Turnstile],
) -> Verification:
    said = await verified_text(vault, data.text)
    if said.status == "unknown":
        turnstile.not_found(client)
    return said


@post("/api/verify/holder", operation_id="verifyHolder", status_code=200)
async def verify_holder(
    data: JSONBody[VerifyHolder],
    client: NamedDependency[str],
    vault: NamedDependency[Vault],
    turnstile: NamedDependency[Turnstile],
) -> Verification:
    number = data.number.strip().upper()
    turnstile.ask_by_number(number)
    said = await verified_holder(vault, number, data.document)
    if said.status == "unknown":
        turnstile.wrong_holder(number)
        turnstile.not_found(client)
    return said


@post("/api/verify/paper", operation_id="verifyPaper", status_code=200)
async def verify_paper(
    request: Request[Any, Any, Any],
    client: NamedDependency[str],
    vault: NamedDependency[Vault],
    issuer: NamedDependency[Issuer],
    turnstile: NamedDependency[Turnstile],
) -> Verification:
    """The body is the file itself."""
    turnstile.look_at_file(client)
    return await verified_paper(vault, issuer, await request.body())


@post("/api/verify/digest", operation_id="verifyDigest", status_code=200)
async def verify_digest(
    data: JSONBody[VerifyDigest],
    client: NamedDependency[str],
    vault: NamedDependency[Vault],
    issuer: NamedDependency[Issuer],
    turnstile: NamedDependency[Turnstile],
) -> Verification:
    turnstile.look_at_file(client)
    return await verified_digest(vault, issuer, data.digest)


@get("/api/verify/{token:str}", operation_id="verifyCertificate")
async def verify(
    token: FromPath[str],
    client: NamedDependency[str],
    vault: NamedDependency[Vault],
    turnstile: NamedDependency[Turnstile],
) -> VerifiedCertificate:
    try:
        return await verified(vault, token)
    except CertificateUnknown:
        turnstile.not_found(client)
        raise


@get("/api/verify/{token:str}/credential", operation_id="readCredential", media_type="application/vc")
async def read_credential(
    token: FromPath[str], client: NamedDependency[str], turnstile: NamedDependency[Turnstile]
) -> Response[bytes]:
    headers = {"Content-Disposition": 'attachment; filename="credential.json"'}
    try:
        said = await credential_for(token)
    except CertificateUnknown:
        turnstile.not_found(client)
        raise
    return Response(said.encode(), media_type="application/vc", headers=headers)


@get("/api/status/{number:int}", operation_id="readStatusList", media_type="application/vc")
async def read_status_list(number: FromPath[int], issuer: NamedDependency[Issuer]) -> Response[bytes]:
    listed = await published_status_list(number, issuer)
    return Response(msgspec.json.encode(listed), media_type="application/vc", headers=PUBLIC)


@get("/.well-known/did.json", operation_id="readIssuer", sync_to_thread=False)
def read_issuer(issuer: NamedDependency[Issuer]) -> Response[bytes]:
    return Response(msgspec.json.encode(did_document(issuer)), media_type="application/did+json", headers=PUBLIC)


def _as_uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound(Text("晋升决定", "decision"), text[:40]) from error


async def _view(reader: Principal, decision_id: UUID) -> DecisionView:
    return (await with_certificates([await decision(reader, decision_id)]))[0]


ROUTES = [
    list_decisions,
    approve_decision,
    approve_decisions,
    read_history,
    refuse_decision,
    issue,
    read_decision_history,
    read_certificate,
    verify,
    read_history_of_certificate,
    deliver_certificate,
    revoke_certificate,
    replace_certificate,
    verify_text,
    verify_holder,
    verify_paper,
    verify_digest,
    read_credential,
    read_status_list,
    read_issuer,
]
