"""The example's story: its planning history as it is played, and what follows from its runs once they have really run."""
