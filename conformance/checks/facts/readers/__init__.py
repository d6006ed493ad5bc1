"""What the programs of facts print, read into facts."""
