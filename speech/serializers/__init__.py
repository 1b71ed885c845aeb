"""What the API of recordings takes and gives."""
