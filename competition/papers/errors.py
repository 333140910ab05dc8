"""What stops a paper from being drawn at all.

Refusal
    FontsMissing       the font files were never laid beside the code
    CharactersMissing  a text holds a character that no font can draw
"""

from rules.errors import Refusal
from rules.values import Text


class FontsMissing(Refusal):
    code = "papers.fonts_missing"
    zh = "缺少字体文件 {files}，无法生成 PDF；请先构建页面（make demo 或 make test 会自动完成），再重试。"
    en = (
        "the fonts {files} are missing, so no PDF can be drawn; "
        "build the pages first (make demo and make test do it), then try again"
    )


class CharactersMissing(Refusal):
    code = "papers.characters_missing"
    zh = (
        "PDF 未生成：“{field_zh}”（{text}）中有字体缺字 {characters}。请核对是否录入有误；"
        "如无误，请联系管理员加装含该字的字体后重试。"
    )
    en = (
        "the PDF was not made: the fonts cannot draw {characters} in “{field_en}” ({text}). Check that it was entered "
        "correctly; if it was, have a font that contains it added, then try again"
    )

    def __init__(self, field: Text, text: str, missing: str) -> None:
        named = "、".join(f"{c if c.isprintable() else ''}(U+{ord(c):04X})" for c in missing)
        super().__init__(field_zh=field.zh, field_en=field.en, text=text, characters=named)
