"""Orders things for a person: what is bought together and again, and a learned order of search results."""
