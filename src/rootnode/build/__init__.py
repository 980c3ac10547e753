"""Build: experiments, runs, studies, datasets, models."""
