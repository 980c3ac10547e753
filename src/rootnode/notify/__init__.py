"""What people are told: who follows what, the inbox, and requests for access."""
