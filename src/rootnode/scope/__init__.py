"""Scope: projects, requirements, documents, decisions, resources."""
