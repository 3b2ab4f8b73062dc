"""The form's section for a picture and a sound of the operator's own."""
