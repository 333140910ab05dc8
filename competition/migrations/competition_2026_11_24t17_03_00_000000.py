"""The database numbers what other systems are told, as the transaction ends in which it happened.

The trigger is deferred and takes one lock for the whole feed: entries are numbered in the order of the commits, whoever
commits at the same moment, and the lock is the last that any transaction takes, so that none waits for another in a ring.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from competition.db.engine import DB

ID = "2026-11-24T17:03:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "feed: numbered by the database, append-only"

NUMBER = """
CREATE FUNCTION feed_number() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7317);
  PERFORM pg_notify('jinji', '{"kind":"feed","key":"","node":""}');
  RETURN (SELECT coalesce(max(seq), 0) + 1 FROM feed_entry);
END $$
"""
OF_CERTIFICATE = """
CREATE FUNCTION feed_certificate_act() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE place bigint := feed_number();
BEGIN
  INSERT INTO feed_entry (seq, mark, kind, decision, certificate, by, at, reason, authority)
  SELECT place, replace(gen_random_uuid()::text, '-', ''), 'certificate.' || NEW.act, c.decision, c.id,
         NEW."by", NEW.at, NEW.reason, NEW.authority
  FROM certificate c WHERE c.id = NEW.certificate;
  RETURN NULL;
END $$
"""
OF_DECISION = """
CREATE FUNCTION feed_decision_act() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE place bigint := feed_number();
BEGIN
  INSERT INTO feed_entry (seq, mark, kind, decision, certificate, by, at, reason, authority)
  VALUES (place, replace(gen_random_uuid()::text, '-', ''), 'decision.' || NEW.act, NEW.decision, NULL,
          NEW."by", NEW.at, NEW.reason, '');
  RETURN NULL;
END $$
"""
BEFORE = """
INSERT INTO feed_entry (seq, mark, kind, decision, certificate, by, at, reason, authority)
SELECT row_number() OVER (ORDER BY a.at, a.id), replace(gen_random_uuid()::text, '-', ''), 'certificate.' || a.act,
       c.decision, c.id, a.by, a.at, a.reason, a.authority
FROM certificate_act a JOIN certificate c ON c.id = a.certificate
"""
"""What happened before there was a feed."""

STATEMENTS = (
    NUMBER,
    OF_CERTIFICATE,
    OF_DECISION,
    BEFORE,
    "CREATE CONSTRAINT TRIGGER feed AFTER INSERT ON certificate_act DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION feed_certificate_act()",
    "CREATE CONSTRAINT TRIGGER feed AFTER INSERT ON decision_act DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW WHEN (NEW.act <> 'first_approved') EXECUTE FUNCTION feed_decision_act()",
    "CREATE INDEX webhook_message_due ON webhook_message (webhook, next_at) WHERE state = 'waiting'",
    "CREATE UNIQUE INDEX webhook_message_once ON webhook_message (webhook, entry)",
    "CREATE INDEX webhook_attempt_of ON webhook_attempt (message, at)",
    *(
        statement
        for table in ("feed_entry", "webhook_attempt")
        for statement in (
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        )
    ),
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="competition", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
