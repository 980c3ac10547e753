"""What people write together at the same time: the discussion of an item, and who is here now."""
