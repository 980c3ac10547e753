import {
  IconAdjustments,
  IconAlertTriangle,
  IconBan,
  IconBell,
  IconBolt,
  IconBook,
  IconBox,
  IconBulb,
  IconChartLine,
  IconCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleDot,
  IconCircleMinus,
  IconCircleX,
  IconClock,
  IconDatabase,
  IconEye,
  IconFileSettings,
  IconFileText,
  IconFlag,
  IconFolder,
  IconGavel,
  IconLayoutDashboard,
  IconLink,
  IconListDetails,
  IconLoader,
  IconNotebook,
  IconPackage,
  IconPlayerPause,
  IconProgress,
  IconProgressCheck,
  IconRefresh,
  IconReportAnalytics,
  IconRocket,
  IconServer2,
  IconShieldCheck,
  IconSquare,
  IconTarget,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";

import type { ItemType } from "../api/types";

/** The picture of each type. A type that this page does not know yet has a plain one. */
const TYPES: Record<string, Icon> = {
  project: IconLayoutDashboard,
  requirement: IconTarget,
  document: IconFileText,
  decision: IconGavel,
  resource: IconLink,
  issue: IconCircleDot,
  milestone: IconFlag,
  cycle: IconRefresh,
  meeting: IconUsers,
  hypothesis: IconBulb,
  experiment: IconFolder,
  run: IconChartLine,
  study: IconAdjustments,
  dataset: IconDatabase,
  dataset_version: IconDatabase,
  model: IconBox,
  model_version: IconPackage,
  logged_model: IconPackage,
  deployment_spec: IconFileSettings,
  deployment_plan: IconListDetails,
  release: IconRocket,
  endpoint: IconServer2,
  monitor: IconEye,
  alert: IconBell,
  incident: IconBolt,
};
export const typeIcon = (type: string | null): Icon => TYPES[type ?? ""] ?? IconCircleDot;

/** The picture of a document by its category. */
const CATEGORIES: Record<string, Icon> = { runbook: IconBook, protocol: IconShieldCheck, note: IconNotebook, report: IconReportAnalytics };
export const documentIcon = (category: string | null | undefined): Icon => CATEGORIES[category ?? ""] ?? IconFileText;

export type Tone = "good" | "warn" | "bad" | "m2" | "m";

/** State is icon and word first; the tone only repeats it. */
const STATES: Record<string, { icon: Icon; tone: Tone }> = {
  backlog: { icon: IconCircleDashed, tone: "m" },
  todo: { icon: IconCircle, tone: "m2" },
  draft: { icon: IconCircleDashed, tone: "m" },
  proposed: { icon: IconCircleDashed, tone: "m2" },
  planned: { icon: IconCircleDashed, tone: "m2" },
  scheduled: { icon: IconClock, tone: "m2" },
  pending: { icon: IconClock, tone: "m2" },
  in_progress: { icon: IconProgress, tone: "m2" },
  in_review: { icon: IconProgressCheck, tone: "m2" },
  testing: { icon: IconProgress, tone: "m2" },
  checking: { icon: IconProgressCheck, tone: "m2" },
  rolling_out: { icon: IconLoader, tone: "m2" },
  running: { icon: IconLoader, tone: "m2" },
  paused: { icon: IconPlayerPause, tone: "m2" },
  blocked: { icon: IconBan, tone: "bad" },
  failed: { icon: IconCircleX, tone: "bad" },
  firing: { icon: IconAlertTriangle, tone: "bad" },
  acknowledged: { icon: IconEye, tone: "warn" },
  mitigated: { icon: IconProgress, tone: "warn" },
  outdated: { icon: IconClock, tone: "warn" },
  rolled_back: { icon: IconCircleMinus, tone: "warn" },
  killed: { icon: IconSquare, tone: "m" },
  cancelled: { icon: IconCircleMinus, tone: "m" },
  dropped: { icon: IconCircleMinus, tone: "m" },
  abandoned: { icon: IconCircleMinus, tone: "m" },
  archived: { icon: IconCircleMinus, tone: "m" },
  superseded: { icon: IconCircleMinus, tone: "m" },
  replaced: { icon: IconCircleMinus, tone: "m" },
  retired: { icon: IconCircleMinus, tone: "m" },
  closed: { icon: IconCircleMinus, tone: "m" },
  gone: { icon: IconCircleMinus, tone: "m" },
  off: { icon: IconCircleMinus, tone: "m" },
  refuted: { icon: IconCircleX, tone: "m2" },
  undecided: { icon: IconCircleMinus, tone: "m2" },
  done: { icon: IconCircleCheck, tone: "good" },
  met: { icon: IconCircleCheck, tone: "good" },
  accepted: { icon: IconCircleCheck, tone: "good" },
  reached: { icon: IconCircleCheck, tone: "good" },
  held: { icon: IconCircleCheck, tone: "good" },
  finished: { icon: IconCircleCheck, tone: "good" },
  confirmed: { icon: IconCircleCheck, tone: "good" },
  ready: { icon: IconCircleCheck, tone: "good" },
  approved: { icon: IconCircleCheck, tone: "good" },
  resolved: { icon: IconCircleCheck, tone: "good" },
  live: { icon: IconCircleCheck, tone: "good" },
  current: { icon: IconCircleCheck, tone: "good" },
  agreed: { icon: IconCircleCheck, tone: "m2" },
  active: { icon: IconCircleDot, tone: "m2" },
  on: { icon: IconCircleDot, tone: "m2" },
};
const OPEN_INCIDENT = { icon: IconAlertTriangle, tone: "bad" } as const;
const OTHER = { icon: IconCircle, tone: "m2" } as const;

export const stateLook = (type: string | null, state: string | null): { icon: Icon; tone: Tone } =>
  type === "incident" && state === "open" ? OPEN_INCIDENT : (STATES[state ?? ""] ?? OTHER);

/** How a link reads from its source, and from its target. */
export const LINKS: Record<string, readonly [string, string]> = {
  relates: ["Relates to", "Relates to"],
  blocks: ["Blocks", "Blocked by"],
  implements: ["Implements", "Implemented by"],
  documents: ["Documents", "Documented by"],
  evidence_for: ["Evidence for", "Has evidence"],
  derived_from: ["Derived from", "Source of"],
  trained_on: ["Trained on", "Trained"],
  produced: ["Produced", "Produced by"],
  evaluated_on: ["Evaluated on", "Evaluates"],
  deploys: ["Deploys", "Deployed by"],
  serves: ["Serves", "Served by"],
  caused_by: ["Caused by", "Caused"],
  mentions: ["Mentions", "Mentioned by"],
  duplicates: ["Duplicates", "Duplicated by"],
  supersedes: ["Supersedes", "Superseded by"],
};
export const linkWords = (type: string, direction: "out" | "in"): string =>
  LINKS[type]?.[direction === "out" ? 0 : 1] ?? humanise(type);

/** "in_review" reads "In review". */
export const humanise = (name: string): string => {
  const words = name.replace(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What people call a field, or a state, of a type; of a type that is not here yet the name itself, as words. */
export const fieldLabel = (type: ItemType | undefined, field: string): string => type?.fields.find((one) => one.name === field)?.label ?? humanise(field);
export const stateLabel = (type: ItemType | undefined, state: string | null): string => type?.states.find((one) => one.name === state)?.label ?? humanise(state ?? "");

/** "Runbook: data arrives late", its category said once. */
export const titled = (title: string, category: string | undefined): string => (!category || title.toLowerCase().startsWith(category) ? title : `${humanise(category)}: ${title}`);
