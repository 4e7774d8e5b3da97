"""The config folder as one frozen value; every problem in it is named with file, line and key."""
