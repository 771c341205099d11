"""What programs that were written for Umami ask, in the words of our query language."""
