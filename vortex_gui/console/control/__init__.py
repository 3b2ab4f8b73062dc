"""Between engine and state: applies events, carries out what views ask for."""
