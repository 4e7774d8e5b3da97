"""How good the rules are: labelled statements, and nights joined and told as an editor would."""
