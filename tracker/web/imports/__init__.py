"""A site's imports: what came from other products' files, compared, and taken away again."""
