"""What can be set, from the environment (`JINJI_…`) or by whoever builds the app. Nothing is read at import."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SigningSettings:
    """The organisation's key for papers; nothing set means the development key that the program makes for itself."""

    pkcs12: Path | None = None
    pkcs12_password: str | None = None
    pkcs11_module: str | None = None
    """The token's library; then the labels of the token and of the certificate in it, and the PIN."""
    pkcs11_token: str | None = None
    pkcs11_certificate: str | None = None
    pkcs11_pin: str | None = None
    timestamp_url: str | None = None
    """A time-stamping authority (RFC 3161)."""
    long_term: bool = False
    """Whether papers carry what they can be checked with for long; needs the authority."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How one server runs."""

    data: Path
    """Where the embedded database and the keys are kept."""
    database_url: str | None = None
    """A PostgreSQL of one's own; None runs one from the wheel, under `data`."""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None
    """The address that QR codes and certificates carry; None takes the address that was asked."""
    identity_key: str | None = None
    """32 bytes in hex that seal document numbers; None keeps a key file under `data`."""
    password_cost: int = 2
    """Argon2 iterations over 19 MiB."""
    webhook_private: bool = False
    """Whether webhooks may lead into the server's own network, and be plain http."""
    signing: SigningSettings = SigningSettings()

    def at(self, **changes: object) -> "Settings":
        return replace(self, **changes)  # type: ignore[arg-type]


def settings_from(environment: Mapping[str, str] = os.environ, *, data: Path) -> Settings:
    """The settings that the environment asks for; `data` is used where `JINJI_DATA` is not set."""
    return Settings(
        data=Path(environment.get("JINJI_DATA", data)).expanduser().resolve(),
        database_url=environment.get("JINJI_DATABASE_URL") or None,
        host=environment.get("JINJI_HOST", "127.0.0.1"),
        port=int(environment.get("JINJI_PORT", "8000")),
        public_url=(environment.get("JINJI_PUBLIC_URL") or "").rstrip("/") or None,
        identity_key=environment.get("JINJI_IDENTITY_KEY") or None,
        webhook_private=environment.get("JINJI_WEBHOOK_PRIVATE") == "1",
        signing=_signing(environment),
    )


def _signing(environment: Mapping[str, str]) -> SigningSettings:
    file = environment.get("JINJI_SIGNING_PKCS12")
    return SigningSettings(
        pkcs12=Path(file).expanduser() if file else None,
        pkcs12_password=environment.get("JINJI_SIGNING_PASSWORD") or None,
        pkcs11_module=environment.get("JINJI_SIGNING_PKCS11") or None,
        pkcs11_token=environment.get("JINJI_SIGNING_TOKEN") or None,
        pkcs11_certificate=environment.get("JINJI_SIGNING_CERTIFICATE") or None,
        pkcs11_pin=environment.get("JINJI_SIGNING_PIN") or None,
        timestamp_url=environment.get("JINJI_TIMESTAMP_URL") or None,
        long_term=environment.get("JINJI_SIGNING_LONG_TERM", "") not in ("", "0"),
    )
