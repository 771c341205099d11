"""Languages, figures and times as a reader writes them."""
