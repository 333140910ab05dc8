"""Messages signed as Standard Webhooks has it (standardwebhooks.com): HMAC-SHA-256 over id, time and body."""

import base64
import hmac
import secrets

PREFIX = "whsec_"


def new_secret() -> str:
    """A secret for one webhook: 32 random bytes, written as receivers' libraries expect it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signed_headers(secret: str, message: str, at: int, body: bytes) -> dict[str, str]:
    """The three headers; `at` is in seconds since 1970, so that a receiver can turn away what is old."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    said = hmac.digest(key, f"{message}.{at}.".encode() + body, "sha256")
    return {
        "webhook-id": message,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{base64.b64encode(said).decode()}",
    }
