"""Networks to pages: where things stand, how they look, and one self-contained file that holds it all."""
