"""The tests. A package, so that no other package named `tests` on the path is taken for it."""
