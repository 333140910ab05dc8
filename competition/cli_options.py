"""The options by which a command signs in to a running server as an organiser."""

import click

url_option = click.option("--url", default="http://127.0.0.1:8000", show_default=True)
name_option = click.option("--sign-in", "name", default="organiser", show_default=True, help="An organiser's name.")
password_option = click.option("--password", envvar="JINJI_PASSWORD", help="Its password; else JINJI_PASSWORD.")
