"""Where Piccolo looks for the engine and for the tables of this program (PICCOLO_CONF names this module)."""

from piccolo.conf.apps import AppRegistry

from competition.db.engine import DB

__all__ = ["APP_REGISTRY", "DB"]

APP_REGISTRY = AppRegistry(apps=["competition.piccolo_app"])
