"""How the world comes in. Doors translate and check who is calling; what happens is decided by the verbs below."""
