"""`jinji`: the program on the command line. Exit status 0, 1 for what was refused, 2 for wrong usage.

Commands are imported when they are asked for, so that those that need no server start without one.
"""

import importlib
import logging
from typing import Any

import click

from competition.language import console, language
from rules.errors import Refusal

COMMANDS = {
    "serve": "cli_server.serve",
    "relay": "cli_relay.relay",
    "demo": "cli_server.demo",
    "replay": "cli_server.replay",
    "set-up": "cli_server.set_up",
    "import-marks": "cli_server.import_marks",
    "account": "cli_server.account",
    "draw": "cli_draw.draw_group",
    "ledger": "cli_ledger.ledger_group",
    "verify": "cli_certificates.verify_command",
    "rotate-key": "cli_certificates.rotate_command",
    "rank": "cli_rules.rank_command",
    "scheme": "cli_rules.scheme_group",
    "promote": "cli_rulebooks.promote",
    "rules": "cli_rulebooks.rules_group",
}


class Commands(click.Group):
    """Finds commands by name; what one refuses is said in the terminal's language, with exit status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(".")
        command = getattr(importlib.import_module(f"competition.{module}"), name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            console.print(f"{refusal.text(language())} [{refusal.code}]", markup=False, soft_wrap=True)
        except (OSError, UnicodeDecodeError) as error:
            console.print(str(error), markup=False, soft_wrap=True)
        ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jinji")
def main() -> None:
    """Jinji 晋级 runs skills competitions and carries their results through to skill-level certification."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")


if __name__ == "__main__":
    main()
