"""What crosses the wire about promotion decisions."""

from datetime import date
from decimal import Decimal

from competition.registry.schemas import CorrectionView
from competition.wire import Wire
from rules.values import Text


class ReasonView(Wire, frozen=True):
    """One condition of a clause: what was found, as data and as a person reads it; `near` says what was lacking."""

    clause: str
    condition: Text
    value: str
    shown: Text
    met: bool
    near: Text | None


class IncentiveView(Wire, frozen=True):
    """Money, a subsidy, points or credits that come with a result."""

    name: Text
    amount: Decimal | None


class CertificateRef(Wire, frozen=True):
    """The newest certificate of a decision. `state`: issued, delivered, revoked, superseded."""

    number: str
    state: str
    pdf: str
    verify: str


class DecisionView(Wire, frozen=True):
    """`outcome`: promote, may_apply, blocked, none. `state`: proposed, approved, refused, granted.

    `titles` are nominated for, `honours` may be applied for. Where two must approve, `first_approved_by` already did.
    """

    id: str
    entrant: str
    code: str
    holder: str
    name: str
    rank: int | None
    total: Decimal | None
    held: Text | None
    outcome: str
    level: Text | None
    titles: list[Text]
    honours: list[Text]
    incentives: list[IncentiveView]
    clause: str | None
    clause_text: Text | None
    summary: Text
    reasons: list[ReasonView]
    state: str
    proposed_by: str
    proposed_by_id: str
    first_approved_by: str | None
    first_approved_by_id: str | None
    decided_by: str | None
    refusal_reason: str | None
    certificate: CertificateRef | None


class Decisions(Wire, frozen=True):
    event: str
    decisions: list[DecisionView]


class RefuseDecision(Wire, frozen=True):
    reason: str


class DecisionDocument(Wire, frozen=True):
    """What is kept of a decision as it was proposed: its whole reason, never recomputed in place."""

    entrant: str
    code: str
    name: str
    rank: int | None
    total: Decimal | None
    held: Text | None
    level: Text | None
    titles: list[Text]
    honours: list[Text]
    incentives: list[IncentiveView]
    clause: str | None
    clause_text: Text | None
    rulebook: Text
    rulebook_digest: str
    summary: Text
    reasons: list[ReasonView]


class ApproveDecisions(Wire, frozen=True):
    """A batch: all are approved, or none is."""

    decisions: list[str]


class LevelView(Wire, frozen=True):
    """A level held; `evidence` says what proves it."""

    occupation: Text
    level: Text
    since: date
    evidence: Text


class PastDecision(Wire, frozen=True):
    competition: Text
    event: Text
    decision: DecisionView


class HolderHistory(Wire, frozen=True):
    """One holder's levels, every decision about the holder and what the register said before, newest first."""

    holder: str
    name: str
    romanised: str | None
    corrections: list[CorrectionView]
    levels: list[LevelView]
    decisions: list[PastDecision]


class ApprovalRuleView(Wire, frozen=True):
    """Whether two officials must approve each promotion, the second another than the first."""

    two_officials: bool
