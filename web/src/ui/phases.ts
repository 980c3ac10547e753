import { IconActivity, IconFlask, IconListCheck, IconRocket, IconTarget, type Icon } from "@tabler/icons-react";

import type { Phase } from "../api/types";

export const PHASES: readonly Phase[] = ["scope", "plan", "build", "ship", "watch"];

/** Their word, their picture, and what an empty one is for. */
export const PHASE: Record<Phase, { label: string; icon: Icon; purpose: string }> = {
  scope: { label: "Scope", icon: IconTarget, purpose: "Scope holds what must be true: requirements, documents, decisions and resources." },
  plan: { label: "Plan", icon: IconListCheck, purpose: "Plan holds the work: issues, milestones, cycles, meetings and hypotheses." },
  build: { label: "Build", icon: IconFlask, purpose: "Build holds what your code logs: runs, studies, datasets and models." },
  ship: { label: "Ship", icon: IconRocket, purpose: "Ship holds how models reach people: deployment plans, releases and endpoints." },
  watch: { label: "Watch", icon: IconActivity, purpose: "Watch holds what happens in production: monitors, alerts and incidents." },
};

export const isPhase = (text: string): text is Phase => (PHASES as readonly string[]).includes(text);
