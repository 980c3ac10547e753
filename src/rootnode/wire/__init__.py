"""Frozen message types that the server and the SDK share. JSON field names are the attribute names."""
