"""Models of who rated what, behind one interface: fit once, score any history without training (fold-in)."""
