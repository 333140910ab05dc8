"""What the certificate desk refuses.

Refusal
    GlyphMissing       a text holds a character that no font of the chain can draw
    SigningKeyUnusable the key that is configured for signing cannot be read or is not in force
    TimestampFailed    the time-stamping authority gave no time stamp
    PhotoUnreadable    the photo is not a JPEG or PNG that can be printed
"""

from rules.errors import Refusal
from rules.values import Text


class GlyphMissing(Refusal):
    """Said before anything is drawn: a paper with a hole in a name must never exist."""

    code = "certificates.glyph_missing"
    zh = (
        "持证人“{holder}”的证书未生成：“{field_zh}”中有字体缺字 {characters}。"
        "请核对该字是否录入有误；如无误，请联系管理员加装含该字的字体后重新生成。"
    )
    en = (
        "the certificate of {holder} was not made: the fonts cannot draw {characters} in “{field_en}”. "
        "Check that the character was entered correctly; if it was, have a font that contains it added, then try again"
    )

    def __init__(self, holder: str, field: Text, missing: str) -> None:
        self.holder, self.field, self.missing = holder, field, missing
        named = "、".join(f"{c if c.isprintable() else ''}(U+{ord(c):04X})" for c in missing)
        super().__init__(holder=holder, field_zh=field.zh, field_en=field.en, characters=named)


class PhotoUnreadable(Refusal):
    code = "certificates.photo_unreadable"
    zh = "持证人“{holder}”的照片无法使用（需为 JPEG 或 PNG，且不超过 5000 万像素）；请重新上传照片后再生成证书。"
    en = (
        "the photo of {holder} cannot be used (it must be a JPEG or PNG of at most 50 million pixels); "
        "upload another one, then make the certificate again"
    )


class SigningKeyUnusable(Refusal):
    code = "certificates.signing_key_unusable"
    zh = "配置的签名密钥 {file} 无法使用：{why}。请核对路径、密码与证书有效期（JINJI_SIGNING_…），然后重新启动。"
    en = (
        "the signing key {file} that is configured cannot be used: {why}. "
        "Check its path, its password and its certificate's dates (JINJI_SIGNING_…), then start again"
    )


class TimestampFailed(Refusal):
    code = "certificates.timestamp_failed"
    zh = "时间戳服务 {url} 未能签发时间戳（{why}），证书文件未生成；请稍后重试，或检查 JINJI_TIMESTAMP_URL。"
    en = (
        "the time-stamping authority {url} gave no time stamp ({why}), so the paper was not made; "
        "try again later, or check JINJI_TIMESTAMP_URL"
    )
