"""The body's figures over HTTP."""

from litestar import get
from litestar.di import NamedDependency

from competition.accounts.principal import Principal
from competition.certificates.statistics import StatisticsView, statistics


@get("/api/body/statistics", operation_id="readStatistics")
async def read_statistics(principal: NamedDependency[Principal]) -> StatisticsView:
    return await statistics(principal)


ROUTES = [read_statistics]
