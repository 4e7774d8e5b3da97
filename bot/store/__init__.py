"""SQL: one file an entity, functions that take a session. Nothing else in the program writes SQL."""
