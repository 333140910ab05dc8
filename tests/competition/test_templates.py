"""An organiser's templates: refused with the field named, tried out, stored, and kept by what was issued with them."""

import io
from typing import Any

import pytest
from PIL import Image

from competition.client import Person
from tests.certificates.kinds import a_seal
from tests.competition.deliveries import text_of
from tests.situations import a_decided_competition, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def template_of(reader: Person, kind: str) -> dict[str, Any]:
    return dict((await reader.get(f"/api/desk/templates/{kind}"))["template"])


def changed(template: dict[str, Any], n: int, **changes: Any) -> dict[str, Any]:
    """The template with its n-th block changed."""
    blocks = [block if at != n else {**block, **changes} for at, block in enumerate(template["blocks"])]
    return {**template, "blocks": blocks}


async def previewed(person: Person, **asked: Any) -> bytes:
    answer = await person.http.post("/api/desk/template-previews", json=asked)
    assert answer.status_code == 200, answer.text
    return answer.content


@pytest.mark.parametrize(
    "field, n, changes",
    [
        ("blocks[1].zh", 1, {"zh": "{nome}"}),
        ("blocks[1].en", 1, {"en": "{name"}),
        ("blocks[3].zh", 3, {"zh": "{name.__class__}"}),
        ("blocks[2].zh", 2, {"zh": "\N{ARABIC LETTER BEH}"}),
        ("blocks[4].size", 4, {"size": 200}),
        ("blocks[4].x", 4, {"x": 290}),
        ("blocks[0].y", 0, {"y": 3}),
        ("blocks", 1, {"zh": "甲", "en": "A"}),
    ],
)
async def test_a_template_that_does_not_fit_is_refused_with_the_field_named(
    organiser: Person, field: str, n: int, changes: dict[str, Any]
) -> None:
    template = changed(await template_of(organiser, "promotion"), n, **changes)
    async with refused("certificates.template_unfit", 422) as said:
        await organiser.put("/api/desk/templates/promotion", template)
    assert f"({field})" in said[0].en and f"（{field}）" in said[0].zh
    async with refused("certificates.template_unfit", 422):
        await organiser.post("/api/desk/template-previews", {"template": template})


@pytest.mark.parametrize(
    "field, changes",
    [
        ("qr.width", {"qr": {"left": 40, "top": 140, "width": 12, "height": 12}}),
        ("page.ground", {"page": {"landscape": True, "ground": "red"}}),
        ("table", {"table": {"left": 40, "top": 100, "width": 100, "height": 50}}),
        ("seal.box.left", {"seal": {"box": {"left": 290, "top": 150, "width": 40, "height": 40}}}),
    ],
)
async def test_what_is_not_a_text_is_looked_at_too(organiser: Person, field: str, changes: dict[str, Any]) -> None:
    template = {**await template_of(organiser, "promotion"), **changes}
    async with refused("certificates.template_unfit", 422) as said:
        await organiser.put("/api/desk/templates/promotion", template)
    assert f"({field})" in said[0].en


async def test_what_is_of_another_form_is_refused_with_its_place(organiser: Person) -> None:
    template = changed(await template_of(organiser, "promotion"), 1, size="large")
    async with refused("http.400", 400) as said:
        await organiser.put("/api/desk/templates/promotion", template)
    assert "blocks" in said[0].en and "size" in said[0].en


async def test_a_preview_is_the_paper_itself_and_says_that_it_is_a_sample(organiser: Person) -> None:
    """As a picture of the trimmed page and as PDF; of made-up facts, or of an entrant. Numbers in it are none."""
    event = await a_decided_competition(organiser, "AB")
    template = await template_of(organiser, "transcript")
    picture = Image.open(io.BytesIO(await previewed(organiser, template=template)))
    assert picture.height / picture.width == pytest.approx(297 / 210, abs=0.01)
    (made_up,) = text_of(await previewed(organiser, template=template, form="pdf", language="zh"))
    assert "欧阳㛃" in made_up and "样本" in made_up
    asked = {"template": template, "form": "pdf", "event": event.event, "entrant": "B"}
    (theirs,) = text_of(await previewed(organiser, **asked))
    assert "李喆" in theirs and "小赛项" in theirs and event.document("B") not in theirs
    for said in (made_up, theirs):
        assert "样本 SAMPLE 000000" in said and "JJ-" not in said


async def test_what_was_issued_keeps_its_template_and_its_seal(organiser: Person, official: Person) -> None:
    """A new edition holds from the next certificate on; drawn later, an older one still has its own."""
    event = await a_decided_competition(organiser, "AB")
    numbers = []
    seal = await organiser.post("/api/desk/seals", {"content": a_seal()})
    template = await template_of(organiser, "promotion")
    editions = [
        changed({**template, "seal": {**template["seal"], "image": seal["image"]}}, 2, zh="第一版正文。"),
        changed(template, 2, zh="第二版正文。", face="sans"),
    ]
    for decision, edition in zip(await event.decisions(), editions, strict=True):
        stored = await organiser.put("/api/desk/templates/promotion", edition)
        assert stored["template"] == edition
        await official.post(f"/api/decisions/{decision.id}/approve")
        view = await official.post(f"/api/decisions/{decision.id}/certificate")
        numbers.append(view["certificate"]["number"])
    assert [one["number"] for one in stored["editions"]] == [2, 1]
    papers = [(await official.http.get(f"/api/certificates/{number}.pdf")).content for number in numbers]
    assert ["第一版正文。" in text_of(paper)[0] for paper in papers] == [True, False]
    assert ["第二版正文。" in text_of(paper)[0] for paper in papers] == [False, True]
    assert [b"/SMask" in paper for paper in papers] == [True, False]
    assert [b"NotoSansSC" in paper for paper in papers] == [False, True]
    await organiser.put(
        "/api/desk/templates/promotion", (await organiser.get("/api/desk/templates/promotion"))["builtin"]
    )
    assert await template_of(organiser, "promotion") == template


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", a_seal(kind="JPEG"), a_seal(100)])
async def test_a_seal_that_is_none_is_refused(organiser: Person, content: bytes) -> None:
    async with refused("certificates.seal_unfit", 422):
        await organiser.post("/api/desk/seals", {"content": content})


async def test_a_template_with_a_seal_that_is_not_there_is_refused(organiser: Person) -> None:
    template = await template_of(organiser, "award")
    async with refused("competition.not_found", 404):
        await organiser.put("/api/desk/templates/award", {**template, "seal": {**template["seal"], "image": "0" * 64}})
