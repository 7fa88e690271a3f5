"""One module a layer: how its challenge set is scored."""
