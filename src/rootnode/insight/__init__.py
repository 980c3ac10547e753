"""What is worked out from the graph: a project's hub, a person's day, outcomes."""
