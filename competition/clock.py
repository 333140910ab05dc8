"""The only place that reads the wall clock. Nothing is ordered by it: the event's sequence number orders."""

from datetime import UTC, date, datetime, time


def now() -> datetime:
    """The moment, in UTC, to the millisecond."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def today() -> date:
    """The day at this machine's place, which is the day printed on a certificate."""
    return datetime.now().astimezone().date()


def year_of(moment: datetime) -> int:
    """The year in which the moment lies at this machine's place."""
    return moment.astimezone().year


def begin_of(year: int) -> datetime:
    """The moment at which the year begins at this machine's place."""
    return datetime.combine(date(year, 1, 1), time()).astimezone()


def month_of(moment: datetime) -> str:
    """The month in which the moment lies at this machine's place, as `2026-11`."""
    return moment.astimezone().strftime("%Y-%m")


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def local(moment: datetime) -> str:
    """The moment as people are told it: by the clock at this machine's place, with its distance from UTC."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S %z}"
