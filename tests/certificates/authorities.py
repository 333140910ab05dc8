"""A certification authority of one's own: it issues, revokes, publishes its list and stamps the time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from competition.clock import now


def a_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


class Authority:
    """Its address is known once it is served; `revoked` are serial numbers, `hours` how long its list holds.

    One `under` another is no root: what it issues says where its own certificate is to be had.
    """

    url = ""

    def __init__(self, under: "Authority | None" = None) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.lists_with = self.key
        self.revoked: set[int] = set()
        self.hours = 24
        self.under = under
        self.name = "测试中间证书" if under else "测试根证书"
        self.certificate = (under or self).issue(self.name, self.key.public_key(), ca=True)

    def issue(
        self, name: str, key: CertificateIssuerPublicKeyTypes, *, ca: bool = False, stamping: bool = False
    ) -> x509.Certificate:
        usage = dict.fromkeys(
            ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
        )
        builder = (
            x509.CertificateBuilder()
            .subject_name(a_name(name))
            .issuer_name(a_name(self.name))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now() - timedelta(days=2))
            .not_valid_after(now() + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=not ca, content_commitment=not ca, key_cert_sign=ca, crl_sign=ca, **usage
                ),
                critical=True,
            )
        )
        if stamping:
            builder = builder.add_extension(x509.ExtendedKeyUsage([x509.OID_TIME_STAMPING]), critical=True)
        if name != self.name:
            point = x509.DistributionPoint([x509.UniformResourceIdentifier(self.url + "/list.crl")], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
        if self.under:
            place = x509.UniformResourceIdentifier(self.url + "/authority.cer")
            above = x509.AccessDescription(x509.AuthorityInformationAccessOID.CA_ISSUERS, place)
            builder = builder.add_extension(x509.AuthorityInformationAccess([above]), critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def listed(self) -> bytes:
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        builder = builder.last_update(now() - timedelta(days=1)).next_update(now() + timedelta(hours=self.hours))
        for serial in self.revoked:
            one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now() - timedelta(hours=1))
            builder = builder.add_revoked_certificate(one.build())
        return builder.sign(self.lists_with, hashes.SHA256()).public_bytes(Encoding.DER)

    @cached_property
    def _stamper(self) -> tuple[asn1.Certificate, keys.PrivateKeyInfo]:
        key = rsa.generate_private_key(65537, 2048)
        made = self.issue("测试时间戳", key.public_key(), stamping=True).public_bytes(Encoding.DER)
        private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return asn1.Certificate.load(made), keys.PrivateKeyInfo.load(private)

    def stamped(self, request: bytes) -> bytes:
        from pyhanko.sign.timestamps import DummyTimeStamper

        answer: bytes = DummyTimeStamper(*self._stamper).request_tsa_response(tsp.TimeStampReq.load(request)).dump()
        return answer


@contextmanager
def serving(authority: Authority) -> Iterator[Authority]:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            own = self.path.endswith(".cer")
            self._say(authority.certificate.public_bytes(Encoding.DER) if own else authority.listed())

        def do_POST(self) -> None:
            self._say(authority.stamped(self.rfile.read(int(self.headers["Content-Length"]))))

        def _say(self, content: bytes) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    authority.url = f"http://127.0.0.1:{server.server_port}"
    yield authority
    server.shutdown()
    server.server_close()
