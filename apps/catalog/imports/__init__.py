"""Files that staff load: checked row by row, shown, and applied as a whole or not at all."""
