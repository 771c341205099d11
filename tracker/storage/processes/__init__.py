"""What several processes that are one server share, as interfaces: their engines have rooms."""
