"""Signatures, pauses and addresses of webhooks: pure, or but for a look-up."""

import pytest

from competition.exchange.addresses import checked_target, is_public
from competition.exchange.errors import AddressRefused
from competition.exchange.sender import PAUSES, next_pause
from competition.exchange.signature import signed_headers


def test_a_signature_is_the_one_that_the_scheme_publishes() -> None:
    """The example of the reference libraries."""
    headers = signed_headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_pauses_grow_and_end() -> None:
    waits = [next_pause(failures) for failures in range(1, len(PAUSES) + 2)]
    assert waits[-1] is None and list(PAUSES) == sorted(PAUSES)
    for wait, pause in zip(waits, PAUSES, strict=False):
        assert wait is not None and 0.9 * pause <= wait.total_seconds() <= 1.1 * pause


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "nothing",
    ],
)
def test_addresses_inside_are_no_public_ones(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_addresses_of_the_internet_are(address: str) -> None:
    assert is_public(address)


async def test_a_name_is_looked_at_whatever_it_resolves_to() -> None:
    """One private address among several is enough; what was looked at is where the connection goes."""

    async def resolve(host: str, port: int) -> list[str]:
        return {"both.example": ["93.184.216.34", "10.0.0.1"], "public.example": ["93.184.216.34"]}.get(host, [])

    target = await checked_target("https://public.example:8443/a?b=1", private=False, resolve=resolve)
    assert (target.url, target.host) == ("https://93.184.216.34:8443/a?b=1", "public.example")
    assert target.authority == "public.example:8443"
    for url, why in {
        "https://both.example/": "private",
        "https://unknown.example/": "unresolved",
        "http://public.example/": "form",
        "https://a:b@public.example/": "form",
        "ftp://public.example/": "form",
        "https://public.example:99999/": "form",
        "https://[/": "form",
        "hook": "form",
    }.items():
        with pytest.raises(AddressRefused) as caught:
            await checked_target(url, private=False, resolve=resolve)
        assert caught.value.why == why, url


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "localhost"])
async def test_other_ways_to_write_this_machine_are_found(host: str) -> None:
    with pytest.raises(AddressRefused):
        await checked_target(f"https://{host}/", private=False)
