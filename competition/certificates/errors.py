"""What the certificate desk refuses.

Refusal
    GlyphMissing       a text holds a character that no font of the chain can draw
    SigningKeyUnusable the key that is configured for signing cannot be read or is not in force
    TimestampFailed    the time-stamping authority gave no time stamp
    LongTermIncomplete papers are to be checkable for long, and no time-stamping authority is set
    RevocationUnknown  nobody says whether a certificate behind a signature was revoked
    KeysUnreadable     a file given as an issuer's keys or status list is neither
    RangeOutside       a range of bytes that the file does not have
    CertificateUnknown no such certificate is in the register
    NotInForce         the certificate was revoked or superseded already
    NoLongerEntitled   a paper is to be replaced that the standings would not give any more
    ReasonMissing      a certificate is revoked or replaced, or a rule of the desk changed, without a word why
    CredentialWithheld the credential says more of its holder than the public is told
    PhotoUnreadable    the photo is not a JPEG or PNG that can be printed
    SealUnfit          the seal is not a PNG of the right size
    TemplateUnfit      a template that no paper could be drawn by
"""

from competition.errors import CompetitionError, Unfit
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


class SealUnfit(Unfit):
    code = "certificates.seal_unfit"
    zh = "印章图片须为 PNG 文件，不超过 1 MB，边长 200 至 2000 像素；请换一张，本次未保存。"
    en = "A seal is a PNG file of at most 1 MB, each side 200 to 2000 pixels; choose another, nothing was stored."


class TemplateUnfit(Unfit):
    """`field` is the path of what is wrong, as in `blocks[3].x`."""

    code = "certificates.template_unfit"
    zh = "模板中的“{name_zh}”（{field}）不符合要求：{why_zh}。请改正后重试，本次未保存。"
    en = "“{name_en}” ({field}) of the template does not fit: {why_en}. Correct it; nothing was stored."

    def __init__(self, field: str, name: Text, why: Text) -> None:
        self.field = field
        super().__init__(field=field, name_zh=name.zh, name_en=name.en, why_zh=why.zh, why_en=why.en)


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


class LongTermIncomplete(Refusal):
    code = "certificates.long_term_incomplete"
    zh = "设置了 JINJI_SIGNING_LONG_TERM，但没有时间戳服务；请同时设置 JINJI_TIMESTAMP_URL，然后重新启动。"
    en = (
        "JINJI_SIGNING_LONG_TERM is set and no time-stamping authority is; "
        "set JINJI_TIMESTAMP_URL as well, then start again"
    )


class RevocationUnknown(Refusal):
    code = "certificates.revocation_unknown"
    zh = "无法取得证书“{certificate}”的吊销列表（{why}），证书文件未生成；请稍后重试，或联系该证书的签发机构。"
    en = (
        "whether the certificate {certificate} was revoked cannot be told ({why}), so the paper was not made; "
        "try again later, or ask the authority that issued it"
    )


class CertificateUnknown(CompetitionError):
    status = 404
    code = "certificates.unknown"
    zh = "登记册中没有这份证书；请核对二维码或网址是否完整，或向发证机构查询。"
    en = "No such certificate is registered; check that the QR code or address is complete, or ask the issuing body."


class NotInForce(CompetitionError):
    code = "certificates.not_in_force"
    zh = "证书 {number} 已是“{state_zh}”状态，不能再执行此操作；请刷新后查看其台账。"
    en = "Certificate {number} is {state_en} already, so this cannot be done; load it again and read its history."

    def __init__(self, number: str, state: str) -> None:
        said = STATES[state]
        super().__init__(number=number, state_zh=said.zh, state_en=said.en)


class NoLongerEntitled(CompetitionError):
    code = "certificates.no_longer_entitled"
    zh = "按现有名次，证书 {number} 的持证人已不在应发之列，不能换发；如需更正，请撤销该证书。"
    en = "By the standings as they are now, the holder of {number} is to have no such paper; revoke it instead."

    def __init__(self, number: str) -> None:
        super().__init__(number=number)


class ReasonMissing(CompetitionError):
    status = 422
    code = "certificates.reason_missing"
    zh = "此项操作必须写明理由并记入台账；请填写理由后重试。"
    en = "This is done only with a reason, which is kept in the history; give one and try again."


class CredentialWithheld(CompetitionError):
    status = 403
    code = "certificates.credential_withheld"
    zh = "发证机构不公开持证人全名，因此不在此提供凭证；凭证附在证书 PDF 中，请向持证人索取。"
    en = (
        "The issuing body does not publish holders' full names, so the credential is not given out here; "
        "it is attached to the certificate's PDF: ask the holder for it."
    )


STATES = {
    "issued": Text("已签发", "issued"),
    "delivered": Text("已送达", "delivered"),
    "revoked": Text("已撤销", "revoked"),
    "superseded": Text("已换发", "superseded"),
}


class KeysUnreadable(Refusal):
    code = "certificates.keys_unreadable"
    zh = "{file} 不是发证机构公布的密钥或状态列表（{why}）；请从其 /.well-known/did.json 与 /api/status/0 重新保存。"
    en = (
        "{file} is not what an issuer publishes of its keys or statuses ({why}); "
        "save its /.well-known/did.json and /api/status/0 again"
    )


class RangeOutside(CompetitionError):
    status = 416
    code = "certificates.range_outside"
    zh = "请求的字节范围 {range} 超出文件（{size} 字节）；请重新下载整个文件。"
    en = "The range {range} lies outside of the file ({size} bytes); download the whole file again."
