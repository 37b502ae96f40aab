"""That the running service holds: under load, against slow and broken clients, without a trace and without a network.

Each module is a script that prints a table (`python -m tests.trust.load`), and what the tests beside it call with small
numbers. The numbers of a table belong to a machine, so no test judges a time.
"""
