"""Refusals of the register."""

from competition.errors import CompetitionError


class HolderDiffers(CompetitionError):
    status = 422
    code = "registry.holder_differs"
    zh = "证件号码已登记在“{known}”名下，与提交的姓名“{name}”不一致；请核对姓名和证件号码。"
    en = "This document is registered for {known}, not for {name}; check the name and the document number."
