"""The graph as a site: gather everything first, check it, then write."""
