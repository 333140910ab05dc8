"""Refusals about signing in and pairing."""

from competition.errors import CompetitionError


class WrongPassword(CompetitionError):
    status = 401
    code = "accounts.wrong_password"
    zh = "账号或密码不正确；请检查后重新输入。"
    en = "The name or the password is wrong; check both and try again."


class PairingRefused(CompetitionError):
    status = 403
    code = "accounts.pairing_refused"
    zh = "配对码无效、已用过或已过期；请赛务人员在控制台重新生成后再扫码或输入。"
    en = "This pairing code is unknown, used or expired; ask the organiser for a new one on the console."


class AccountDisabled(CompetitionError):
    status = 403
    code = "accounts.disabled"
    zh = "账号“{name}”已停用；如需恢复，请联系本机构负责人。"
    en = "The account {name} is disabled; ask the official in charge of your body to enable it."


class OldPasswordWrong(CompetitionError):
    status = 403
    code = "accounts.old_password_wrong"
    zh = "原密码不正确，密码没有改动；请重新输入。忘记时请联系本机构负责人重设。"
    en = "The old password is wrong and nothing was changed; try again, or have the one in charge give you a new one."


class PasswordUnfit(CompetitionError):
    status = 422
    code = "accounts.password_unfit"
    zh = "新密码至少 {least} 个字符，最多 200 个，且不能与原密码相同；请另选一个。"
    en = "A new password has at least {least} signs, at most 200, and is not the old one; choose another."


class NotYourself(CompetitionError):
    code = "accounts.not_yourself"
    zh = "不能停用自己的账号，否则可能无人能再管理本机构；请由另一位负责人操作。"
    en = "You cannot disable your own account, or nobody might be left in charge; have another one in charge do it."


class NameMissing(CompetitionError):
    status = 422
    code = "accounts.name_missing"
    zh = "登录名和姓名都必须填写，登录名最长 100 字，姓名最长 200 字；请补全后重试。"
    en = "Both names are needed, the sign-in name of at most 100 signs, the name of 200; fill them in and try again."


class NameTaken(CompetitionError):
    code = "accounts.name_taken"
    zh = "登录名“{name}”已被使用；请换一个。"
    en = "The sign-in name {name} is already taken; choose another."
