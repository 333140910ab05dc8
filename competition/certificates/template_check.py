"""Whether papers can be drawn by a template, said before it is stored: what is wrong is named by path and name."""

import re
from collections.abc import Iterable

from competition.certificates.errors import TemplateUnfit
from competition.certificates.placeholders import PLACEHOLDERS, NotAPlaceholder, taken_apart
from competition.certificates.plan import block_weight
from competition.certificates.template import Block, Box, Kind, Page, Template
from competition.papers.fonts import chain
from rules.values import Text

MOST_BLOCKS = 60
LONGEST = 600
QR_LEAST = 20
"""Millimetres: a code with a signed record in it has some 70 modules, and a phone needs a quarter of one for each."""
GROUND = re.compile(r"#[0-9a-f]{6}")
NEEDED = ("name", "number", "verify_url")

RANGES = {
    "size": (4, 90),
    "least": (3, 90),
    "lines": (1, 20),
    "small": (4, 60),
    "gap": (0, 60),
    "tracking": (0, 40),
    "width": (5, 297),
}
PAGE = Text("页面", "Page")
QR = Text("二维码", "QR code")
PHOTO = Text("照片", "Photo")
SEAL = Text("印章", "Seal")
TABLE = Text("成绩表", "Table of marks")
RULE = Text("细线", "Rule")
TITLE = Text("文件标题", "Document title")
BLOCKS = Text("文字块", "Text blocks")


def check_template(kind: Kind, template: Template) -> None:
    """Raises TemplateUnfit for the first thing that does not fit in a template of this kind."""
    if template.kind != kind:
        raise TemplateUnfit("kind", TITLE, Text("与所属种类不同", "it is of another kind"))
    _check_page(template.page)
    if not (template.title.zh.strip() and template.title.en.strip()):
        raise TemplateUnfit("title", TITLE, Text("两种语言的标题都要填写", "both languages need a title"))
    if not 0 < len(template.blocks) <= MOST_BLOCKS:
        raise TemplateUnfit("blocks", BLOCKS, Text(f"须有 1 至 {MOST_BLOCKS} 个", f"there must be 1 to {MOST_BLOCKS}"))
    for n, block in enumerate(template.blocks):
        _check_block(f"blocks[{n}]", block, template)
    _check_needed(template)
    _check_boxes(template)


def _check_page(page: Page) -> None:
    for field, value, most in (("bleed", page.bleed, 10), ("safe", page.safe, 40)):
        _in_range(f"page.{field}", PAGE, value, 0, most)
    _in_range("page.notes", PAGE, page.notes, page.safe, page.height - page.safe)
    if page.ornament is not None:
        _in_range("page.ornament", PAGE, page.ornament, page.safe, page.height - page.safe)
    if page.ground and not GROUND.fullmatch(page.ground):
        raise TemplateUnfit("page.ground", PAGE, Text("颜色须写成 #rrggbb", "a colour is written as #rrggbb"))


def _check_block(path: str, block: Block, template: Template) -> None:
    for field, (least, most) in RANGES.items():
        _in_range(f"{path}.{field}", block.name, getattr(block, field), least, most)
    if not (block.zh or block.en):
        raise TemplateUnfit(f"{path}.zh", block.name, Text("没有文字", "there is no text"))
    for field in ("zh", "en", "both", "under"):
        _check_text(f"{path}.{field}", block, getattr(block, field), template)
    lacking = chain(block_weight(block)).lacking(block.name.zh + block.name.en)
    if lacking:
        raise TemplateUnfit(f"{path}.name", block.name, _no_glyphs(lacking))
    left = block.x - {"left": 0.0, "middle": 0.5, "right": 1.0}[block.align] * block.width
    _inside(f"{path}.x", block.name, template.page, [left, left + block.width], [])
    _inside(f"{path}.y", block.name, template.page, [], [block.y])


def _check_text(path: str, block: Block, text: str, template: Template) -> None:
    known = PLACEHOLDERS[template.kind]
    if len(text) > LONGEST:
        raise TemplateUnfit(path, block.name, Text(f"超过 {LONGEST} 个字符", f"it has more than {LONGEST} characters"))
    try:
        wording = taken_apart(text, "zh", known)
    except NotAPlaceholder as problem:
        zh = f"“{problem}”不是可用的占位符" if str(problem) else "大括号不成对"
        en = f"“{problem}” is no placeholder" if str(problem) else "a brace lacks its partner"
        why = Text(f"{zh}；可用：{'、'.join(known)}", f"{en}; known are: {', '.join(known)}")
        raise TemplateUnfit(path, block.name, why) from problem
    fixed = "".join(part for part in wording.parts if isinstance(part, str))
    if lacking := chain(block_weight(block)).lacking(fixed):
        raise TemplateUnfit(path, block.name, _no_glyphs(lacking))


def _check_needed(template: Template) -> None:
    """A paper without these could be anybody's, and nobody could look it up."""
    for language in ("zh", "en"):
        said = "".join(block.both + block.zh if language == "zh" else block.en or block.zh for block in template.blocks)
        for name in NEEDED:
            if f"{{{name}" not in said:
                raise TemplateUnfit(
                    "blocks",
                    BLOCKS,
                    Text(f"缺少占位符 {name}", f"the placeholder {name} is nowhere ({language})"),
                )


def _check_boxes(template: Template) -> None:
    page = template.page
    boxes: list[tuple[str, Text, Box]] = [("qr", QR, template.qr)]
    boxes += [("photo", PHOTO, template.photo)] if template.photo else []
    boxes += [("seal.box", SEAL, template.seal.box)] if template.seal else []
    boxes += [("table", TABLE, template.table)] if template.table else []
    for path, name, box in boxes:
        for field in ("width", "height"):
            _in_range(f"{path}.{field}", name, getattr(box, field), 10, 297)
        _inside(f"{path}.left", name, page, [box.left, box.right], [])
        _inside(f"{path}.top", name, page, [], [box.top, box.bottom])
    _in_range("qr.width", QR, template.qr.width, QR_LEAST, 60)
    if template.qr.width != template.qr.height:
        raise TemplateUnfit("qr.height", QR, Text("须与宽度相等", "it must be as high as it is wide"))
    if (template.kind == "transcript") != (template.table is not None):
        why = Text("成绩单须有、其他证书不得有成绩表", "a transcript has one, and no other paper does")
        raise TemplateUnfit("table", TABLE, why)
    for n, rule in enumerate(template.rules):
        _inside(f"rules[{n}]", RULE, page, [rule.left, rule.right], [rule.y])


def _in_range(path: str, name: Text, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise TemplateUnfit(
            path, name, Text(f"须在 {least:g} 至 {most:g} 之间", f"it must lie between {least:g} and {most:g}")
        )


def _inside(path: str, name: Text, page: Page, across: Iterable[float], down: Iterable[float]) -> None:
    for values, size in ((across, page.width), (down, page.height)):
        if not all(page.safe <= value <= size - page.safe for value in values):
            raise TemplateUnfit(
                path,
                name,
                Text(
                    f"超出安全区（距纸边 {page.safe:g} 毫米以内）",
                    f"it leaves the safe area, {page.safe:g} mm from the paper's edge",
                ),
            )


def _no_glyphs(lacking: str) -> Text:
    named = "、".join(f"{c if c.isprintable() else ''}(U+{ord(c):04X})" for c in lacking)
    return Text(f"字体缺字 {named}", f"the fonts cannot draw {named}")
