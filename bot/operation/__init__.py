"""Looking after the running process from outside: signs of life, figures, backups."""
