"""Refusals of the register."""

from competition.errors import CompetitionError


class HolderDiffers(CompetitionError):
    status = 422
    code = "registry.holder_differs"
    zh = "证件号码已登记在“{known}”名下，与提交的姓名“{name}”不一致；请核对姓名和证件号码。"
    en = "This document is registered for {known}, not for {name}; check the name and the document number."


class CorrectionUnfit(CompetitionError):
    status = 422
    code = "registry.correction_unfit"
    zh = "更正须写明姓名（不超过200字）和理由，且与登记有所不同；登记簿未改动。"
    en = "A correction needs a name (200 characters at most), a reason, and a difference; the register is unchanged."
