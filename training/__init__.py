"""How the shipped model is made: data readers, the network, the loop, the export. Needs the `training` group."""
