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


class NameTaken(CompetitionError):
    code = "accounts.name_taken"
    zh = "登录名“{name}”已被使用；请换一个。"
    en = "The sign-in name {name} is already taken; choose another."
