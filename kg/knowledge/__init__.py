"""The knowledge files of the papers: their records, their loading, and how the text backs them."""
