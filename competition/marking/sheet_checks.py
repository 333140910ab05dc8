"""What must hold before a mark sheet is signed, justified, locked or corrected. No I/O."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from competition.accounts.principal import Principal
from competition.marking.acts import Alert
from competition.marking.sheet_errors import (
    NoSpread,
    NothingToLock,
    NotSigned,
    NotYourSheet,
    PanelIncomplete,
    ReasonMissing,
    SheetDiffers,
    SheetIncomplete,
    SheetLocked,
    SpreadOpen,
)
from competition.marking.sheets import PanelSheets
from rules.values import Text

LEAST_REASON, MOST_REASON = 2, 500


def require_same(sheets: PanelSheets, seat: str, shown: Mapping[str, Decimal]) -> None:
    """Return if the seat's sheet holds exactly the marks that were shown. Raises `SheetDiffers`."""
    held = sheets.held(seat)
    if differing := [aspect for aspect in {**held, **shown} if held.get(aspect) != shown.get(aspect)]:
        raise SheetDiffers(*named(sheets), aspects=titles(sheets, differing))


def require_signable(sheets: PanelSheets, seat: str) -> None:
    """Return if the seat's sheet can be signed.

    Raises `SheetLocked`, `SheetIncomplete`, `PanelIncomplete`, `SpreadOpen`.
    """
    require_open_sheet(sheets)
    if missing := sheets.missing(seat):
        raise SheetIncomplete(*named(sheets), aspects=titles(sheets, missing))
    _require_settled(sheets)


def require_ready(sheets: PanelSheets) -> None:
    """Return if the panel's sheets can be locked.

    Raises `NothingToLock`, `PanelIncomplete`, `SpreadOpen`, `NotSigned`.
    """
    if not sheets.needed:
        raise NothingToLock(*named(sheets))
    _require_settled(sheets)
    if sheets.unsigned:
        raise NotSigned(*named(sheets), seats=", ".join(sheets.unsigned))


def _require_settled(sheets: PanelSheets) -> None:
    if sheets.waiting:
        raise PanelIncomplete(*named(sheets), count=len(sheets.waiting))
    if sheets.unsettled:
        raise SpreadOpen(*named(sheets), aspects=titles(sheets, sheets.unsettled))


def require_open_sheet(sheets: PanelSheets) -> None:
    """Raises `SheetLocked`."""
    if sheets.locked:
        raise SheetLocked(*named(sheets))


def require_spread(sheets: PanelSheets, aspect: str) -> Alert:
    """The spread of the aspect that the scheme does not allow. Raises `NoSpread`, `SheetLocked`."""
    alert = next((alert for alert in sheets.alerts if alert.aspect == aspect), None)
    if alert is None:
        raise NoSpread(*named(sheets), aspect=aspect)
    require_open_sheet(sheets)
    return alert


def own_seat(sheets: PanelSheets, judge: Principal) -> str:
    """The judge's seat on the panel. Raises `NotYourSheet`."""
    for seat in sheets.layout.seats:
        if seat.account == judge.id:
            return seat.key
    raise NotYourSheet(*named(sheets), judge=judge.name)


def checked_reason(given: str) -> str:
    """The reason without needless spaces. Raises `ReasonMissing`."""
    reason = " ".join(given.split())
    if not LEAST_REASON <= len(reason) <= MOST_REASON or "\0" in reason:
        raise ReasonMissing(least=LEAST_REASON, most=MOST_REASON)
    return reason


def named(sheets: PanelSheets) -> tuple[str, Text]:
    """What refusals about a sheet begin with."""
    return sheets.entrant.code, sheets.layout.sub_criterion.title


def titles(sheets: PanelSheets, aspects: Iterable[str]) -> str:
    """The aspects in the scheme's order, by key and title in both languages."""
    stage = sheets.layout.stage
    order = {aspect.key: place for place, aspect in enumerate(sheets.layout.sub_criterion.aspects)}
    found = [(key, sheets.plan.located(key, stage)) for key in aspects]
    found.sort(key=lambda one: (order.get(one[1].pattern, len(order)), one[0]))
    return ", ".join(f"{key} {place.aspect.title.zh} / {place.aspect.title.en}" for key, place in found)
