"""Which place for bytes the settings name."""

from rootnode.blobs.directory import DirectoryBlobs
from rootnode.blobs.protocol import BlobEngine
from rootnode.blobs.s3 import S3Blobs, open_store
from rootnode.config import Settings


def engine_of(settings: Settings) -> BlobEngine:
    """The folder in the data folder, or the bucket. Raises Invalid, StorageFull, Unavailable."""
    return S3Blobs(open_store(settings.bucket)) if settings.blobs_url else DirectoryBlobs(settings.data / "blobs")
