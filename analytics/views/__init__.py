"""Pages of trained models and of what people answered."""
