"""The few encodings that signed records need: canonical JSON (RFC 8785), base58btc, a small part of CBOR (RFC 8949)."""

import json
from typing import Any

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

Cbor = int | str | bytes | list["Cbor"] | dict[int, "Cbor"]


def canonical_json(value: Any) -> bytes:
    """RFC 8785. Raises ValueError for a number that is no integer of 53 bits: no document of ours has one."""
    return _canonical(value).encode()


def _canonical(value: Any) -> str:
    match value:
        case dict():
            members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
            return "{" + ",".join(f"{_canonical(name)}:{_canonical(one)}" for name, one in members) + "}"
        case list():
            return "[" + ",".join(map(_canonical, value)) + "]"
        case float():
            raise ValueError(f"{value} is a fraction")
        case int() if abs(value) >= 2**53:
            raise ValueError(f"{value} is larger than 53 bits")
        case _:
            return json.dumps(value, ensure_ascii=False)


def base58(data: bytes) -> str:
    """Base58 in Bitcoin's alphabet, which multibase calls z."""
    number, digits = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 58)
        digits = ALPHABET[digit] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def from_base58(text: str) -> bytes:
    """Raises ValueError for a character outside of the alphabet."""
    number = 0
    for character in text:
        number = number * 58 + ALPHABET.index(character)
    body = number.to_bytes((number.bit_length() + 7) // 8)
    return b"\0" * (len(text) - len(text.lstrip("1"))) + body


def to_cbor(value: Cbor) -> bytes:
    """The value in CBOR's deterministic form (RFC 8949, 4.2.1)."""
    match value:
        case int() if value >= 0:
            return _head(0, value)
        case int():
            return _head(1, -1 - value)
        case bytes():
            return _head(2, len(value)) + value
        case str():
            return _head(3, len(encoded := value.encode())) + encoded
        case list():
            return _head(4, len(value)) + b"".join(map(to_cbor, value))
        case _:
            members = sorted((to_cbor(key), to_cbor(one)) for key, one in value.items())
            return _head(5, len(members)) + b"".join(key + one for key, one in members)


def tagged(tag: int, value: Cbor) -> bytes:
    return _head(6, tag) + to_cbor(value)


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    size = next(size for size in (1, 2, 4, 8) if argument < 1 << 8 * size)
    return bytes([major << 5 | 24 + size.bit_length() - 1]) + argument.to_bytes(size)


def from_cbor(data: bytes) -> Any:
    """What one whole item says, tags left out. Raises ValueError for anything that `to_cbor` would not have written."""
    value, rest = _item(data)
    if rest:
        raise ValueError("more follows after the item")
    return value


def _item(data: bytes) -> tuple[Any, bytes]:
    if not data:
        raise ValueError("the data end too early")
    major, low, rest = data[0] >> 5, data[0] & 31, data[1:]
    if low >= 28 or major == 7:
        raise ValueError("not of the kinds that are used here")
    if low >= 24:
        size = 1 << low - 24
        if len(rest) < size:
            raise ValueError("the data end too early")
        argument, rest = int.from_bytes(rest[:size]), rest[size:]
    else:
        argument = low
    match major:
        case 0:
            return argument, rest
        case 1:
            return -1 - argument, rest
        case 2 | 3:
            if len(rest) < argument:
                raise ValueError("the data end too early")
            content = rest[:argument]
            return content if major == 2 else content.decode(), rest[argument:]
        case 4:
            return _items(argument, rest)
        case 5:
            flat, rest = _items(2 * argument, rest)
            return dict(zip(flat[::2], flat[1::2], strict=True)), rest
        case _:
            return _item(rest)


def _items(count: int, rest: bytes) -> tuple[list[Any], bytes]:
    found = []
    for _ in range(count):
        one, rest = _item(rest)
        found.append(one)
    return found, rest
