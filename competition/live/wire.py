"""WebSocket wire format (RFC 6455) made once and written to every watcher's transport.

An ASGI server makes a frame anew for each socket and for each message runs through a queue, a coroutine and a state
machine. To send the same bytes to thousands that is most of the work. So the protocol class of uvicorn's sans-I/O
implementation is extended: it puts itself within reach of the handler, as `scope["extensions"][WIRE]`, and takes bytes
that are a frame already. What comes in is handed to whoever listens, without the queue and the wake-up that ASGI asks
for: so marks come and receipts go. Messages must not be compressed, and uvicorn is pinned: what is used of its inside
is tested one by one.
"""

from typing import Any, Protocol

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

WIRE = "jinji.wire"
TEXT = 0x81


class Reader(Protocol):
    """Who hears that the other end does not keep up."""

    def paused(self) -> None:
        """More waits to be sent than the transport's limit, 64 KiB."""

    def resumed(self) -> None:
        """Little is left of it."""


class Listener(Protocol):
    """Who is handed what the other end sends."""

    def heard(self, message: bytes) -> None:
        """A whole message."""


class WireProtocol(WebSocketsSansIOProtocol):
    """A connection that can be written to in wire format.

    `reader` hears of its write buffer, and `listener` is handed what comes instead of the ASGI handler; None is not.
    """

    reader: Reader | None = None
    listener: Listener | None = None

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            extensions: Any = self.scope["extensions"]
            extensions[WIRE] = self

    def push(self, wire: bytes) -> None:
        """The bytes, whole frames of a server, are on their way or in the write buffer."""
        if not self.close_sent and not self.transport.is_closing():
            self.transport.write(wire)

    def dismiss(self, code: int, reason: str) -> None:
        """The socket closes with this code; its handler is told as if the other end had."""
        if self.close_sent or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.close)

    def hold(self) -> None:
        """Nothing more is read than has come already."""
        if not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    def release(self) -> None:
        """What comes is read."""
        if self.read_paused and not self.transport.is_closing():
            self.read_paused = False
            self.transport.resume_reading()

    def send_receive_event_to_app(self) -> None:
        if self.listener is None or self.close_sent:
            super().send_receive_event_to_app()
            return
        message, self.frames = b"".join(self.frames), []
        self.listener.heard(message)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.reader is not None:
            self.reader.paused()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.reader is not None:
            self.reader.resumed()

    def keepalive_timeout(self) -> None:
        """What the other end has not read is not waited for: TCP would try for a quarter of an hour."""
        super().keepalive_timeout()
        if self.transport.get_write_buffer_size():
            self.transport.abort()


def wire_of(scope: Any) -> WireProtocol:
    """The connection behind a handler's socket. KeyError where another server runs the application."""
    found: WireProtocol = scope["extensions"][WIRE]
    return found


def text_frame(body: bytes) -> bytes:
    """A whole text message as a server sends it: not masked, not compressed (RFC 6455, section 5.2)."""
    length = len(body)
    if length < 126:
        return bytes((TEXT, length)) + body
    if length < 1 << 16:
        return bytes((TEXT, 126)) + length.to_bytes(2) + body
    return bytes((TEXT, 127)) + length.to_bytes(8) + body
