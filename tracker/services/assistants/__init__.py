"""What assistants may ask of a site's reports: tools that read, and change nothing."""
