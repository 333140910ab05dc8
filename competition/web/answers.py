"""Every refusal as an answer of one shape, `ProblemView`, in both languages; as a page for who opens it as one."""

import logging
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_503_SERVICE_UNAVAILABLE

from competition.db.errors import DatabaseRefusal, ValueRefused
from competition.errors import CompetitionError, TooManyTries
from competition.web.pages import HEADERS
from competition.web.problem_page import problem_page
from competition.web.problems import ProblemView
from rules.errors import FileRefused, Refusal
from rules.values import Text

log = logging.getLogger("jinji")

LARGEST_BODY = 4 * 1024 * 1024
"""Bytes that a request may bring."""
AnyRequest = Request[Any, Any, Any]


def refused(request: AnyRequest, refusal: Refusal) -> Response[Any]:
    """A refusal, said to a person; nothing was stored."""
    view = ProblemView(
        status=_status(refusal),
        code=refusal.code,
        text=refusal.both(),
        values=refusal.values,
    )
    headers = {"Retry-After": str(refusal.retry_after)} if isinstance(refusal, TooManyTries) else {}
    return _answer(request, view, headers)


def http_error(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """What the framework refuses: an unknown address, a body that is not what was expected."""
    if error.status_code >= 500:
        return failed(request, error)
    where = "; ".join(f"{one.get('key', '')}: {one.get('message', '')}" for one in _extra(error))
    said = where or error.detail  # which else is the method and the address again
    largest = LARGEST_BODY // 1024**2
    zh = {
        404: "没有这个地址；请核对网址，或从首页重新进入。",
        405: "该地址不支持这种操作；请刷新页面后重试。",
        400: f"提交的内容不符合要求，未保存：{said}。请改正后重试。",
        413: f"提交的内容太大，未保存：一次最多 {largest} MB。请压缩图片，或把文件分成几份后重试。",
    }.get(error.status_code, f"请求未被接受：{said}。请稍后重试。")
    en = {
        404: "There is nothing at this address; check it, or start again from the home page.",
        405: "This address does not take this kind of request; reload the page and try again.",
        400: f"What was sent does not fit and was not stored: {said}. Correct it and try again.",
        413: f"What was sent is too large and was not stored: at most {largest} MB. Make it smaller or divide it.",
    }.get(error.status_code, f"The request was not accepted: {said}. Try again shortly.")
    view = ProblemView(status=error.status_code, code=f"http.{error.status_code}", text=Text(zh, en), values={})
    return _answer(request, view)


def failed(request: AnyRequest, error: Exception) -> Response[Any]:
    """A fault of ours. The log has it; the person is told what is safe to do."""
    log.exception("%s %s failed", request.method, request.url.path, exc_info=error)
    text = Text(
        "服务器出现内部错误，本次操作可能没有完成；请重试，若仍出现请联系管理员。",
        "The server failed and this may not have been done; try again, and tell the administrator if it happens again.",
    )
    return _answer(request, ProblemView(status=500, code="server.failed", text=text, values={}))


def _answer(request: AnyRequest, view: ProblemView, headers: dict[str, str] | None = None) -> Response[Any]:
    """Only a browser that opens an address as a page asks for HTML; the pages' own requests and programs do not."""
    if "text/html" not in request.headers.get("accept", ""):
        return Response(view, status_code=view.status, headers=headers)
    page = problem_page(view, request.headers.get("accept-language", ""))
    return Response(page, media_type="text/html", status_code=view.status, headers={**HEADERS, **(headers or {})})


def _status(refusal: Refusal) -> int:
    match refusal:
        case CompetitionError():
            return refusal.status
        case ValueRefused():
            return 422
        case DatabaseRefusal(retry=True):
            return HTTP_503_SERVICE_UNAVAILABLE
        case DatabaseRefusal():
            return 409
        case FileRefused():
            return 422
    return 422


def _extra(error: HTTPException) -> list[dict[str, Any]]:
    return [one for one in error.extra if isinstance(one, dict)] if isinstance(error.extra, list) else []
