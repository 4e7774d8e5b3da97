"""Pure decisions: what a text says, which incident it belongs to, who is told. No I/O, no clock."""
