"""What the pages know of the server: its OpenAPI document, with the messages of the sockets beside it.

python -m competition.contract FILE
"""

import sys
from pathlib import Path
from typing import Any

import msgspec

from competition.app import create_app
from competition.live.messages import BoardMessage, JudgeCommand, JudgeMessage
from competition.live.screen_messages import ScreenMessage
from competition.settings import Settings
from competition.web.problems import ProblemView


def contract() -> dict[str, Any]:
    """An OpenAPI document whose components also define every message of the sockets and the error answer."""
    document = create_app(Settings(data=Path("unused"))).openapi_schema.to_schema()
    unions, messages = msgspec.json.schema_components(
        [BoardMessage, JudgeCommand, JudgeMessage, ScreenMessage, ProblemView],
        ref_template="#/components/schemas/{name}",
    )
    schemas = document["components"]["schemas"]
    schemas.update(messages)
    schemas.update(BoardMessage=unions[0], JudgeCommand=unions[1], JudgeMessage=unions[2], ScreenMessage=unions[3])
    return msgspec.to_builtins(document)  # type: ignore[no-any-return]


if __name__ == "__main__":
    text = msgspec.json.format(msgspec.json.encode(contract(), order="sorted"), indent=2)
    Path(sys.argv[1]).write_bytes(text + b"\n")
