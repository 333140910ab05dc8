"""What the database refuses, and what a person can do about it.

    DatabaseRefusal
        Unavailable         no answer, or the connection broke: try again
        Busy                another change was in the way: try again
        Conflict            exists already, or overlaps            (constraint)
        BrokenReference     names what is not there, or is in use  (constraint)
        CheckFailed         a value outside what a column allows   (constraint)
        AppendOnly          the ledger and its kin are never changed in place
        Full                no room left on the disk, or no connection
        MigrationFailed     the schema could not be brought up to date
        SchemaNewer         the database belongs to a newer program
        EmbeddedRefusal     our own PostgreSQL cannot run here     (embedded_errors.py)
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
