"""A `.rq` file becomes a typed question; a question and values become rows."""
