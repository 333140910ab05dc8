"""Why a mark does not fit the scheme, said to whoever gives it.

MarkRefused
    AspectUnknown       the stage has no such aspect
    StageUnknown        the scheme has no such stage
    MarkOutOfRange      below the lowest or above the highest that the aspect takes
    MarkOffStep         between the values that the aspect takes
"""

from rules.errors import Refusal


class MarkRefused(Refusal):
    """A mark that does not fit its aspect. Nothing was stored."""

    code = "rules.mark_refused"


class AspectUnknown(MarkRefused):
    code = "rules.aspect_unknown"
    zh = "评分标准中没有评分点 {aspect}；请核对评分点编号，可用：{known}"
    en = "the scheme has no aspect {aspect}; check the aspect's key, known are: {known}"


class StageUnknown(MarkRefused):
    code = "rules.stage_unknown"
    zh = "评分标准中没有阶段 {stage}；可用阶段：{known}"
    en = "the scheme has no stage {stage}; its stages are: {known}"


class MarkOutOfRange(MarkRefused):
    code = "rules.mark_out_of_range"
    zh = "{aspect} 的打分 {value} 超出范围 {minimum} 至 {maximum}；请改正后重新录入"
    en = "{value} is outside the range {minimum} to {maximum} of {aspect}; correct it and enter it again"


class MarkOffStep(MarkRefused):
    code = "rules.mark_off_step"
    zh = "{aspect} 的打分 {value} 不符合要求，允许的打分：{allowed}；请改正后重新录入"
    en = "{value} cannot be given for {aspect}, which takes {allowed}; correct it and enter it again"
