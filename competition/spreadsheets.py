"""Tables of marks as people keep them: CSV, or the first sheet of an XLSX workbook."""

import csv
import io
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from zipfile import BadZipFile

from competition.errors import Unfit


def table_text(file: Path) -> str:
    """The file's table as CSV text. Raises `Unfit` for what is no workbook, and for text that is not UTF-8."""
    if file.suffix.lower() == ".xlsx":
        return _workbook(file)
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unfit(why=f"{file} 不是 UTF-8 文本，请另存为 CSV UTF-8 / {file} is not UTF-8 text: {error}") from error


def _workbook(file: Path) -> str:
    import openpyxl  # takes as long to import as everything else that `jinji rank` needs
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise Unfit(why=f"{file} 不是 XLSX 工作簿 / {file} is not an XLSX workbook: {error}") from error
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in book.worksheets[0].iter_rows(values_only=True):
        writer.writerow(_cell(value, file) for value in row)
    book.close()
    return out.getvalue()


def _cell(value: object, file: Path) -> str:
    """What the workbook shows in a cell: a day without its midnight, a number with at most 15 digits.

    Raises `Unfit` for a longer whole number, such as a document's, since workbooks keep zeros in place of its end.
    """
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, int | float) and abs(value) >= 10**15:
        raise Unfit(
            why=f"{file} 中的长号码 {value:.0f} 以数字存放，末几位已丢失，请把该列设为文本格式后重新填写 / "
            f"{file} has {value:.0f} as a number, which lost its last digits; make the column text and fill it in again"
        )
    if isinstance(value, float):
        return f"{Decimal(format(value, '.15g')):f}"
    return "" if value is None else str(int(value) if isinstance(value, bool) else value)
