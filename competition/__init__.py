"""The server: competitions, events, marking, standings, promotion and certificates."""

import os

os.environ.setdefault("PICCOLO_CONF", "competition.piccolo_conf")
