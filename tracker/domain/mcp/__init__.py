"""The Model Context Protocol, by which assistants ask: its revisions and its messages."""
