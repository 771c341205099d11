"""How the text of a setting is found, becomes its value, and is shown to people."""
