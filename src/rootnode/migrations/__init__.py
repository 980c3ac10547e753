"""The schema: what it is made of, and how an older one becomes the newest."""
