"""What is read out of statements."""
