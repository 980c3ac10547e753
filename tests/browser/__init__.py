"""What drives a real browser: one package, so that its tests share one browser."""
