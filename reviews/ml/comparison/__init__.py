"""LSTM against GRU on the same film reviews: one protocol, many runs, and what follows from them."""
