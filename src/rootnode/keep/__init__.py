"""What keeps a workspace safe: backups, export, quotas, and what an administrator sees of the installation."""
