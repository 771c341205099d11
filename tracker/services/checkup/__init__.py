"""What `tracker doctor` looks at. Each check gives findings and changes nothing."""
