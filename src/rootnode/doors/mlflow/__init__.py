"""The MLflow REST contract (3.17.2), below `/p/KEY`: what an unmodified client of MLflow needs for a training run.

Handlers translate: from MLflow's JSON to the verbs of `build`, and back. Nothing here decides.
"""
