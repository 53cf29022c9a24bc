"""The matrix of mechanisms and materials as a page, an image and data."""
