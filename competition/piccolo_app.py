"""The tables of this program, for Piccolo's migrations. `piccolo migrations new competition --auto` finds them here."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from competition.accounts.tables import Account, DeskAct, PairingCode, Session
from competition.ceremony.tables import Ceremony, Screen
from competition.certificates.tables import (
    Certificate,
    CertificateAct,
    CertificateDelivery,
    CertificatePaper,
    Disclosure,
    NumberSeries,
    PinnedTemplate,
    PrintedImage,
    TemplateEdition,
)
from competition.draws.tables import NumberDraw, SealedDraw
from competition.events.tables import (
    Competition,
    ConflictWaiver,
    Entrant,
    EntrantPhoto,
    Event,
    Member,
    Panel,
    PinnedRulebook,
    Seat,
    Stage,
    StoredScheme,
)
from competition.exchange.tables import ApiToken, FeedEntry, Webhook, WebhookAttempt, WebhookMessage
from competition.live.tables import DeskLease, TabletHeard
from competition.marking.tables import LedgerEntry
from competition.paper_entry.tables import PaperConfirmation, PaperEntry, PaperRuling, PaperSheet
from competition.promotion.tables import ApprovalRule, DecisionAct, PromotionDecision
from competition.registry.tables import Holder, HolderCorrection, Honour, LevelHeld, Occupation, Organisation
from competition.standings.tables import StoredFrame

APP_CONFIG = AppConfig(
    app_name="competition",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[
        Account,
        Session,
        PairingCode,
        DeskAct,
        Organisation,
        Occupation,
        Holder,
        HolderCorrection,
        Honour,
        LevelHeld,
        PinnedRulebook,
        StoredScheme,
        Competition,
        Event,
        Stage,
        Entrant,
        EntrantPhoto,
        Member,
        Panel,
        Seat,
        ConflictWaiver,
        SealedDraw,
        NumberDraw,
        LedgerEntry,
        StoredFrame,
        PaperSheet,
        PaperEntry,
        PaperRuling,
        PaperConfirmation,
        PromotionDecision,
        DecisionAct,
        ApprovalRule,
        Certificate,
        CertificateAct,
        CertificatePaper,
        CertificateDelivery,
        Disclosure,
        NumberSeries,
        FeedEntry,
        ApiToken,
        Webhook,
        WebhookMessage,
        WebhookAttempt,
        PrintedImage,
        PinnedTemplate,
        TemplateEdition,
        Ceremony,
        Screen,
        TabletHeard,
        DeskLease,
    ],
)
