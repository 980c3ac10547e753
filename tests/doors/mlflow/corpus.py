"""Strings that have opened what they must not, elsewhere: paths, schemes, encodings, names that are none (C1 to C3)."""

import itertools
from typing import Final

_TARGETS: Final = ("etc/passwd", "CANARY", "proc/self/environ", "windows/win.ini")
_CLIMBS: Final = (
    "../", "..\\", "....//", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%252f", "%252e%252e%252f", "..%c0%af", "%c0%ae%c0%ae/", "..%00/", "..;/",
    "..#/", "..?/", ".%2e/", "%2e./", "..%5c", "..%255c", "．．/", "..／", "..∕", "．．／", "../\x00", "./../", "a/../../", "%uff0e%uff0e/",
)  # fmt: skip
_PREFIXES: Final = (
    "/", "//", "///", "\\\\", "C:/", "C:\\", "/proc/self/root/", "//proc/self/root/", "/dev/fd/", "~/", "~root/", "file:/", "\\\\?\\C:\\",
)  # fmt: skip
_SCHEMES: Final = (
    "file", "http", "https", "ftp", "gopher", "dict", "ldap", "jar", "netdoc", "data", "s3", "gs", "dbfs", "hdfs", "sftp", "smb",
    "mlflow-artifacts", "runs", "models", "sqlite", "postgresql", "mysql", "azure", "wasbs", "abfss", "r2", "oci", "ssh", "git", "php",
    "expect", "zip", "phar", "glob", "ogg", "javascript", "vbscript", "view-source", "tftp", "imap",
)  # fmt: skip
_ODD: Final = (
    "a\x00b", "\x00", "a\nb", "a\r\nX-Injected: 1", "CON", "NUL", "LPT1.txt", "a" * 300, "x" * 2_000, "%", "%%", "${jndi:ldap://127.0.0.1/x}",
    "{{7*7}}", "$(touch CANARY)", "`touch CANARY`", "; touch CANARY", "| touch CANARY", "' OR '1'='1", '"; DROP TABLE node; --',
    "\u202egnp.exe", "é\u0301", "\ufeff", "a;b=../../CANARY", "a#../../CANARY", "a?../../CANARY", "*", "?", "[a-z]", "-rf", "--help",
    "@CANARY", "<script>", "\\u002e\\u002e/",
)  # fmt: skip


def strings(canary: str) -> list[str]:
    """At least 150 of them, in which CANARY stands for the path of a file that must not be touched."""
    climbs = [f"{climb * 8}{target}" for climb, target in itertools.product(_CLIMBS, _TARGETS[:2])]
    absolute = [f"{prefix}{target}" for prefix, target in itertools.product(_PREFIXES, _TARGETS[1:3])]
    urls = [f"{scheme}://{'' if place % 2 else '127.0.0.1:9'}/{_TARGETS[place % 2]}" for place, scheme in enumerate(_SCHEMES)]
    found = [*climbs, *absolute, *urls, *_ODD, *(f"{target}" for target in _TARGETS)]
    return [each.replace("CANARY", canary.lstrip("/")) for each in dict.fromkeys(found)]
