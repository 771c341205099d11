"""Drawing a page, and the headers of every answer."""
