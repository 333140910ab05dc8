"""A problem as a page, for whoever typed an address, followed an old link or opened a file without being signed in."""

from html import escape

from competition.web.problems import ProblemView
from rules.errors import Language

TITLES = {"zh": "没能打开这一页", "en": "This page could not be opened"}
HOME = {"zh": "回到首页", "en": "Go to the home page"}
SIGN_IN = {"zh": "去登录", "en": "Sign in"}
TAGS = {"zh": "zh-CN", "en": "en"}
STYLE = """
body { margin: 0; background: #faf8f3; color: #1d1b17;
  font: 1rem/1.5 "PingFang SC", "Noto Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif }
main { max-width: 36rem; margin: 0 auto; padding: 48px 16px }
section + section { margin-top: 32px; padding-top: 32px; border-top: 1px solid #d8d1c2 }
h1, h2 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 12px }
h2 { font-size: 1.25rem }
p { margin: 0 }
a { display: inline-block; line-height: 48px; color: #b5301d; font-weight: 600; text-underline-offset: 0.2em }
"""


def problem_page(view: ProblemView, accept_language: str) -> str:
    """The whole page, without scripts: what happened and where to go, the reader's language first."""
    first, second = _languages(accept_language)
    return (
        f'<!doctype html><html lang="{TAGS[first]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="/seal.svg" type="image/svg+xml">'
        f"<title>{TITLES[first]} · {view.status}</title><style>{STYLE}</style></head><body><main>"
        '<img src="/seal.svg" alt="晋级 Jinji" width="28" height="28">'
        f"{_said(view, first, 'h1')}{_said(view, second, 'h2')}</main></body></html>"
    )


def _said(view: ProblemView, language: Language, heading: str) -> str:
    text = view.text.zh if language == "zh" else view.text.en
    way, address = (SIGN_IN, "/console") if view.status == 401 else (HOME, "/")
    return (
        f'<section lang="{TAGS[language]}"><{heading}>{TITLES[language]}</{heading}>'
        f'<p>{escape(text)}</p><a href="{address}">{way[language]}</a></section>'
    )


def _languages(accept: str) -> tuple[Language, Language]:
    """Chinese first, unless the browser asks for English before it."""
    asked = [one.strip().lower() for one in accept.split(",")]
    first = next((one[:2] for one in asked if one.startswith(("zh", "en"))), "zh")
    return ("en", "zh") if first == "en" else ("zh", "en")
