"""The languages of a paper: Chinese, English, or both, Chinese first and English smaller beneath."""

from typing import Literal

from rules.values import Text

PaperLanguage = Literal["zh", "en", "both"]


def said(text: Text, language: PaperLanguage) -> tuple[str, ...]:
    """The text's lines: one, or two where both languages are asked for and differ."""
    if language != "both":
        return (text.zh if language == "zh" else text.en,)
    return (text.zh,) if text.zh == text.en else (text.zh, text.en)


def beside(text: Text, language: PaperLanguage) -> str:
    """The text on one line."""
    return "  ".join(said(text, language))


def filled(text: Text, **values: object) -> Text:
    """The text with its places filled, in both languages."""
    return Text(text.zh.format(**values), text.en.format(**values))
