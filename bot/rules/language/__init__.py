"""What is written: sentences, words and their forms, and who does what to whom."""
