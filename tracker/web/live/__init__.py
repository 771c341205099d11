"""The live view: its page, sockets and event streams."""
