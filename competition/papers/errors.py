"""What stops a paper from being drawn at all.

Refusal
    FontsMissing       the font files were never laid beside the code
"""

from rules.errors import Refusal


class FontsMissing(Refusal):
    code = "papers.fonts_missing"
    zh = "缺少字体文件 {files}，无法生成 PDF；请先构建页面（make demo 或 make test 会自动完成），再重试。"
    en = (
        "the fonts {files} are missing, so no PDF can be drawn; "
        "build the pages first (make demo and make test do it), then try again"
    )
