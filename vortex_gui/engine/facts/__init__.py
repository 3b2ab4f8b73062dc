"""Plain values and pure rules of the queue; imports no other room of the engine."""
