"""The files of a delivery: papers in a ZIP with a signed manifest, all pages for the printer, lists for others."""

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

from competition.certificates.credential import Issuer, moment
from competition.certificates.data_integrity import secured
from competition.certificates.layout import CertificateFacts
from competition.certificates.template import Kind

CONTEXT = ["https://www.w3.org/ns/credentials/v2"]
MANIFEST = "manifest.json"
LONGEST = 40
BEFORE = ("序号", "姓名", "证件类型", "证件号码", "职业名称", "工种/职业方向")
BY_KIND: dict[Kind, tuple[str, ...]] = {
    "promotion": ("职业技能等级",),
    "award": ("奖项", "名次", "总分"),
    "transcript": ("名次", "总分"),
}
AFTER = ("证书编号", "发证日期", "评价机构名称", "核验网址")


def file_name(position: int, name: str, number: str) -> str:
    """A name that every system takes and that sorts as the list does: 0001_张三_JJ-2026-000001.pdf."""
    plain = unicodedata.normalize("NFC", name)
    safe = "".join(c if unicodedata.category(c)[0] in "LMN" or c in "·-" else "_" for c in plain)
    safe = re.sub("_+", "_", safe).strip("_-")[:LONGEST] or "_"
    return f"{position:04d}_{safe}_{number}.pdf"


class Packer:
    """Writes the ZIP one paper at a time, so that memory does not grow with the number of papers."""

    def __init__(self, file: Path, issuer: Issuer, at: datetime) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1)
        self._issuer, self._at = issuer, at
        self._listed: list[dict[str, Any]] = []

    def add(self, facts: CertificateFacts, pdf: bytes) -> None:
        name = file_name(len(self._listed) + 1, facts.holder_name, facts.number)
        self._write(name, pdf)
        digest = hashlib.sha256(pdf).hexdigest()
        self._listed.append({"file": name, "number": facts.number, "name": facts.holder_name, "sha256": digest})

    def finish(self, table: bytes) -> None:
        """The list stands beside the papers, and the signed manifest names every paper with its digest."""
        manifest = {
            "@context": CONTEXT,
            "type": "CertificateManifest",
            "issuer": self._issuer.did,
            "created": moment(self._at),
            "count": len(self._listed),
            "papers": self._listed,
        }
        signed = secured(manifest, self._issuer.keys, method=self._issuer.method, created=moment(self._at))
        self._write("certificates.csv", table)
        self._write(MANIFEST, msgspec.json.format(msgspec.json.encode(signed)))
        self._zip.close()

    def _write(self, name: str, content: bytes) -> None:
        self._zip.writestr(ZipInfo(name, self._at.timetuple()[:6]), content, ZIP_DEFLATED, 1)


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark, without which Excel shows Chinese as something else."""
    out = io.StringIO()
    csv.writer(out).writerows(map(_safe, rows))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """Every cell is text: a document number is no quantity, and loses its last digits as one."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("证书")
    for row in rows:
        sheet.append(_safe(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def headings(kind: Kind) -> tuple[str, ...]:
    return (*BEFORE, *BY_KIND[kind], *AFTER)


def row_of(position: int, facts: CertificateFacts) -> tuple[str, ...]:
    return (
        str(position),
        facts.holder_name,
        facts.document_type.zh,
        facts.document_number,
        facts.occupation.zh,
        facts.direction.zh if facts.direction and facts.direction.zh else "--",
        *_about(facts),
        facts.number,
        facts.issued_on.isoformat(),
        facts.issuer.zh,
        facts.verify_url,
    )


def _about(facts: CertificateFacts) -> tuple[str, ...]:
    if facts.kind == "promotion":
        return (facts.level.zh if facts.level else "",)
    ranked = (facts.rank, facts.total)
    return (facts.award.zh if facts.award else "", *ranked) if facts.kind == "award" else ranked


def _safe(row: Sequence[str]) -> list[str]:
    """No cell is taken for a formula."""
    return [f"'{cell}" if cell[:1] in "=+@\t\r" or (cell[:1] == "-" and cell != "--") else cell for cell in row]
