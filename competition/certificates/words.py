"""The words on papers that no template may take away or reword."""

from datetime import date

from rules.values import Text

PHOTO = Text("照片", "Photo")
SAMPLE = Text("样本", "SAMPLE")
SAMPLE_NOTE = Text("示例数据，不作任何凭证", "demonstration data, not a credential")
DEVELOPMENT = Text("开发密钥签署，不具效力", "Signed with a development key: not a credential")
NOTHING = "--"
"""Stands where a fact is lacking: a place on a paper may not be left empty, or somebody fills it."""
MARKS = Text("成绩", "Marks")
ITEM = Text("评分项目", "Criterion")
SCORE = Text("得分", "Score")
MOST = Text("满分", "Out of")
PAGE = Text("第 {n} 页，共 {count} 页", "Page {n} of {count}")
KIND: dict[str, Text] = {
    "promotion": Text("职业技能等级证书", "Certificate of Vocational Skill Level"),
    "award": Text("获奖证书", "Award certificate"),
    "transcript": Text("成绩单", "Transcript of marks"),
}

MONTHS = "January February March April May June July August September October November December".split()


def day_of(day: date) -> Text:
    return Text(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {MONTHS[day.month - 1]} {day.year}")
