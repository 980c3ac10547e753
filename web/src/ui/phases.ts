import { IconActivity, IconFlask, IconListCheck, IconRocket, IconTarget, type Icon } from "@tabler/icons-react";

import type { Phase } from "../api/types";

export const PHASES: readonly Phase[] = ["scope", "plan", "build", "ship", "watch"];

/** Their word, their picture, what an empty one is for, and the type that people begin it with. */
export const PHASE: Record<Phase, { label: string; icon: Icon; purpose: string; first: string }> = {
  scope: { label: "Scope", icon: IconTarget, purpose: "Scope holds what must be true: requirements, documents, decisions and resources.", first: "requirement" },
  plan: { label: "Plan", icon: IconListCheck, purpose: "Plan holds the work: issues, milestones, cycles, meetings and hypotheses.", first: "issue" },
  build: { label: "Build", icon: IconFlask, purpose: "Build holds what your code logs: runs, studies, datasets and models.", first: "dataset" },
  ship: { label: "Ship", icon: IconRocket, purpose: "Ship holds how models reach people: deployment plans, releases and endpoints.", first: "endpoint" },
  watch: { label: "Watch", icon: IconActivity, purpose: "Watch holds what happens in production: monitors, alerts and incidents.", first: "monitor" },
};

export const isPhase = (text: string): text is Phase => (PHASES as readonly string[]).includes(text);
