"""How the certification body approves: by one official, or by two who are different people.

There is one body to a server: whoever is an official here belongs to it.
"""

from competition.accounts.audit import enter_act
from competition.accounts.principal import Principal
from competition.db.unit_of_work import unit_of_work
from competition.promotion.schemas import ApprovalRuleView
from competition.promotion.tables import ApprovalRule


async def two_must_approve() -> bool:
    return await ApprovalRule.exists().where(ApprovalRule.two_officials.eq(True))


async def approval_rule(reader: Principal) -> ApprovalRuleView:
    reader.require("official", "lead_official", "organiser")
    return ApprovalRuleView(two_officials=await two_must_approve())


async def set_approval_rule(lead: Principal, rule: ApprovalRuleView) -> None:
    """From here on one or two approve; what one has approved first still needs the second."""
    lead.require("lead_official")
    async with unit_of_work():
        if await two_must_approve() != rule.two_officials:
            await ApprovalRule.insert(ApprovalRule(id=1, two_officials=rule.two_officials)).on_conflict(
                target=ApprovalRule.id, action="DO UPDATE", values=[ApprovalRule.two_officials]
            )
            await enter_act(lead, "approval.two_officials" if rule.two_officials else "approval.one_official", "")
