"""What people may type: one file per noun, and how a form is read from a request."""
