"""Files and folders on disk: where they are, who may read them, how a write is all or nothing."""
