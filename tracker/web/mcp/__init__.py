"""The address that assistants ask: the Model Context Protocol over HTTP."""
