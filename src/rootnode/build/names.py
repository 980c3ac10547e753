"""Names for runs whose client gave none: two words and a number, as MLflow's users are used to."""

import hashlib
from typing import Final

_HOW: Final = (
    "able", "airy", "amber", "ample", "balmy", "bold", "brave", "bright", "brisk", "calm", "clear", "clever", "crisp", "deft", "eager",
    "early", "fair", "fleet", "fond", "fresh", "gentle", "glad", "golden", "grand", "handy", "hardy", "honest", "jolly", "keen", "kind",
    "light", "lively", "lucid", "lucky", "mellow", "merry", "mild", "neat", "nimble", "noble", "patient", "placid", "plain", "proud",
    "quick", "quiet", "rapid", "ready", "rosy", "serene", "sharp", "silent", "silver", "smooth", "snug", "solid", "spry", "steady",
    "still", "sunny", "swift", "tidy", "trusty", "upbeat", "vivid", "warm", "wise", "witty",
)  # fmt: skip
_WHO: Final = (
    "ash", "badger", "bass", "beech", "birch", "bison", "carp", "cedar", "crane", "deer", "dove", "eel", "elk", "elm", "fern", "finch",
    "fox", "frog", "gnu", "goat", "grouse", "gull", "hare", "hawk", "hazel", "heron", "holly", "ibex", "jay", "kite", "koi", "lark",
    "larch", "lynx", "maple", "marten", "mole", "moose", "moth", "newt", "oak", "orca", "otter", "owl", "perch", "pine", "plover",
    "quail", "rail", "ram", "raven", "robin", "rook", "rowan", "seal", "shad", "shrew", "snipe", "sparrow", "stoat", "swan", "swift",
    "tern", "thrush", "toad", "trout", "vole", "wren", "yew", "zebra",
)  # fmt: skip


def name_for(call: str) -> str:
    """Such as `steady-otter-417`. Not unique; the same call is given the same name, so that one that came twice is known again."""
    place = int.from_bytes(hashlib.sha256(call.encode(errors="replace")).digest())
    place, number = divmod(place, 1000)
    place, how = divmod(place, len(_HOW))
    return f"{_HOW[how]}-{_WHO[place % len(_WHO)]}-{number}"
