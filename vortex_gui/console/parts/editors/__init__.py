"""Parts of forms: labelled editors, folded sections, text with completion and undo."""
