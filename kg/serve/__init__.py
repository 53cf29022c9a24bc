"""The site and a read-only SPARQL endpoint on this machine."""
