"""Repeating a draw from its record. No I/O."""

import msgspec

from competition.draws.errors import RecordUnreadable, RecordUntrue
from competition.draws.schemas import DrawRecord
from rules.lots import METHOD, commitment, drawn, record_digest
from rules.values import Text


def read_record(content: bytes) -> DrawRecord:
    """Raises `RecordUnreadable`."""
    try:
        return msgspec.json.decode(content, type=DrawRecord)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RecordUnreadable(why=error) from error


def check_record(record: DrawRecord) -> None:
    """Return if the seed is the one that was sealed and every line drew the number it has; raise `RecordUntrue`."""
    made = record.draw
    if made.method != METHOD:
        raise RecordUntrue(Text(f"未知的抽签方法 {made.method}", f"the method {made.method} is not known"))
    if commitment(made.seed) != made.sealed.commitment:
        raise RecordUntrue(Text("种子与事先公布的摘要不符", "the seed is not the one of the commitment"))
    before = [lot.before for lot in made.lots]
    for place, (lot, number) in enumerate(zip(made.lots, drawn(made.seed, made.word, before), strict=True), 1):
        if lot.line != place or lot.after != number:
            raise RecordUntrue(
                Text(
                    f"第 {place} 行应抽得 {number}，记录为 {lot.after}", f"line {place} draws {number}, not {lot.after}"
                )
            )
    if record_digest(made.seed, made.word, before, [lot.after for lot in made.lots]) != made.digest:
        raise RecordUntrue(Text("记录摘要与内容不符", "the digest is not that of the record"))
