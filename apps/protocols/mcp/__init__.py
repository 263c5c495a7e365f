"""The Model Context Protocol: the registry's tools, documents and prompts for other people's assistants."""
