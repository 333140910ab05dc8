"""The words that stand on papers of every kind."""

from rules.values import Text

PAGE = Text("第 {page} 页 / 共 {pages} 页", "page {page} of {pages}")
SAMPLE = Text("样例", "SAMPLE")
