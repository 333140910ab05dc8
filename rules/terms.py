"""The words that rulebooks and result files use for tiers, groups and tracks, each with its names in both languages."""

from collections.abc import Mapping

from rules.errors import Refusal
from rules.values import Text

TIERS: Mapping[str, Text] = {
    "world": Text("世界技能大赛", "WorldSkills Competition"),
    "nat_comp": Text("中华人民共和国职业技能大赛", "National Vocational Skills Competition"),
    "nat_1": Text("国家级一类", "national, first class"),
    "nat_2": Text("国家级二类", "national, second class"),
    "prov_comp": Text("省级综合", "provincial, comprehensive"),
    "prov_1": Text("省级一类", "provincial, first class"),
    "prov_2": Text("省级二类", "provincial, second class"),
    "city_1": Text("市级一类", "city, first class"),
    "city_2": Text("市级二类", "city, second class"),
    "district": Text("区级", "district"),
    "enterprise": Text("企业级", "enterprise"),
    "school": Text("院校级", "school"),
    "special": Text("专项赛", "special contest"),
}
GROUPS: Mapping[str, Text] = {
    "worker": Text("职工", "worker"),
    "student": Text("学生", "student"),
    "teacher": Text("教师", "teacher"),
    "disabled": Text("残疾人", "disabled"),
    "senior": Text("高级组", "senior group"),
    "intermediate": Text("中级组", "intermediate group"),
    "apprentice": Text("学徒", "apprentice"),
    "other": Text("其他", "other"),
}
TRACKS: Mapping[str, Text] = {
    "skill": Text("技能类", "skilled trades"),
    "professional": Text("专业技术类", "professional and technical"),
}
ALSO: Mapping[str, str] = {
    "市级综合": "prov_comp",
    "全国技能大赛": "nat_comp",
    "skills": "skill",
    "技能": "skill",
    "technical": "professional",
    "professional_technical": "professional",
    "专业技术": "professional",
    "staff": "worker",
}
KINDS: Mapping[str, Mapping[str, Text]] = {"tier": TIERS, "group": GROUPS, "track": TRACKS}
NAMES: Mapping[str, Text] = {
    "tier": Text("赛事级别", "tier"),
    "group": Text("组别", "group"),
    "track": Text("赛道", "track"),
    "exam_standard": Text("命题标准", "exam standard"),
}


class TermUnknown(Refusal, LookupError):
    code = "rules.term_unknown"
    zh = "{what}没有“{word}”；可用：{known}"
    en = "there is no {what_en} {word}; known are: {known_en}"


def term(kind: str, written: str) -> str:
    """The key of a tier, group or track written as key or by either name, in any case. Raises TermUnknown."""
    word = written.strip().casefold()
    if ALSO.get(word) in KINDS[kind]:
        return ALSO[word]
    for key, name in KINDS[kind].items():
        if word in (key, name.zh.casefold(), name.en.casefold(), f"{name.zh}组"):
            return key
    names = KINDS[kind]
    raise TermUnknown(
        what=NAMES[kind].zh,
        what_en=NAMES[kind].en,
        word=written,
        known="、".join(f"{key}（{name.zh}）" for key, name in names.items()),
        known_en=", ".join(names),
    )


def name_of(kind: str, key: str) -> Text:
    """The name of a key; a key that is none names itself."""
    return KINDS.get(kind, {}).get(key, Text(key, key))
