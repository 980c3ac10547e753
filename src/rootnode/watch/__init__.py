"""Watch: monitors, alerts, incidents."""
