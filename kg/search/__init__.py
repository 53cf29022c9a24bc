"""Words become things, and things become all that is known of them."""
