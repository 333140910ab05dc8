"""The options by which a command signs in to a running server as an organiser."""

import click

from competition.db.embedded import default_data_folder
from competition.settings import settings_from


def here() -> str:
    """Where the environment has a server listen."""
    settings = settings_from(data=default_data_folder())
    return f"http://{settings.host}:{settings.port}"


url_option = click.option("--url", default=here, help="The running server; else the one at JINJI_HOST and JINJI_PORT.")
name_option = click.option("--sign-in", "name", default="organiser", show_default=True, help="An organiser's name.")
password_option = click.option("--password", envvar="JINJI_PASSWORD", help="Its password; else JINJI_PASSWORD.")
