"""That everything has its place, however long it is."""

from itertools import combinations

import pytest

from competition.certificates.layout import Line
from competition.certificates.template import Box, builtin
from competition.papers.fonts import Weight, chain, to_unicode_map
from competition.papers.lines import POINT, Fit, fitted, wrapped
from rules.values import Text

from .facts import FACTS, but, lines_of

PROMOTION = builtin("promotion")
LONG = {
    "holder_name": "阿卜杜热西提·麦麦提吐尔逊·买买提依明·阿卜杜拉江·艾尔肯",
    "holder_name_romanised": "Abdurishit Memettursun Memetimin Abdullajan Erkin",
    "document_type": Text("港澳居民来往内地通行证", "Mainland travel permit for Hong Kong and Macao residents"),
    "occupation": Text(
        "数控机床装调维修工暨智能制造装备安装调试与运行维护综合作业人员",
        "Numerical control machine tool assembly, commissioning and maintenance worker (intelligent equipment)",
    ),
    "direction": Text(
        "数控机床电气装调维修及工业机器人系统操作方向",
        "Electrical assembly and maintenance of CNC machine tools, industrial robots",
    ),
    "issuer": Text(
        "东海市高新技术产业开发区人力资源和社会保障事业发展服务中心",
        "Human Resources and Social Security Development Service Centre of the Donghai High-tech Zone",
    ),
}


def box(line: Line) -> Box:
    """The paper that the ink of a line takes."""
    height = line.size * POINT
    return Box(left=line.left, top=line.y - 0.78 * height, width=line.width, height=0.9 * height)


def touch(a: Box, b: Box) -> bool:
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom


@pytest.mark.parametrize("facts", [FACTS, but(sample=True), but(**LONG), but(holder_name="赵" * 60)])
def test_no_line_covers_another_or_leaves_the_paper_inside_the_border(facts):
    """Long names, titles and issuers shrink, then wrap; nothing collides."""
    boxes = [(line.text, box(line)) for line in lines_of(facts)]
    assert not [(a, b) for (a, at), (b, bt) in combinations(boxes, 2) if touch(at, bt)]
    assert all(24 < at.left and at.right < PROMOTION.page.width - 24 and at.bottom < 190 for _, at in boxes)


def test_nothing_but_issuer_and_date_lies_under_the_seal():
    """The seal is stamped over issuer and date and covers nothing else."""
    under = {line.field.zh for line in lines_of(FACTS) if touch(box(line), PROMOTION.seal.box)}
    assert under == {"评价机构名称", "发证日期"}


def test_the_code_keeps_its_box_to_itself():
    """No text stands in the quiet zone of the QR code."""
    assert not [line.text for line in lines_of(but(**LONG)) if touch(box(line), PROMOTION.qr)]


def test_a_name_of_thirty_characters_stays_on_one_line():
    """It is set smaller before it is broken."""
    size, lines = fitted("赵" * 30, Weight.BOLD, Fit(29, 14), 181)
    assert len(lines) == 1 and size >= 16


def test_fitting_never_loses_a_character():
    """However little room there is, all of the text is printed."""
    text = "https://example.org/" + "赵" * 200
    _, lines = fitted(text, Weight.REGULAR, Fit(12, 8), 40)
    assert "".join(lines) == text


def test_lines_break_at_spaces_and_never_before_a_closing_mark():
    """What closes stays with what it closes; what opens stays with what follows."""
    lines = wrapped("甲乙丙丁（戊己）庚，辛 two words", Weight.REGULAR, 10, 10 * POINT * 4.5)
    assert all(line[0] not in "）， " and line[-1] not in "（ " for line in lines)
    assert "words" in lines


def test_the_chain_names_what_it_lacks_once():
    """Each missing character once, in the order of the text."""
    assert chain(Weight.REGULAR).lacking("𪚥a𪚥\t喆") == "𪚥\t"


def test_the_map_to_unicode_writes_astral_characters_as_a_pair():
    """U+2CB4E is D872 DF4E in UTF-16, never five digits."""
    assert "<01> <D872DF4E>" in to_unicode_map("X", [0, 0x2CB4E])
