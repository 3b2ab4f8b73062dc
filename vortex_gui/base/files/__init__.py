"""Files and folders on disk: where they are, who may read them, how they are written whole."""
