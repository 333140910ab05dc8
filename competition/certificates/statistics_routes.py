"""The body's figures over HTTP."""

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from competition.accounts.principal import Principal
from competition.certificates.statistics import IssuedCount, StatisticsView, issued_in, statistics


@get("/api/body/statistics", operation_id="readStatistics")
async def read_statistics(principal: NamedDependency[Principal]) -> StatisticsView:
    return await statistics(principal)


@get("/api/events/{event:uuid}/papers/count", operation_id="countPapers")
async def count_papers(event: FromPath[UUID], principal: NamedDependency[Principal]) -> IssuedCount:
    """The event's papers in force, by kind."""
    return await issued_in(principal, event)


ROUTES = [read_statistics, count_papers]
