"""The real process under faults of every kind, from a random plan that a seed makes again.

    plan.py       what is published and which fault comes when
    bench.py      the process, its supervisor, the chats and channels: what a plan acts on
    faults.py     the faults
    clock.py      the bot with a wall clock that can be set
    verdict.py    what must be true afterwards

`python -m tests.whole.torture --full` runs the long one and prints its figures.
"""
