"""Plan: issues, milestones, cycles, meetings, hypotheses."""
