"""Parts of dialogs: a question, a line of text, the Close button, the screen they open on."""
