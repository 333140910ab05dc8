/** The server's words, as generated from its OpenAPI document (`npm run types`). Nothing here is written twice. */

import type { components } from "../generated/api";

type Schemas = components["schemas"];

export type Text = Schemas["Text"];
export type Problem = Schemas["ProblemView"];

export type BodyKeys = Schemas["BodyKeysView"];
export type Account = Schemas["AccountView"];
export type Pairing = Schemas["PairingView"];
export type TypedCode = Schemas["TypedCodeView"];
export type PairedTablet = Schemas["TabletView"];
export type Tries = Schemas["TriesView"];
export type Panel = Schemas["PanelView"];
export type EventSummary = Schemas["EventSummary"];
export type PublicEvent = Schemas["PublicEvent"];
export type Competition = Schemas["CompetitionView"];
export type Aspect = Schemas["AspectView"];
export type SubCriterion = Schemas["SubCriterionView"];

export type Sheets = Schemas["SheetsView"];
export type JudgeDesk = Schemas["JudgeDesk"];
export type Standing = Schemas["SheetNews"];
export type PanelMark = Schemas["PanelMark"];
export type EventProgress = Schemas["EventProgress"];
export type EventSheets = Schemas["EventSheetsView"];
export type PanelSheets = Schemas["PanelSheetsView"];
export type SeatSheet = Schemas["SeatSheet"];
export type JudgeSheets = Schemas["JudgeSheets"];
export type SheetTitle = Schemas["SheetTitle"];
export type SpreadAlert = Schemas["SpreadAlert"];
export type HistoryLine = Schemas["HistoryLine"];
export type CorrectMark = Schemas["CorrectMark"];
export type SheetsLocked = Schemas["SheetsLocked"];
export type Oversight = Schemas["Oversight"];
export type WatchedJudge = Schemas["WatchedJudge"];
export type Device = Schemas["DeviceView"];
export type JudgeProgress = Schemas["JudgeProgress"];

export type EnterMark = Schemas["EnterMark"];
export type JudgeMessage = Schemas["JudgeMessage"];
export type Ping = Schemas["Ping"];
export type TakeOver = Schemas["TakeOver"];
export type Pong = Schemas["Pong"];
export type Elsewhere = Schemas["Elsewhere"];

export type StandingRow = Schemas["StandingRow"];
export type BoardHead = Schemas["BoardHead"];
export type Snapshot = Schemas["Snapshot"];
export type Frame = Schemas["Frame"];
export type Outlook = Schemas["Outlook"];
export type BoardLine = Schemas["BoardLine"];
export type BoardMessage = Schemas["BoardMessage"];

export type Template = Schemas["Template"];
export type TemplateBlock = Schemas["Block"];
export type TemplateView = Schemas["TemplateView"];
export type PreviewTemplate = Schemas["PreviewTemplate"];
export type EntitledMember = Schemas["EntitledView"];
export type Curtain = Schemas["CurtainView"];
export type Draws = Schemas["DrawsView"];
export type NumbersDrawn = Schemas["DrawView"];
export type DeskStandings = Schemas["DeskStandings"];
export type DeskRow = Schemas["DeskRow"];
export type Column = Schemas["Column"];

export type Ceremony = Schemas["CeremonyView"];
export type CeremonyShown = Schemas["CeremonyShown"];
export type CeremonyItem = Schemas["CeremonyItem"];
export type Screen = Schemas["ScreenView"];
export type DirectScreen = Schemas["DirectScreen"];
export type ScreenShows = Schemas["Shows"];
export type ScreenState = Schemas["ScreenState"];
export type ScreenMessage = Schemas["ScreenMessage"];

export type Rulebook = Schemas["RulebookDetail"];
export type Clause = Schemas["ClauseView"];
export type Source = Schemas["SourceView"];

export type HolderHistory = Schemas["HolderHistory"];
export type Reason = Schemas["ReasonView"];
export type Decision = Schemas["DecisionView"];
export type Certificate = Schemas["VerifiedCertificate"];
export type Verification = Schemas["Verification"];
export type Delivery = Schemas["DeliveryView"];
export type Disclosed = Schemas["Disclosed"];
export type DisclosureView = Schemas["DisclosureView"];
export type CertificateHistory = Schemas["CertificateView"];
export type DecisionHistory = Schemas["DecisionHistory"];
export type Act = Schemas["ActView"];

export type Inbox = Schemas["InboxView"];
export type InboxEvent = Schemas["InboxEvent"];
export type IssuedCount = Schemas["IssuedCount"];
export type IssuedRow = Schemas["IssuedRow"];
export type StatisticsRow = Schemas["StatisticsRow"];
export type Official = Schemas["OfficialView"];
export type NewPassword = Schemas["NewPassword"];
export type DeskAct = Schemas["DeskActView"];
export type ApiKey = Schemas["TokenView"];
export type Webhook = Schemas["WebhookView"];
export type WebhookMessage = Schemas["MessageView"];
export type WebhookAttempt = Schemas["AttemptView"];

export type PaperDesk = Schemas["PaperDesk"];
export type PaperRow = Schemas["PaperRow"];
export type PaperSheet = Schemas["PaperSheetView"];
export type PaperField = Schemas["PaperField"];
