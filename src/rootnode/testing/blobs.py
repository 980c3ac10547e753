"""What every place for bytes must do, as one suite. The rules it names are those of docs/spec/blobs.md.

    class TestDirectory(BlobContract):
        @pytest.fixture
        def place(self, tmp_path: Path) -> Place: ...

The suite runs `Blobs` as the server does, over the engine that `place` names.
"""

from rootnode.testing.blob_keeping import BlobKeeping
from rootnode.testing.blob_streams import BlobStreams
from rootnode.testing.blob_uploads import BlobUploads
from rootnode.testing.bytes import Place, content, cut_stream, digest_of, fetch, stream


class BlobContract(BlobStreams, BlobUploads, BlobKeeping):
    """The whole suite over one engine; subclasses give the fixture `place`."""


__all__ = ["BlobContract", "Place", "content", "cut_stream", "digest_of", "fetch", "stream"]
