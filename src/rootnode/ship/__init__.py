"""Ship: deployment specs, plans, releases, endpoints."""
