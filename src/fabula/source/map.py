"""From characters of the text back to bytes of the source."""
