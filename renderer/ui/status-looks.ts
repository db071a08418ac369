import {
  IconArchive,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleHalf2,
  IconCircleX,
  IconClock,
  IconClockX,
  IconHandStop,
  IconHistory,
  IconHourglass,
  IconKey,
  IconLoader2,
  IconLock,
  IconPencil,
  IconPlayerPause,
  IconPlayerSkipForward,
  IconPlayerStop,
  IconPlugConnected,
  IconPlugConnectedX,
  IconProgress,
  IconSend,
  IconShieldExclamation,
  type Icon,
} from "@tabler/icons-react";
import type {
  EventStatus,
  ExecutionStatus,
  JobStatus,
  MessageStatus,
  OccurrenceDecision,
  ServerStatus,
} from "../../shared/words.ts";

/** The families of colour in theme.css; each has a mark, a text and a soft ground. */
export type Tone =
  "queued" | "running" | "completed" | "failed" | "timeout" | "partial" | "cancelled" | "attention" | "unknown";

/** How a status is shown: never by colour alone. */
export interface StatusLook {
  readonly word: string;
  readonly icon: Icon;
  readonly tone: Tone;
}

export const jobLooks: Readonly<Record<JobStatus, StatusLook>> = {
  queued: { word: "Queued", icon: IconClock, tone: "queued" },
  claimed: { word: "Starting", icon: IconProgress, tone: "running" },
  running: { word: "Running", icon: IconLoader2, tone: "running" },
  completed: { word: "Completed", icon: IconCircleCheck, tone: "completed" },
  failed: { word: "Failed", icon: IconCircleX, tone: "failed" },
  timeout: { word: "Timed out", icon: IconClockX, tone: "timeout" },
  partial: { word: "Partial", icon: IconCircleHalf2, tone: "partial" },
  cancelled: { word: "Cancelled", icon: IconPlayerStop, tone: "cancelled" },
  needs_attention: { word: "Needs attention", icon: IconHandStop, tone: "attention" },
};

/** Of a job that has begun while nothing of it goes on. */
export const waitingLook: StatusLook = { word: "Waiting", icon: IconHourglass, tone: "queued" };

/** Secrets that cannot be read until somebody opens them. */
export const vaultLook: StatusLook = { word: "Closed", icon: IconLock, tone: "partial" };

export const executionLooks: Readonly<Record<ExecutionStatus, StatusLook>> = {
  starting: { word: "Starting", icon: IconProgress, tone: "running" },
  running: jobLooks.running,
  completed: jobLooks.completed,
  failed: jobLooks.failed,
  timeout: jobLooks.timeout,
  cancelled: jobLooks.cancelled,
  unknown: { word: "Unknown", icon: IconCircleDashed, tone: "unknown" },
};

export const eventLooks: Readonly<Record<EventStatus, StatusLook>> = {
  DRAFT: { word: "Draft", icon: IconPencil, tone: "unknown" },
  ACTIVE: { word: "Active", icon: IconCircleCheck, tone: "completed" },
  PAUSED: { word: "Paused", icon: IconPlayerPause, tone: "partial" },
  ARCHIVED: { word: "Archived", icon: IconArchive, tone: "cancelled" },
};

export const occurrenceLooks: Readonly<Record<OccurrenceDecision, StatusLook>> = {
  run: { word: "Ran", icon: IconCircleCheck, tone: "completed" },
  catch_up: { word: "Caught up", icon: IconHistory, tone: "running" },
  skipped: { word: "Skipped", icon: IconPlayerSkipForward, tone: "cancelled" },
  missed: { word: "Missed", icon: IconBan, tone: "unknown" },
};

export const serverLooks: Readonly<Record<ServerStatus, StatusLook>> = {
  unknown: { word: "Not tested", icon: IconCircleDashed, tone: "unknown" },
  online: { word: "Online", icon: IconPlugConnected, tone: "completed" },
  offline: { word: "Offline", icon: IconPlugConnectedX, tone: "failed" },
  untrusted: { word: "Host key to accept", icon: IconKey, tone: "attention" },
  host_key_changed: { word: "Host key changed", icon: IconShieldExclamation, tone: "failed" },
};

export const messageLooks: Readonly<Record<MessageStatus, StatusLook>> = {
  pending: { word: "On the way", icon: IconSend, tone: "running" },
  delivered: { word: "Delivered", icon: IconCircleCheck, tone: "completed" },
  dead: { word: "Undelivered", icon: IconCircleX, tone: "failed" },
  dismissed: { word: "Dismissed", icon: IconBan, tone: "cancelled" },
};

export const archivedServerLook: StatusLook = { word: "Archived", icon: IconArchive, tone: "cancelled" };
