"""The language layers: words, sentences, quotations, and what one pass of the encoder says of them."""
