"""Which statements stand together: incidents, waves and echoes, whatever order they were read in."""
