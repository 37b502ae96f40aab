"""Promises held against inputs that nobody thought of: cases, bytes and bodies made by chance, many at once, kills.

Every test here takes the same inputs on every run. The sizes are small enough for each change; `PROPERTY_TIMES=20`
takes twenty times as many, `MIXED_DOCUMENTS=100000` says how many documents are made at once.
"""
