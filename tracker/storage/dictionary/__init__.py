"""What repeats in the log, kept once: texts, places, browsers and campaigns, and their numbers."""
