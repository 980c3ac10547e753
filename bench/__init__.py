"""The bench: measures Rootnode against `targets.toml`, beside its peers. Run it with `make bench [ONLY=name]`."""
