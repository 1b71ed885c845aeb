"""What the API says of models and takes about satisfaction."""
