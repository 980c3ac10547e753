"""Who is calling: accounts, sessions, tokens, teams, invitations."""
