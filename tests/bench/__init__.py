"""How fast documents are assembled, side by side with others: `python -m tests.bench`. Measures, never judges."""
