"""The language of the command line, and how it speaks."""

import os

from rich.console import Console

from rules.errors import Language

console = Console(stderr=True, highlight=False, emoji=False)


def language() -> Language:
    """JINJI_LANG, else the locale's; English where neither says zh."""
    asked = os.environ.get("JINJI_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if asked.startswith("zh") else "en"


def say(zh: str, en: str) -> None:
    """A sentence to the person at the terminal; results go to standard output, sentences to standard error."""
    console.print(zh if language() == "zh" else en, soft_wrap=True)
