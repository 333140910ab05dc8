"""One certificate's facts, to be varied by the tests."""

from dataclasses import replace
from datetime import date
from io import BytesIO

from competition.certificates.layout import CertificateFacts, Line
from competition.certificates.plan import compose
from rules.values import Text

FACTS = CertificateFacts(
    number="JJ-2026-000017",
    holder_name="张㛃",
    holder_name_romanised="Zhang Jie",
    document_type=Text("居民身份证", "Resident identity card"),
    document_number="310101199003070000",
    occupation=Text("铣工", "Milling machine operator"),
    direction=Text("数控铣工", "CNC milling"),
    level=Text("二级/技师", "Level 2 / Technician"),
    issuer=Text("东海市职业技能评价中心", "Donghai Vocational Skills Assessment Centre"),
    competition=Text("2026年东海市职业技能大赛数控铣工赛项", "Donghai Skills Competition 2026, CNC milling"),
    clause=Text("《示例规则》第4.2条", "Sample rulebook, clause 4.2"),
    issued_on=date(2026, 11, 23),
    verify_url="https://jinji.example.org/verify/JJ-2026-000017",
    sample=False,
)


def but(**changes: object) -> CertificateFacts:
    return replace(FACTS, **changes)


def lines_of(facts: CertificateFacts) -> list[Line]:
    """Of a paper of one page."""
    (sheet,) = compose(facts)
    return sheet.lines


def photo(kind: str = "PNG", size: tuple[int, int] = (50, 70)) -> bytes:
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", size, "#336699").save(out, kind)
    return out.getvalue()
