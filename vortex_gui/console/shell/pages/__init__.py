"""Pages that explain: welcome, help, guide, and what the system lacks."""
