"""Bytes of any size by their digest: in a folder or in S3, streamed, resumable, verified, swept when nobody needs them."""

from rootnode.blobs.protocol import BlobEngine, Damaged, Stored, is_digest
from rootnode.blobs.refs import Held, Ref, add_ref, add_refs, drop_ref, drop_refs, held, ref_of, refs_of
from rootnode.blobs.store import Blobs, open_blobs
from rootnode.blobs.sweep import Swept
from rootnode.blobs.uploads import Upload, Uploads
from rootnode.blobs.verify import Damage, Verified

__all__ = [
    "BlobEngine",
    "Blobs",
    "Damage",
    "Damaged",
    "Held",
    "Ref",
    "Stored",
    "Swept",
    "Upload",
    "Uploads",
    "Verified",
    "add_ref",
    "add_refs",
    "drop_ref",
    "drop_refs",
    "held",
    "is_digest",
    "open_blobs",
    "ref_of",
    "refs_of",
]
