"""The rows of section [web]."""
